// waiting-tray.js: what this phone kept, each with its age and a place to go. Whose words they are is asked first, and nothing is chosen before.
import { button, card, make, throwAway } from "../lib/cards.js"
import { forget, keep, look, lookAll, onTheirWay } from "../lib/kept.js"
import { noticeIn } from "../lib/links.js"
import { fetchPage, t, tn } from "../lib/server.js"
import { whole } from "../lib/answers.js"

const page = document.documentElement.dataset

class WaitingTray extends HTMLElement {
  #sheet = document.getElementById("place-sheet")
  #placing

  async connectedCallback() {
    this.#sheet?.addEventListener("submit", this, true)
    const scraps = this.hasAttribute("drafts-only") ? [] : await lookAll("scraps")
    const drafts = (await lookAll("drafts", `${page.person}:`)).filter(([, { parts, pictures }]) => parts?.some((part) => part.trim()) || pictures?.length)
    const pictures = (await lookAll("drafts", `pictures:${page.person}:`)).filter(([, copy]) => copy.href && onTheirWay(copy).length)
    const cards = [...drafts.map(([key, copy]) => this.#draft(key, copy)), ...pictures.map(([key, copy]) => this.#pictures(key, copy)), ...scraps.map(([key, scrap]) => this.#scrap(key, scrap))]
    if (cards.length) this.replaceChildren(...(this.hasAttribute("heading") ? [make("h2", this.getAttribute("heading"))] : []), ...cards)
  }

  // Which scrap the next composer takes, if the person does speak as that identity then.
  handleEvent({ target, submitter }) {
    const handle = target.getAttribute("action")?.split("/")[2]
    if (handle && submitter) sessionStorage.setItem("placing", JSON.stringify({ ...this.#placing, handle }))
  }

  #scrap(key, scrap) {
    const place = (how) => () => {
      this.#placing = { scrap: key, ...how }
      this.#sheet.showModal()
    }
    const link = noticeIn(scrap.text, location.origin)
    const reshare = link ? [button(t("Reshare it"), place({ reshares: link }), "button")] : []
    const put = button(t("Put it here"), place(), link ? "button plain" : "button")
    return card(scrap, "", ...reshare, put, throwAway("scraps", key, scrap))
  }

  #draft(key, copy) {
    const said = copy.holding ? t("Not confirmed yet: this may have been posted.") : t("Not saved yet.")
    const open = button(copy.holding ? t("Ask what became of it") : t("Open"), (event) => this.#open(key, copy, event.target.closest("article")), "button")
    return card({ ...copy, from: "typed" }, said, open, ...(this.hasAttribute("drafts-only") ? [] : [throwAway("drafts", key, copy)]))
  }

  // The words of their draft may be safe, or a card of their own.
  #pictures(key, copy) {
    const left = onTheirWay(copy)
    const said = tn("1 picture still on its way.", "%(num)s pictures still on their way.", left.length)
    const open = button(t("Open"), (event) => this.#open(key.replace("pictures:", ""), copy, event.target.closest("article")), "button")
    return card({ at: copy.at, from: "chosen", pictures: left.map(({ blob }) => blob) }, said, open, ...(this.hasAttribute("drafts-only") ? [] : [throwAway("drafts", key, copy)]))
  }

  // When the draft is gone, the words and the pictures begin a new one.
  async #open(key, copy, shown) {
    if (copy.holding) {
      const place = `/as/${copy.href.split("/")[2]}/holds/${copy.holding}`
      const found = await whole(place, { headers: { "X-Poll": "1", Accept: "application/json" } })
      if (found?.page) {
        await forget(key)
        return location.assign(place)
      }
      if (found?.status !== 404) return this.#unheard(shown)
    }
    const { status } = await fetchPage(copy.href).catch(() => ({}))
    if (!status) return this.#unheard(shown)
    const gone = status === 404 || status === 410
    if (gone) await keep("drafts", key, { parts: [], href: copy.href, ...(await look("drafts", key)), holding: undefined, homeless: copy.href.split("/")[2] })
    location.assign(gone ? copy.href.replace(/drafts.*/, "?new=1") : copy.href)
  }

  #unheard(shown) {
    shown.querySelector("[role=alert]")?.remove()
    shown.append(Object.assign(make("p", t("No answer yet. It stays here; ask again.")), { role: "alert" }))
  }
}
customElements.define("waiting-tray", WaitingTray)
