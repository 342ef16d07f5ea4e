// scrap-pad.js: keeps one scrap of text on this phone. It belongs to nobody and cannot be sent from here.
import { drop, keep, read } from "../lib/draft.js"

class ScrapPad extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea")
    this.field.value = read("scrap") ?? ""
    this.addEventListener("input", this)
  }

  handleEvent() {
    const words = this.field.value
    const kept = words.trim() ? keep("scrap", words) : drop("scrap")
    this.querySelector("[data-kept]").textContent = kept === false ? "This phone could not keep it." : words.trim() ? "Kept on this phone" : ""
  }
}
customElements.define("scrap-pad", ScrapPad)
