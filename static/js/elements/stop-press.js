// stop-press.js: a stop repeats itself until somebody answers. Doing it twice does it once.
import { pause, whole } from "../lib/answers.js"

const said = document.querySelector("[data-said]")

class StopPress extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this)
  }

  async handleEvent(event) {
    event.preventDefault()
    event.stopPropagation()
    const { target } = event
    const body = new URLSearchParams(new FormData(target, event.submitter))
    for (this.inert = true; this.isConnected; await pause(1000)) {
      const answer = await whole(target.action, { method: "POST", body, headers: { Accept: "application/json" } }, 20_000)
      if (answer?.page) return location.assign(answer.page)
      if (answer?.status < 500) return target.submit()
      said.textContent = said.dataset.said
    }
  }
}
customElements.define("stop-press", StopPress)
