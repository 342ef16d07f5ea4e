// scrap-pad.js: without a signal, words and pictures that are nobody's yet. They are kept within a second of a pause; none can be sent from here.
import { button, card, make, throwAway } from "../lib/cards.js"
import { drop, keep, lookAll, mirror, newScrap } from "../lib/kept.js"
import { later } from "../lib/draft.js"
import { pause, whole } from "../lib/answers.js"
import { t } from "../lib/server.js"

const KEPT_AFTER = 300
const GO_ON_WITHIN = 10 * 60_000
const LEADS_ON_AGAIN_AFTER = 60_000 // a page may be what is slow

class ScrapPad extends HTMLElement {
  #field = this.querySelector("textarea")
  #tray = this.querySelector("scrap-pictures")
  #list = make("div", "", "stack")
  #key = crypto.randomUUID()
  #keeping
  #line = Promise.resolve()
  #unheard = false
  #said = t("No signal. This is kept here")

  async connectedCallback() {
    this.#field.oninput = () => this.#changed()
    if (this.#field.value) this.#changed() // somebody was faster than this script
    this.#tray.addEventListener("onlyhuman:pictures", () => this.#keep())
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
    else if (this.#keeping) mirror(this.#key, this.#field.value) // nothing else is done in time
  }

  get #pictures() { return this.#tray.pictures ?? [] }
  get #empty() { return !this.#field.value.trim() && !this.#pictures.length }

  #changed() {
    clearTimeout(this.#keeping)
    this.#keeping = setTimeout(() => this.#keep(), KEPT_AFTER)
  }

  async #keep() {
    const mine = this.#keeping
    clearTimeout(mine)
    const trouble = await (this.#line = this.#line.then(() => this.#put()))
    if (this.#keeping === mine) this.#keeping = undefined
    this.querySelector("[data-kept]").textContent = this.#empty ? "" : (trouble ?? this.#said)
    later()
    return !trouble
  }

  // What went wrong, if anything did. A full phone has room of another kind, for words.
  async #put() {
    const [key, text, pictures] = [this.#key, this.#field.value, this.#pictures]
    try {
      return await (this.#empty ? drop("scraps", key) : keep("scraps", key, newScrap(text, "typed", pictures)))
    } catch {
      return this.#putWords(key, text) ?? (pictures.length ? t("This phone is full: the words are kept, the new pictures are not. Stay on this page, or remove them.") : undefined)
    }
  }

  #putWords(key, text) {
    try {
      mirror(key, text)
    } catch {
      return t("This phone could not keep it.")
    }
  }

  // What only this page has makes room for nothing else.
  async #isKept() {
    let kept
    do kept = await this.#keep()
    while (this.#keeping)
    return kept
  }

  async #another() {
    if (!(await this.#isKept())) return
    this.#goOn(crypto.randomUUID(), newScrap(""))
    this.querySelector("[data-kept]").textContent = ""
    await this.#show()
    this.#field.focus()
  }

  // What was being written a moment ago goes on.
  async #show(first) {
    const scraps = await lookAll("scraps")
    const [latest] = scraps
    if (first && latest?.[1].pictures?.length) await import("./scrap-pictures.js")
    if (first && latest && this.#empty && latest[1].from === "typed" && Date.now() - latest[1].at < GO_ON_WITHIN) this.#goOn(...latest)
    const others = scraps.filter(([key]) => key !== this.#key)
    const cards = others.map(([key, scrap]) => card(scrap, "", button(t("Go on writing"), () => this.#takeUp(key, scrap)), throwAway("scraps", key, scrap)))
    this.#list.replaceChildren(...(cards.length ? [make("h2", t("Kept on this phone")), ...cards] : []))
  }

  #goOn(key, scrap) {
    this.#key = key
    this.#field.value = scrap.text
    this.#tray.show?.(scrap.pictures ?? [])
  }

  async #takeUp(key, scrap) {
    if (scrap.pictures?.length) await import("./scrap-pictures.js")
    if (!(await this.#isKept())) return
    this.#goOn(key, scrap)
    await this.#show()
    this.#field.focus()
  }

  async #watch() {
    while (this.isConnected && !(await whole("/health", {}, 3_000))) {
      this.#unheard = true
      await pause()
    }
    if (this.isConnected) this.#heard()
  }

  async #back() {
    if (await whole("/health", {}, 3_000)) await this.#heard()
  }

  async #heard() {
    if (await this.#leadsOn()) return
    this.#said = t("Kept on this phone")
    if (this.querySelector("[data-kept]").textContent) this.querySelector("[data-kept]").textContent = this.#said
    document.querySelector("[data-back]").hidden = false
    document.querySelector("[data-offline]").textContent = t("The signal is back")
  }

  // The page that was on its way comes by itself: a countdown must be seen. What was pressed is not pressed again, and words are never
  // taken away from under a thumb.
  async #leadsOn() {
    const { pathname, href, hash } = location
    const post = pathname.startsWith("/posts/") && pathname.split("/").slice(0, 3).join("/")
    const idle = () => this.#empty && (post || !this.#field.matches(":focus"))
    const again = this.#unheard || post || Date.now() - sessionStorage.getItem("led") > LEADS_ON_AGAIN_AFTER
    if (!idle() || hash || pathname === "/offline" || !again) return false
    const answer = post || (await fetch(href, { method: "OPTIONS", signal: AbortSignal.timeout(3_000) }).catch(() => {}))
    if (!idle() || !(post || answer?.headers.get("allow")?.includes("GET"))) return false
    sessionStorage.setItem("led", Date.now())
    location.replace(post || href)
    return true
  }
}
customElements.define("scrap-pad", ScrapPad)
