// stop-press.js: what stops something repeats itself until an answer, and says so while there is none.
import { insist } from "../lib/answers.js"

class StopPress extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this)
  }

  // Put away meanwhile, the page asks once more on its way out.
  async handleEvent(event) {
    event.preventDefault()
    event.stopPropagation()
    const { target, submitter } = event
    const body = new FormData(target, submitter)
    const last = () => fetch(target.action, { method: "POST", body, keepalive: true }).catch(() => {})
    target.inert = true
    target.ariaBusy = "true"
    addEventListener("pagehide", last)
    const { page } = await insist(target.action, { body }, () => this.#say(this.getAttribute("unheard")))
    removeEventListener("pagehide", last)
    page ? location.assign(page) : target.submit()
  }

  #say(words) {
    if (!this.querySelector(".say")) this.append(Object.assign(document.createElement("p"), { className: "say bad", role: "alert", textContent: words }))
  }
}
customElements.define("stop-press", StopPress)
