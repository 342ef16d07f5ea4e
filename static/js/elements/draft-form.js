// draft-form.js: saves within a second of a pause, here and on the server, and keeps the words on this phone until the server has them.
import { Copy, Saver, ask, keepsNothing, later, roomWords, said, sameParts, soon, tellRoom } from "../lib/draft.js"
import { t } from "../lib/server.js"

const DEADLINE = 10_000 // what lies on a dead connection is sent again
const KEEPALIVE_BYTES = 60_000
const NOT_SAVED = t("Kept on this phone, not saved yet")
const FULL = t("This phone is full: these words are not kept yet. Stay on this page")
const NO_SIGNAL = t("No signal. This is kept on this phone. Nothing was sent.")
const page = document.documentElement.dataset
const ignore = () => {}
const copies = () => import("../lib/copies.js")

class DraftForm extends HTMLElement {
  #saver = new Saver(() => this.#put())
  #key = `${page.person}:${this.getAttribute("draft")}`
  #href = this.getAttribute("href")
  #form = this.querySelector("form")
  #fields = this.#form.elements
  #template = this.querySelector("template")
  #before = this.#areas.map(({ defaultValue }) => defaultValue)
  #varied = this.#variants
  #pictures = []
  #copy = new Copy(this.#key, () => this.#kept())
  #sent
  #looked
  #leaving = false
  #passing = false
  #room = (text) => roomWords(text, Number(this.getAttribute("limit")))

