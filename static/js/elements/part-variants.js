// part-variants.js: what single channels say instead of the rest of a part. Imported once a person wants that, or a draft has it.
import { counting } from "../lib/count.js"
import { roomWords, tellRoom } from "../lib/draft.js"
import { make } from "../lib/picture-item.js"
import { left, words } from "../lib/rooms.js"
import { t } from "../lib/server.js"
import { differs, fieldName, named } from "../lib/variants.js"

class PartVariants extends HTMLElement {
  #form = this.closest("form")
  #part = this.closest("[data-part]")
  #rest = this.#part.querySelector("textarea")
  #details = this.querySelector("details")
  #sections = []
  #parts = new MutationObserver(() => this.#number())

  connectedCallback() {
    this.removeAttribute("later")
    this.#details?.append(make("div", { className: "row" }))
    for (const node of this.querySelectorAll(".variant")) this.#decorate(node)
    this.#form.addEventListener("input", this)
    this.#parts.observe(this.#part.parentElement, { childList: true })
    this.#number()
    this.#draw()
  }

  disconnectedCallback() {
    this.#form.removeEventListener("input", this)
    this.#parts.disconnect()
  }

  handleEvent({ target }) {
    const section = this.#sections.find(({ area }) => area === target)
    if (section) Object.assign(section, { touched: true, beside: this.#rest.value.trim() })
    this.#draw()
  }

  // Words that were kept elsewhere.
  put(channel, text) {
    this.#draw()
    const known = this.#sections.find((section) => section.channel === channel)
    if (known) Object.assign(known, { touched: true, beside: this.#rest.value.trim() }).area.value = text
    else this.#add(channel, text, true)
    this.#draw()
  }

  get #chips() { return [...this.#form.querySelectorAll("[name=channel]")] }
  #chip(channel) { return this.#chips.find(({ value }) => value === channel) }

  // Its network, and its handle where that alone would not say which.
  #place(channel) {
    const named = (chip) => chip.closest("label").querySelector("span").firstChild.textContent.trim()
    const chip = this.#chip(channel)
    if (!chip) return t("another place")
    const alone = this.#chips.filter((other) => named(other) === named(chip)).length === 1
    return alone ? named(chip) : `${named(chip)} ${chip.closest("label").querySelector(".handle").textContent}`
  }

  // What the server sent, or nothing yet: until it is changed it says what the rest says, and is no variant.
  #decorate(node) {
    const area = node.querySelector("textarea")
    const { channel } = named(area.name)
    if (!area.value.trim()) return node.remove()
    const section = { channel, node, area, touched: true, beside: "before" in node.dataset ? undefined : this.#rest.value.trim() }
    this.#complete(section)
  }

  #add(channel, text, touched = false) {
    const area = make("textarea", { value: text, dir: "auto", rows: 3, autocapitalize: "sentences" })
    const node = make("div", { className: "variant" }, make("div", { className: "part-head" }, make("label", { textContent: t("Only on %(place)s", { place: this.#place(channel) }) })), area)
    this.insertBefore(node, this.#details)
    const section = { channel, node, area, touched, beside: this.#rest.value.trim() }
    this.#complete(section)
    return section
  }

  #complete(section) {
    const { node, area, channel } = section
    const stray = !this.#chip(channel)
    section.room = make("p", { className: "room" })
    section.room.setAttribute("role", "status")
    section.aside = node.querySelector(".aside") ?? make("p", { className: "aside" })
    area.after(section.room, section.aside)
    const takesBack = make("button", { type: "button", className: "ghost", textContent: stray ? t("Throw it away") : t("Same as the rest"), onclick: () => this.#same(section) })
    node.querySelector(".part-head").append(takesBack)
    if (stray) node.append(make("button", { type: "button", className: "ghost", textContent: t("Put it in the words"), onclick: () => this.#take(section) }))
    this.#sections.push(section)
    this.#number()
    const { unit } = this.#chip(channel)?.dataset ?? {}
    if (unit) counting(unit).then((count) => { section.count = count; this.#draw() }, () => {})
  }

  #number() {
    const part = [...this.#part.parentElement.querySelectorAll("[data-part]")].indexOf(this.#part) + 1
    for (const { area, node, channel } of this.#sections) {
      node.querySelector("label").htmlFor = area.id = fieldName(channel, part)
      if (area.name) area.name = area.id
    }
  }

  #draw() {
    const rest = this.#rest.value
    this.#sections = this.#sections.filter(({ node }) => node.isConnected) // a form that was filled anew has taken some out
    for (const section of this.#sections) {
      const { area } = section
      if (!section.touched) area.value = rest
      const own = section.touched && differs(area.value, rest)
      area.name = own ? area.id : ""
      section.aside.textContent = this.#aside(section, own)
      const chip = this.#chip(section.channel)
      const network = this.#place(section.channel)
      if (section.count) tellRoom(section.room, words([{ network, left: left(area.value, chip.dataset, section.count) }], []))
      else if (chip) tellRoom(section.room, roomWords(area.value, Number(this.closest("draft-form").getAttribute("limit"))))
    }
    if (this.#details) this.#offer()
  }

  #aside({ channel, beside, touched }, own) {
    const chip = this.#chip(channel)
    if (!chip) return t("This was written for a place that is not here. It goes nowhere: take from it what you need.")
    if (!chip.checked && own) return t("%(place)s is not ticked, so this goes nowhere.", { place: this.#place(channel) })
    if (own) return beside === this.#rest.value.trim() ? "" : t("Written before you changed the rest.")
    return touched ? t("It says the same as the rest.") : t("Change it, and only %(place)s says that.", { place: this.#place(channel) })
  }

  #offer() {
    const free = this.#chips.filter(({ value, checked }) => checked && !this.#sections.some(({ channel }) => channel === value))
    this.#details.hidden = !free.length
    this.#details.lastElementChild.replaceChildren(...free.map(({ value }) => {
      const place = this.#place(value)
      return make("button", { type: "button", className: "chip", textContent: place, ariaLabel: t("Say it differently on %(place)s", { place }), onclick: () => this.#begin(value) })
    }))
  }

  #begin(channel) {
    this.#details.open = false
    const { area } = this.#add(channel, this.#rest.value)
    this.#draw()
    area.focus()
  }

  // Nothing was changed: nothing is asked. Something was: it can be had back.
  #same(section) {
    const { node, area, channel } = section
    const own = !!area.name
    const at = node.nextSibling
    this.#sections.splice(this.#sections.indexOf(section), 1)
    node.remove()
    if (own) {
      const said = make("p", { className: "undone" }, this.#chip(channel) ? t("The same as the rest on %(place)s.", { place: this.#place(channel) }) : t("Thrown away."))
      said.setAttribute("role", "status")
      said.append(make("button", { type: "button", className: "ghost linked", textContent: t("Undo"), onclick: () => {
        said.replaceWith(node)
        if (!this.#sections.some((other) => other.channel === channel)) this.#sections.push(section)
        this.#number()
        this.#changed()
        area.focus()
      } }))
      this.insertBefore(said, at)
      said.lastChild.focus()
    } else this.#details?.querySelector("summary").focus()
    this.#changed()
  }

  #take(section) {
    this.#rest.value = [this.#rest.value.trimEnd(), section.area.value].filter(Boolean).join("\n\n")
    this.#sections.splice(this.#sections.indexOf(section), 1)
    section.node.remove()
    this.#rest.focus()
    this.#changed()
  }

  #changed() {
    this.dispatchEvent(new Event("input", { bubbles: true }))
  }
}
customElements.define("part-variants", PartVariants)

const sheet = new URL("../../css/variants.css", import.meta.url).pathname
if (!document.querySelector(`[href="${sheet}"]`)) document.head.append(make("link", { rel: "stylesheet", href: sheet }))

// What a form was filled with goes to where it is seen.
export function settle(form) {
  const parts = [...form.querySelectorAll("[data-part]")]
  for (const kept of form.querySelectorAll(":scope > [name^=variant-]")) {
    const { channel, part } = named(kept.name)
    const there = parts[part - 1] ?? parts.at(-1)
    const place = there.querySelector("part-variants") ?? there.appendChild(make("part-variants"))
    place.put(channel, kept.value)
    kept.remove()
  }
}
