// live-region.js: keeps a part of a page true by fetching its own counterpart.
import { correct, fetchPage, leftWords, millisecondsLeft, secondsLeft, t } from "../lib/server.js"

const JUST_AFTER = 250
const EVENTS = { document: ["visibilitychange"], window: ["offline", "online"] }

class LiveRegion extends HTMLElement {
  #timer
  #last
  #unheard = Object.assign(document.createElement("p"), { className: "say bad unheard", role: "status", textContent: t("No signal. This may have changed since.") })

  connectedCallback() {
    for (const [target, types] of Object.entries(EVENTS)) for (const type of types) globalThis[target].addEventListener(type, this)
    setInterval(() => this.#count(), 500)
    this.#count()
    this.#wait()
    if (this.hasAttribute("hold-key")) import("../lib/kept.js").then(({ arrived }) => arrived(this.getAttribute("hold-key"))).catch(() => {})
  }

  handleEvent({ type }) {
    if (type === "offline") this.#heard(false)
    else this.#refresh()
  }

  // It lies over the foot of what is there, and moves nothing.
  #heard(heard) {
    if (heard) this.#unheard.remove()
    else if (!this.#unheard.isConnected) this.append(this.#unheard)
  }

  #wait() {
    clearTimeout(this.#timer)
    const at = millisecondsLeft(Date.parse(this.getAttribute("refresh-at"))) + JUST_AFTER
    const every = 1000 * this.getAttribute("refresh-every")
    const soonest = Math.min(...[at, every].filter((delay) => delay > JUST_AFTER))
    if (soonest < Infinity) this.#timer = setTimeout(() => this.#refresh(), soonest)
  }

  #count() {
    for (const left of this.querySelectorAll("[data-ends-at]")) {
      const seconds = secondsLeft(Date.parse(left.dataset.endsAt))
      left.textContent = seconds ? leftWords(seconds) : t("about to leave")
    }
  }

  async #refresh() {
    if (!document.hidden && !this.querySelector("form[inert]")) { // a stop that nobody has answered stays where it was pressed
      const answer = await fetchPage(this.getAttribute("src")).catch(() => {})
      const fresh = answer?.document?.getElementById(this.id)
      this.#heard(answer?.status < 500)
      if (fresh && !this.querySelector("form[inert]")) this.#take(fresh, answer.document)
    }
    this.#wait()
  }

  #take(fresh, page) {
    correct(page.querySelector("[name=server-now]").content)
    for (const name of ["refresh-at", "refresh-every"]) this.setAttribute(name, fresh.getAttribute(name) ?? "")
    if (fresh.isEqualNode(this.#last)) return
    this.#last = fresh.cloneNode(true)
    const focused = this.contains(document.activeElement) && document.activeElement.form?.getAttribute("action")
    this.replaceChildren(...fresh.childNodes)
    this.#count()
    if (focused) this.querySelector(`form[action="${focused}"] button`)?.focus()
    document.dispatchEvent(new Event("onlyhuman:fresh"))
  }
}
customElements.define("live-region", LiveRegion)