  connectedCallback() {
    if (this.querySelector("[data-unit],[data-price]")) import("../lib/rooms.js").then(({ rooms }) => rooms(this)).then((room) => { this.#room = room; this.#measure() }, ignore)
    for (const type of ["input", "click", "submit", "keydown"]) this.addEventListener(type, this)
    for (const type of ["pagehide", "online"]) addEventListener(type, this)
    this.#looked = this.#saver.after = this.#copy.begin(this.#look())
    // A thumb that was quicker than this module is heard; what Back put into the boxes is not news.
    if (performance.getEntriesByType("navigation")[0]?.type === "navigate" && !sameParts(this.#words, said(this.#before, this.#varied))) this.#changed()
    else this.#measure()
  }

  handleEvent(event) {
    if (event.type === "submit") this.#submit(event)
    else if (event.type === "pagehide") this.#saveAway()
    else if (event.type === "online") this.#saver.flush()
    else if (event.type === "input") this.#changed()
    else if (event.type === "keydown") event.key === "Enter" && event.target.type === "checkbox" && event.preventDefault()
    else if (this.#leaving) return
    else if (event.target.matches("[data-add]")) this.#append("").focus()
    else if (event.target.matches("[data-remove]")) this.#remove(event.target.closest("[data-part]"))
  }

  get #areas() { return [...this.querySelectorAll("[data-part] > textarea")] }
  get #parts() { return this.#areas.map((area) => area.value) }
  get #variants() { return [...this.querySelectorAll("[name^=variant-]")].map(({ name, value }) => [name, value]) }
  get #words() { return said(this.#parts, this.#variants) }
  get #placed() { return [...this.querySelectorAll("picture-tray:not([later]) [name]")].filter(({ name, disabled }) => name && !disabled).map(({ name, value }) => [name, value]) }
  get #unsaved() { return this.#copy.full ? FULL : NOT_SAVED }
  get #version() { return Number(this.#fields.version.value) }

  // What the modules that are loaded only when they are needed can do here.
  get desk() {
    return {
      page, key: this.#key, href: this.#href, before: this.#before, varied: this.#varied,
      saved: () => !this.#saver.unsaved || this.#saver.flush(),
      parts: () => this.#parts,
      variants: () => this.#variants,
      version: () => this.#version,
      fill: (...words) => this.#fill(...words),
      take: (...words) => this.#take(...words),
      pictures: async (pictures) => {
        this.#pictures = pictures
        await import("./picture-tray.js")
        await this.querySelector("picture-tray").take(pictures)
        this.#pictures = []
        this.#copy.keep()
      },
      keep: (more) => this.#copy.keep(more),
      save: () => this.#saver.changed(),
      stop: () => this.#saver.end(),
      goOn: (version) => {
        this.#fields.version.value = version
        this.#saver.go()
      },
      put: (key, version = this.#version) => this.#send(version, key).then(async (answer) => ({ status: answer.status, ...(await answer.json()) })).catch(ignore),
      renew: (key, version) => Object.assign(this.#fields.page_key, { value: key }) && Object.assign(this.#fields.version, { value: version }),
      offer: (...asked) => this.#offer(...asked),
      say: (...words) => this.#say(...words),
      leave: (address) => {
        this.#still(true)
        location.assign(address)
        return new Promise(ignore) // nothing comes after it
      },
    }
  }

  async #look() {
    if (!(await keepsNothing())) await (await copies()).restore(this.desk)
  }

  #changed() {
    this.#copy.later()
    this.#measure()
    this.#say("")
    this.#saver.changed()
  }

  #kept() {
    if (this.#words.length || this.hasAttribute("saved")) return { parts: this.#parts, variants: this.#variants, version: this.#version, sent: this.#sent, href: this.#href, origin: this.#fields.origin.value, pictures: this.#pictures }
  }

  async #put() {
    const words = this.#sent = this.#words
    const placed = this.#placed
    const slow = setTimeout(() => this.#say(this.#unsaved, true), 1500)
    const response = await this.#send(this.#version).catch(() => new Response("{}", { status: 503 }))
    const answer = await response.json().catch(() => undefined)
    clearTimeout(slow)
    return response.ok && answer ? this.#confirmed(answer, words, placed) : this.#refused(answer ? response.status : 503, answer ?? {})
  }

  #send(version, key = this.#fields.page_key.value) {
    const body = new URLSearchParams({ person: page.person, version, page_key: key })
    for (const part of this.#parts) body.append("part", part)
    for (const [name, value] of this.#placed) body.append(name, value)
    for (const channel of this.querySelectorAll("[name=channel]:checked")) body.append("channel", channel.value)
    for (const { name, value } of this.querySelectorAll("[name=origin], input[name=reshares], [name^=variant]")) body.append(name, value)
    return fetch(this.#href, { method: "PUT", body, signal: AbortSignal.timeout(DEADLINE), keepalive: String(body).length < KEEPALIVE_BYTES })
  }

  #confirmed(answer, words, placed) {
    this.#fields.version.value = answer.version
    this.setAttribute("saved", "")
    if (answer.link) copies().then(({ reshare }) => reshare(this.desk, answer), ignore)
    if (this.#saver.dirty || !sameParts(words, this.#words)) this.#copy.keep()
    else soon(this.#copy.drop()).then(() => this.#saver.dirty || this.#leaving || this.#sent !== words || this.#say(t("Saved"))) // whoever leaves at the word finds nothing here that says otherwise
    document.dispatchEvent(new CustomEvent("onlyhuman:saved", { detail: { idleEndsAt: answer.idle_ends_at, pictures: JSON.stringify(placed) === JSON.stringify(this.#placed) } }))
    return "saved"
  }

  #refused(status, answer) {
    this.#say(status < 500 && answer.error ? `${this.#unsaved}. ${answer.error}` : this.#unsaved, true)
    if (status === 409) copies().then(({ other }) => other(this.desk, answer.version), ignore) // which stops it once the other words are here
    if (status !== 410 && status !== 404) return status < 500 ? "refused" : later()
    copies().then(({ gone }) => gone(this.desk, answer), ignore)
    return "stop"
  }

  #saveAway() {
    if (this.#leaving || !this.#saver.unsaved) return
    this.#copy.away()
    this.#send(this.#version + (this.#saver.inFlight ? 1 : 0)).catch(ignore)
  }

  #submit(event) {
    const { submitter } = event
    const holds = !submitter?.hasAttribute("formaction")
    if (this.#passing || !(holds || this.#saver.unsaved || this.#leaving) || (!this.#saver.unsaved && !navigator.onLine)) return
    event.preventDefault()
    event.stopPropagation()
    if (!this.#leaving) this.#seeThrough(submitter, holds)
  }

  // The words first, then the wish; not if this phone's own words have just come back. Until the answer nobody types what would not be in it.
  async #seeThrough(submitter, holds) {
    this.#still(true)
    const tapped = this.#words
    const slow = await soon(this.#looked)
    if (sameParts(tapped, this.#words)) {
      const body = holds && new URLSearchParams(new FormData(this.#form, submitter))
      const saved = slow || !this.#saver.unsaved || (await soon(this.#saver.flush()))
      if (holds) body.set("version", this.#version)
      if (slow || (!saved && this.#saver.failing)) this.#offer(this.#copy.full ? `${FULL}. ${t("Nothing was sent.")}` : NO_SIGNAL, [t("Good")])
      else if (!holds || (await this.#hold(body))) this.#pass(submitter)
    }
    this.#still(false)
  }

  #still(on) {
    this.#leaving = on
    this.#form.ariaBusy = on ? "true" : null
    for (const area of this.querySelectorAll("textarea")) area.readOnly = on
  }

  // Without the module that can ask again (no signal, no worker yet) the form goes as it is.
  async #hold(body) {
    const holding = await import("../lib/holding.js").catch(ignore)
    return !holding || holding.hold(this.desk, this.#form.action, body)
  }

  #pass(submitter) {
    this.#passing = true
    this.#form.requestSubmit(submitter)
    this.#passing = false
  }

  #offer(...asked) { ask(this.querySelector("[data-offer]"), ...asked) }

  #take(...words) {
    this.#fill(...words)
    this.#changed()
  }

  // What single channels say is in the form at once, and is shown by a module of its own.
  #fill([first = "", ...others], variants = []) {
    for (const area of this.querySelectorAll("[name^=variant-]")) (area.closest(".variant") ?? area).remove()
    for (const [name, value] of variants) this.#form.append(Object.assign(document.createElement("textarea"), { name, value, hidden: true }))
    if (variants.length) import("./part-variants.js").then(({ settle }) => (settle(this.#form), this.#measure()), ignore)
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
    const before = [this.#parts, this.#variants]
    part.remove()
    this.#changed()
    this.#areas.at(-1).focus()
    if (said(...before).length > this.#words.length) this.#offer(t("The part was removed."), [t("Put it back"), () => this.#take(...before)], [t("Good")])
  }

  #measure() {
    for (const [index, area] of this.#areas.entries()) {
      const part = area.closest("[data-part]")
      tellRoom(part.querySelector("[data-room]"), this.#room(area.value, this.#areas.length, part))
      if (!index) continue
      Object.assign(part.querySelector("label"), { htmlFor: area.id = `part-${index + 1}`, textContent: t("Part %(number)s", { number: index + 1 }) })
      part.querySelector("[data-remove]").ariaLabel = t("Remove part %(number)s", { number: index + 1 })
    }
    this.toggleAttribute("alone", this.querySelectorAll("[name=channel]:checked").length < 2)
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
