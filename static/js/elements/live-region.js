// live-region.js: keeps a part of a page true, by fetching the page again and taking over its own counterpart.
import { correct, millisecondsLeft } from "../lib/countdown.js"
import { fetchPage } from "../lib/fetch-page.js"

const JUST_AFTER = 250

class LiveRegion extends HTMLElement {
  #timer
  #last

  connectedCallback() {
    this.#last = this.cloneNode(true)
    document.addEventListener("visibilitychange", this)
    this.#wait()
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
    document.removeEventListener("visibilitychange", this)
  }

  handleEvent() {
    if (!document.hidden) this.#refresh()
  }

  #wait() {
    clearTimeout(this.#timer)
    const at = millisecondsLeft(Date.parse(this.getAttribute("refresh-at")))
    const every = Number(this.getAttribute("refresh-every")) * 1000
    const soonest = Math.min(...[at && at + JUST_AFTER, every].filter((delay) => delay > 0))
    if (Number.isFinite(soonest)) this.#timer = setTimeout(() => this.#refresh(), Math.max(soonest, 500))
  }

  async #refresh() {
    if (!document.hidden) {
      const answer = await fetchPage(this.getAttribute("src")).catch(() => undefined)
      if (!this.isConnected) return
      const fresh = answer?.status === 200 && answer.document.getElementById(this.id)
      if (fresh) this.#take(fresh, answer.document)
    }
    this.#wait()
  }

  #take(fresh, page) {
    correct(page.querySelector('meta[name="server-now"]')?.content)
    for (const name of ["refresh-at", "refresh-every"]) {
      if (fresh.hasAttribute(name)) this.setAttribute(name, fresh.getAttribute(name))
      else this.removeAttribute(name)
    }
    if (fresh.isEqualNode(this.#last)) return
    this.#last = fresh.cloneNode(true)
    const pressed = this.contains(document.activeElement) && document.activeElement.closest("form")?.getAttribute("action")
    this.replaceChildren(...fresh.childNodes)
    if (pressed) this.querySelector(`form[action="${CSS.escape(pressed)}"] button`)?.focus()
    document.dispatchEvent(new Event("onlyhuman:fresh"))
  }
}
customElements.define("live-region", LiveRegion)
