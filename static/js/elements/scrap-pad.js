// scrap-pad.js: keeps one scrap of text, nobody's yet, on this phone.
import { keep, read } from "../lib/draft.js"

class ScrapPad extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea")
    this.field.value = read("scrap") ?? ""
    this.addEventListener("input", this)
  }

  handleEvent() {
    const kept = keep("scrap", this.field.value)
    this.querySelector("[data-kept]").textContent = kept ? "Kept on this phone" : "This phone could not keep it."
  }
}
customElements.define("scrap-pad", ScrapPad)
