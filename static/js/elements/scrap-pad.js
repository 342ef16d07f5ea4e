// scrap-pad.js: without a signal, words that are nobody's yet. Each is kept within a second of a pause; none can be sent from here.
import { button, card, make, throwAway } from "../lib/cards.js"
import { drop, keep, lookAll, newScrap } from "../lib/kept.js"
import { pause, whole } from "../lib/answers.js"
import { t } from "../lib/server.js"

const KEPT_AFTER = 300
const GO_ON_WITHIN = 10 * 60_000

class ScrapPad extends HTMLElement {
  #field = this.querySelector("textarea")
  #list = make("div", "", "stack")
  #key = crypto.randomUUID()
  #keeping
  #said = t("No signal. This is kept here")

  async connectedCallback() {
    this.#field.oninput = () => this.#changed()
    if (this.#field.value) this.#changed() // somebody was faster than this script
    this.querySelector("[data-another]").onclick = () => this.#another()
    for (const type of ["pagehide", "online"]) addEventListener(type, this)
    this.append(this.#list)
    await this.#show(true)
    this.#watch()
  }

  disconnectedCallback() {
    for (const type of ["pagehide", "online"]) removeEventListener(type, this)
  }

  handleEvent({ type }) {
    if (type === "online") this.#back()
    else if (this.#keeping) localStorage.setItem("scrap", JSON.stringify({ key: this.#key, text: this.#field.value })) // nothing else is done in time
  }

  #changed() {
    clearTimeout(this.#keeping)
    this.#keeping = setTimeout(() => this.#keep(), KEPT_AFTER)
  }

  async #keep() {
    const mine = this.#keeping
    clearTimeout(mine)
    const text = this.#field.value
    const kept = await (text.trim() ? keep("scraps", this.#key, newScrap(text)) : drop("scraps", this.#key)).then(() => this.#said, () => t("This phone could not keep it."))
    if (this.#keeping === mine) this.#keeping = undefined
    this.querySelector("[data-kept]").textContent = text.trim() ? kept : ""
    navigator.serviceWorker?.ready.then(({ sync }) => sync?.register("waiting")).catch(() => {})
  }

  async #another() {
    if (this.#keeping) await this.#keep()
    this.#key = crypto.randomUUID()
    this.#field.value = this.querySelector("[data-kept]").textContent = ""
    await this.#show()
    this.#field.focus()
  }

  // What was being written a moment ago goes on.
  async #show(first) {
    const scraps = await lookAll("scraps")
    const [latest] = scraps
    if (first && latest && !this.#field.value && !latest[1].pictures?.length && latest[1].from === "typed" && Date.now() - latest[1].at < GO_ON_WITHIN) this.#goOn(...latest)
    const others = scraps.filter(([key]) => key !== this.#key)
    const cards = others.map(([key, scrap]) => card(scrap, "", ...(scrap.pictures?.length ? [] : [button(t("Go on writing"), () => this.#takeUp(key, scrap))]), throwAway("scraps", key, scrap)))
    this.#list.replaceChildren(...(cards.length ? [make("h2", t("Kept on this phone")), ...cards] : []))
  }

  #goOn(key, scrap) {
    this.#key = key
    this.#field.value = scrap.text
  }

  async #takeUp(key, scrap) {
    if (this.#keeping) await this.#keep()
    this.#goOn(key, scrap)
    await this.#show()
    this.#field.focus()
  }

  // A page that was on its way loads by itself, for a countdown must be seen; words are never taken away from under a thumb.
  async #watch() {
    while (this.isConnected && !(await whole("/health", {}, 3_000))) await pause()
    if (this.isConnected) this.#back()
  }

  async #back() {
    if (!(await whole("/health", {}, 3_000))) return
    if (location.pathname.startsWith("/posts/") && !this.#field.value) return location.replace(location.pathname.split("/").slice(0, 3).join("/"))
    this.#said = t("Kept on this phone")
    if (this.querySelector("[data-kept]").textContent) this.querySelector("[data-kept]").textContent = this.#said
    document.querySelector("[data-back]").hidden = false
    document.querySelector("[data-offline]").textContent = t("The signal is back")
  }
}
customElements.define("scrap-pad", ScrapPad)
