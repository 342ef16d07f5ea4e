// split-words.js: words that are too long, proposed as parts. A person takes them, mends them first, or closes the sheet; one tap takes it back.
import { makeSheet, show } from "../lib/side-sheet.js"
import { t } from "../lib/server.js"

class SplitWords extends HTMLElement {
  #form = this.closest("form")
  #tray = this.#form.querySelector("picture-tray")
  #desk = this.closest("draft-form").desk
  #sheet
  #opening = false
  #view

  // The tap that brought this module is the first one.
  connectedCallback() {
    this.removeAttribute("later")
    this.addEventListener("click", () => this.#open())
    this.#open()
  }

  async #open() {
    if (this.#opening || this.#sheet?.sheet.open) return
    this.#opening = true
    this.#sheet = makeSheet(t("Split it into parts"))
    for (const type of ["click", "submit"]) this.#sheet.view.addEventListener(type, this)
    this.#view = await show(this.#sheet, `${this.#desk.href}/split`, this.#desk)
    this.#opening = false
  }

  async handleEvent(event) {
    const link = event.target.closest("a")
    if (!link && event.type !== "submit") return
    event.preventDefault()
    event.stopPropagation()
    if (link?.matches("[data-again]")) this.#view = await show(this.#sheet, link.href, this.#desk)
    else this.#sheet.sheet.close()
    if (event.type === "submit") this.#take(event.target)
  }

  #take(form) {
    const parts = [...form.querySelectorAll("textarea[name=part]")].map(({ value }) => value)
    const variants = [...form.querySelectorAll("[name^=variant-]")].map(({ name, value }) => [name, value])
    const before = { parts: this.#desk.parts(), variants: this.#desk.variants() }
    const left = [...form.querySelectorAll("[name=without]:checked")].map(({ value }) => this.#form.querySelector(`[name=channel][value="${value}"]`)).filter((chip) => chip?.checked)
    const firsts = this.#view.dataset.firsts.split(" ").map(Number)
    this.#turn(parts.length ? parts : before.parts, variants, left, false, (part) => firsts[part - 1])
    const back = () => this.#turn(before.parts, before.variants, left, true, (part) => firsts.findLastIndex((first) => first <= part) + 1)
    this.#desk.offer(parts.length ? t("It is %(count)s parts now. Nothing was sent.", { count: parts.length }) : t("Left out. Nothing was sent."), [t("Undo"), back], [t("Good")])
  }

  #turn(parts, variants, chips, ticked, place) {
    for (const chip of chips) chip.checked = ticked
    for (const chip of chips) chip.dispatchEvent(new Event("change", { bubbles: true }))
    this.#desk.take(parts, variants)
    this.#tray?.renumber?.(place)
  }
}
customElements.define("split-words", SplitWords)
