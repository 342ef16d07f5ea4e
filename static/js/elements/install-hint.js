// install-hint.js: the home screen, once something was undone or sent. A no is for good.
import { offer } from "../app.js"

class InstallHint extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-install]").onclick = () => this.#install()
    this.querySelector("[data-never]").onclick = () => this.#never()
    addEventListener("appinstalled", () => this.#never(), { once: true })
    this.show()
  }

  // Called again by app.js when the phone's own offer comes later. iPhones make none, and say so.
  show() {
    const byHand = navigator.standalone === false
    this.querySelector("[data-install]").hidden = !offer
    this.querySelector("[data-how]").hidden = Boolean(offer) || !byHand
    this.hidden = localStorage.getItem("install") === "never" || !(offer || byHand)
  }

  async #install() {
    const { outcome } = await offer.prompt()
    if (outcome === "accepted") this.#never()
    else this.hidden = true
  }

  #never() {
    localStorage.setItem("install", "never")
    this.hidden = true
  }
}
customElements.define("install-hint", InstallHint)
