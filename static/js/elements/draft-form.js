// draft-form.js: saves within a second of a pause, and keeps the words on this phone until the server has them.
import { Saver, copyKey, drop, graphemes, keep, keysOf, read, roomWords, verdict, written } from "../lib/draft.js"
import { fetchPage, t } from "../lib/server.js"

const PATIENCE = 2_000
const KEEPALIVE_BYTES = 60_000
const NOT_SAVED = t("Kept on this phone, not saved yet")
const page = document.documentElement.dataset
const ignore = () => {}

class DraftForm extends HTMLElement {
  #saver = new Saver(() => this.#put())
  #key = copyKey(page.person, this.getAttribute("draft"))
  #href = this.getAttribute("href")
  #form = this.querySelector("form")
  #fields = this.#form.elements
  #template = this.querySelector("template")
  #sent
  #leaving = false
  #passing = false

  connectedCallback() {
    for (const type of ["input", "click", "submit", "keydown"]) this.addEventListener(type, this)
    for (const type of ["pagehide", "online"]) addEventListener(type, this)
    if (read("holding")?.copy === this.#key) drop("holding")
    this.#restore()
    this.#measure()
  }

  handleEvent(event) {
    if (event.type === "submit") this.#submit(event)
    else if (event.type === "pagehide") this.#saveAway()
    else if (event.type === "online") this.#saver.flush()
    else if (event.type === "input") this.#changed()
    else if (event.type === "keydown") event.key === "Enter" && event.target.type === "checkbox" && event.preventDefault()
    else if (event.target.matches("[data-add]")) this.#append("").focus()
    else if (event.target.matches("[data-remove]")) this.#remove(event.target.closest("[data-part]"))
  }

  get #areas() { return [...this.querySelectorAll("[data-part] textarea")] }
  get #parts() { return this.#areas.map((area) => area.value) }

  #changed() {
    this.#keepCopy()
    this.#measure()
    this.#say("")
    this.#saver.changed()
  }

  #keepCopy(homeless) {
    const parts = this.#parts
    if (written(parts).length || this.hasAttribute("saved")) return keep(this.#key, { parts, version: Number(this.#fields.version.value), sent: this.#sent, href: this.#href, homeless })
  }

  async #put() {
    const parts = this.#sent = this.#parts
    const slow = setTimeout(() => this.#say(NOT_SAVED, true), 1500)
    const response = await this.#send(this.#fields.version.value).catch(() => new Response("{}", { status: 503 }))
    const answer = await response.json().catch(() => ({}))
    clearTimeout(slow)
    return response.ok ? this.#confirmed(answer, parts) : this.#refused(response.status, answer)
  }

