// look-ahead.js: how the words will look on each network, as a sheet over the composer.
import { makeSheet, show } from "../lib/side-sheet.js"
import { t } from "../lib/server.js"

class LookAhead extends HTMLElement {
  #sheet
  #opening = false

  // The tap that brought this module is the first one.
  connectedCallback() {
    this.removeAttribute("later")
    this.addEventListener("click", () => this.#open())
    this.#open()
  }

  async #open() {
    if (this.#opening || this.#sheet?.sheet.open) return
    this.#opening = true
    const { desk } = this.closest("draft-form")
    this.#sheet = makeSheet(t("How it will look"))
    const { sheet, view } = this.#sheet
    view.addEventListener("click", (event) => {
      if (!event.target.closest("a")) return
      event.preventDefault()
      sheet.close()
    })
    await show(this.#sheet, `${desk.href}/look`, desk)
    this.#opening = false
  }
}
customElements.define("look-ahead", LookAhead)
