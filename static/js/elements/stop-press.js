// stop-press.js: a stop repeats itself until an answer.
import { pause, whole } from "../lib/answers.js"

class StopPress extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this)
  }

  async handleEvent(event) {
    event.preventDefault()
    event.stopPropagation()
    const { target, submitter } = event
    const body = new FormData(target, submitter)
    for (this.inert = true; this.isConnected; await pause()) {
      const answer = await whole(target.action, { method: "POST", body, headers: { Accept: "application/json" } })
      if (answer?.page) return location.assign(answer.page)
      if (answer?.status < 500) return target.submit()
      this.nextElementSibling.hidden = false
    }
  }
}
customElements.define("stop-press", StopPress)