  #send(version) {
    const body = new URLSearchParams({ version, page_key: this.#fields.page_key.value })
    for (const part of this.#parts) body.append("part", part)
    for (const channel of this.querySelectorAll("[name=channel]:checked")) body.append("channel", channel.value)
    return fetch(this.#href, { method: "PUT", body, keepalive: String(body).length < KEEPALIVE_BYTES })
  }

  #confirmed(answer, parts) {
    this.#fields.version.value = answer.version
    this.setAttribute("saved", "")
    if (JSON.stringify(parts) === JSON.stringify(this.#parts)) {
      drop(this.#key)
      this.#say(t("Saved"))
    } else {
      this.#keepCopy()
    }
    document.dispatchEvent(new CustomEvent("onlyhuman:saved", { detail: answer.idle_ends_at }))
    return "saved"
  }

  #refused(status, answer) {
    this.#say(status < 500 && answer.error ? `${NOT_SAVED}. ${answer.error}` : NOT_SAVED, true)
    if (status === 409) this.#lookAtTheOther(answer.version)
    else if (status === 410 || status === 404) this.#gone(answer.error)
    else return status < 500 ? "refused" : "later"
    return "stop"
  }

  #saveAway() {
    if (this.#leaving || !this.#saver.unsaved) return
    this.#keepCopy()
    this.#send(Number(this.#fields.version.value) + (this.#saver.inFlight ? 1 : 0)).catch(ignore)
  }

  #submit(event) {
    if (this.#passing || (!this.#saver.unsaved && !this.#leaving)) return this.#pass(event.submitter)
    event.preventDefault()
    event.stopPropagation()
    if (!this.#leaving) this.#saveFirst(event.submitter)
  }

  async #saveFirst(submitter) {
    this.#leaving = true
    await Promise.race([this.#saver.flush(), new Promise((resolve) => { setTimeout(resolve, PATIENCE) })])
    this.#leaving = false
    this.#passing = true
    this.#form.requestSubmit(submitter)
    this.#passing = false
  }

  #pass(submitter) {
    if (!navigator.onLine || (submitter?.dataset.ceremony && !this.#fields.credential.value)) return
    this.#leaving = true
    setTimeout(() => { this.#leaving = false }, 4 * PATIENCE)
    keep("holding", { key: this.#fields.page_key.value, copy: this.#key })
  }

  #restore() {
    const copy = read(this.#key)
    const before = this.#parts
    const todo = verdict(copy, { parts: before, version: Number(this.#fields.version.value) })
    if (todo === "drop") drop(this.#key)
    if (todo === "choose") {
      this.#fill(copy.parts)
      this.#choose(before, this.#fields.version.value)
    } else if (todo === "restore") {
      this.#fill(copy.parts)
      this.#saver.changed()
      const otherwise = written(before).length ? t("Use the saved words") : t("Start empty")
      this.#offer(t("These words were on this phone and not saved yet. They are back."), [t("Go on")], [otherwise, () => this.#take(before)])
    } else if (!this.#adopt()) this.#offerScrap()
  }

  // Words whose draft is gone begin a new one, of the same identity.
  #adopt() {
    if (written(this.#parts).length) return
    const key = keysOf(page.person).find((one) => read(one).homeless === page.handle)
    if (key) this.#take(read(key).parts)
    if (read(this.#key)) drop(key)
    return key
  }

  #offerScrap() {
    const scrap = read("scrap")
    if (!scrap) return
    this.#offer(t("You kept words while there was no connection: “%(words)s”", { words: scrap.slice(0, 80) }), [t("Put them here"), () => {
      this.#take([...written(this.#parts), scrap])
      drop("scrap")
    }], [t("Throw them away"), () => drop("scrap")])
  }

  #gone(error = t("This draft was posted, moved or deleted on another page.")) {
    this.#offer(error, [t("Put these words in a new draft"), () => {
      if (!this.#keepCopy(page.handle)) return this.#say(t("This phone could not keep them. Copy them first."), true)
      this.#leaving = true
      location.assign(`/as/${page.handle}/?new=1`)
    }], [t("Leave them"), () => drop(this.#key)])
  }

  async #lookAtTheOther(version) {
    const other = (await fetchPage(this.#href).catch(ignore))?.document
    const theirs = [...(other?.querySelectorAll("[data-part] textarea") ?? [])].map((area) => area.value)
    if (theirs.length) this.#choose(theirs, other.querySelector("#draft [name=version]")?.value ?? version)
  }

  #choose(theirs, version) {
    this.#saver.end()
    const goOn = (choice) => () => {
      this.#fields.version.value = version
      this.#saver.go()
      this.#take(choice())
    }
    this.#offer(
      `${t("This draft was changed somewhere else. Nothing is lost. The other words:")}\n\n${theirs.join("\n\n")}`,
      [t("Keep mine"), goOn(() => this.#parts)],
      [t("Use the other"), goOn(() => theirs)],
      [t("Keep both"), goOn(() => [...this.#parts, ...theirs])],
    )
  }

  // Asks in the page, never over it.
  #offer(words, ...answers) {
    const box = this.querySelector("[data-offer]")
    box.firstElementChild.textContent = words
    box.lastElementChild.replaceChildren(...answers.map(([label, act = ignore], index) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: label, className: index ? "button plain" : "button" })
      button.onclick = () => {
        box.hidden = true
        act()
      }
      return button
    }))
    box.hidden = false
    box.scrollIntoView({ block: "nearest" })
  }

  #take(parts) {
    this.#fill(parts)
    this.#changed()
  }

  #fill([first = "", ...others]) {
    for (const part of [...this.querySelectorAll("[data-part]")].slice(1)) part.remove()
    this.#areas[0].value = first
    for (const words of others) this.#append(words)
    this.#measure()
  }

  #append(words) {
    const part = this.#template.content.firstElementChild.cloneNode(true)
    this.#template.before(part)
    const area = part.querySelector("textarea")
    area.value = words
    this.#measure()
    return area
  }

  #remove(part) {
    const before = this.#parts
    part.remove()
    this.#changed()
    this.#areas.at(-1).focus()
    if (written(before).length > written(this.#parts).length) this.#offer(t("The part was removed."), [t("Put it back"), () => this.#take(before)], [t("Good")])
  }

  #measure() {
    for (const [index, area] of this.#areas.entries()) {
      const part = area.closest("[data-part]")
      const room = part.querySelector("[data-room]")
      const words = roomWords(area.value, Number(this.getAttribute("limit")))
      if (room.textContent !== words) room.textContent = words
      room.classList.toggle("over", words && graphemes(area.value) > this.getAttribute("limit"))
      if (!index) continue
      Object.assign(part.querySelector("label"), { htmlFor: area.id = `part-${index + 1}`, textContent: t("Part %(number)s", { number: index + 1 }) })
      part.querySelector("[data-remove]").ariaLabel = t("Remove part %(number)s", { number: index + 1 })
    }
    this.querySelector("[data-add]").hidden = this.#areas.length >= Number(this.getAttribute("parts-max"))
  }

  #say(words, unsure = false) {
    const saved = this.querySelector("[data-saved]")
    saved.ariaLive = unsure ? "polite" : "off"
    saved.classList.toggle("unsure", unsure)
    if (saved.textContent !== words) saved.textContent = words
  }
}
customElements.define("draft-form", DraftForm)
