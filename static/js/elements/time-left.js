// time-left.js: "7 s left", from the server's deadline.
import { leftWords, secondsLeft } from "../lib/countdown.js"

class TimeLeft extends HTMLElement {
  #timer

  connectedCallback() {
    const seconds = secondsLeft(Date.parse(this.getAttribute("ends-at")))
    this.textContent = seconds ? leftWords(seconds) : "about to leave"
    if (seconds) this.#timer = setTimeout(() => this.connectedCallback(), 500)
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
  }
}
customElements.define("time-left", TimeLeft)
