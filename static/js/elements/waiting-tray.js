// waiting-tray.js: what this phone kept, each with its age and a place to go. Whose words they are is asked first, and nothing is chosen before.
import { button, card, make, throwAway } from "../lib/cards.js"
import { arrived, forget, keep, look, newScrap, onTheirWay, waiting } from "../lib/kept.js"
import { fetchPage, t, tn } from "../lib/server.js"
import { whole } from "../lib/answers.js"

const page = document.documentElement.dataset
const statusOf = async (address) => (await fetchPage(address).catch(() => ({}))).status

class WaitingTray extends HTMLElement {
  #sheet = document.getElementById("place-sheet")
  #placing
  #only = this.hasAttribute("drafts-only")

  connectedCallback() {
    document.addEventListener("submit", this)
    return this.#show()
  }

  disconnectedCallback() {
    document.removeEventListener("submit", this)
  }

  async #show() {
    const [drafts, pictures, scraps] = await waiting(page.person)
    const nobodys = this.#only ? [] : scraps
    const cards = [...drafts.map(([key, copy]) => this.#draft(key, copy)), ...pictures.map(([key, copy]) => this.#pictures(key, copy)), ...nobodys.map(([key, scrap]) => this.#scrap(key, scrap))]
    if (cards.length) this.replaceChildren(...(this.hasAttribute("heading") ? [make("h2", this.getAttribute("heading"))] : []), ...cards)
  }

  // Which scrap the next composer takes. A choice that goes nowhere, for a finger was refused, is not remembered.
  handleEvent({ target, defaultPrevented }) {
    const handle = target.getAttribute("action")?.split("/")[2]
    if (handle && !defaultPrevented && this.#sheet?.contains(target)) sessionStorage.setItem("placing", JSON.stringify({ scrap: this.#placing, handle, at: Date.now() }))
  }

  // Where nobody is asked whose words they are, somebody is signing out.
  #scrap(key, scrap) {
    if (!this.#sheet) return card(scrap, t("Nobody’s yet: whoever uses this phone next sees it."), button(t("Open"), () => this.#ask(key), "button"), throwAway("scraps", key, scrap))
    return card(scrap, "", button(t("Put it here"), () => this.#ask(key), "button"), throwAway("scraps", key, scrap))
  }

  #ask(scrap) {
    if (!this.#sheet) return location.assign("/waiting")
    this.#placing = scrap
    this.#sheet.showModal()
  }

  #draft(key, copy) {
    const said = copy.holding ? t("Not confirmed yet: this may have been posted.") : t("Not saved yet.")
    const open = button(copy.holding ? t("Ask what became of it") : t("Open"), (event) => this.#open(key, copy, event.target.closest("article")), "button")
    return card({ ...copy, from: "typed" }, said, open, ...(this.#only ? [] : [throwAway("drafts", key, copy)]))
  }

  // The words of their draft may be safe, or a card of their own.
  #pictures(key, copy) {
    const left = onTheirWay(copy)
    const said = tn("1 picture still on its way.", "%(num)s pictures still on their way.", left.length)
    const open = button(t("Open"), (event) => this.#open(key.replace("pictures:", ""), copy, event.target.closest("article")), "button")
    return card({ at: copy.at, from: "chosen", pictures: left.map(({ blob }) => blob) }, said, open, ...(this.#only ? [] : [throwAway("drafts", key, copy)]))
  }

  // When the draft is gone, the words and the pictures begin a new one; when the identity is, somebody chooses another.
  async #open(key, copy, shown) {
    if (copy.holding) {
      const place = `/as/${copy.href.split("/")[2]}/holds/${copy.holding}`
      const found = await whole(place, { headers: { "X-Poll": "1", Accept: "application/json" } })
      if (found?.page) {
        await arrived(copy.holding)
        return location.assign(place)
      }
      if (found?.status !== 404) return this.#unheard(shown)
    }
    const status = await statusOf(copy.href)
    if (!status) return this.#unheard(shown)
    const gone = status === 404 || status === 410
    const blank = copy.href.replace(/drafts.*/, "?new=1")
    if (gone && (await statusOf(blank)) === 404) return this.#orphaned(key, shown)
    if (gone) await keep("drafts", key, { parts: [], href: copy.href, ...(await look("drafts", key)), holding: undefined, homeless: copy.href.split("/")[2] })
    location.assign(gone ? blank : copy.href)
  }

  #orphaned(key, shown) {
    this.#say(shown, t("You do not speak as that identity any more. Put it somewhere else."), button(t("Put it here"), () => this.#becomesScrap(key), "button"))
  }

  // First here, then gone there: never in neither.
  async #becomesScrap(key) {
    const [draft, picked] = await Promise.all([look("drafts", key), look("drafts", `pictures:${key}`)])
    const left = onTheirWay(picked ?? {})
    const words = [...(draft?.parts ?? []), ...(draft?.variants ?? []).map(([, text]) => text), ...left.map(({ alt }) => alt)].filter((some) => some?.trim())
    const pictures = [...(draft?.pictures ?? []), ...left.map(({ blob }) => blob)]
    await keep("scraps", key, newScrap(words.join("\n\n"), "typed", pictures))
    await forget(key)
    await this.#show()
    this.#ask(key)
  }

  #unheard(shown) {
    this.#say(shown, t("No answer yet. It stays here; ask again."))
  }

  #say(shown, ...said) {
    shown.querySelector("[role=alert]")?.remove()
    const alert = Object.assign(make("div", "", "stack"), { role: "alert" })
    alert.append(...said)
    shown.append(alert)
  }
}

customElements.define("waiting-tray", WaitingTray)
