// undo-ring.js: draws the server's ring_ends_at, and says at once when the signal is gone. It never decides: Undo is a form.
import { insist } from "../lib/answers.js"
import { Heartbeat } from "../lib/heartbeat.js"
import { fetchPage, figures, millisecondsLeft, passed, secondsLeft, serverTime, t } from "../lib/server.js"

const ANNOUNCED = [5, 10, 30]
const BUZZ_AT = [3]
const LOOK = 3000
const NOT_YET = t("Not undone yet. Nobody has answered; asking again.")
const page = document.documentElement
const find = (name) => document.querySelector(`[data-${name}]`)
const say = (words) => {
  if (find("truth").textContent !== words) find("truth").textContent = words
}
const buzz = (...pattern) => navigator.userActivation?.hasBeenActive && navigator.vibrate?.(pattern)

class UndoRing extends HTMLElement {
  #endsAt = Date.parse(this.getAttribute("ends-at"))
  #dueAt = Date.parse(this.getAttribute("due-at"))
  #window = Number(this.getAttribute("window"))
  #seconds = this.#window
  #form = find("undo")
  #key = this.getAttribute("hold-key")
  #pulse = new Heartbeat(`${this.getAttribute("src")}/heartbeat`, Number(this.getAttribute("heartbeat")), (heard) => this.#heard(heard))
  #lost = false
  #undoing = false
  #asked = 0
  #askAt = Math.min(serverTime() + LOOK, this.#dueAt)

  connectedCallback() {
    this.#form.addEventListener("submit", this)
    this.#forget().catch(() => {})
    if (this.hasAttribute("heartbeat")) this.#pulse.start()
    else for (const type of ["offline", "online"]) addEventListener(type, this)
    if (localStorage.getItem("undoing") === this.#key) this.#undo()
    if (secondsLeft(this.#endsAt) > this.#window - 3) buzz(60)
    this.#tick()
  }

  disconnectedCallback() {
    this.#pulse.stop()
  }

  handleEvent(event) {
    if (event.type !== "submit") return this.#heard(event.type === "online")
    event.preventDefault()
    event.stopPropagation()
    if (!this.#undoing) this.#undo()
  }

  #tick() {
    if (!this.isConnected) return
    this.#show(secondsLeft(this.#endsAt))
    const share = millisecondsLeft(this.#endsAt) / (1000 * this.#window)
    this.querySelector(".left").setAttribute("stroke-dashoffset", 100 - 100 * Math.min(1, share))
    if (serverTime() >= this.#askAt && !document.hidden && !this.#undoing) this.#ask()
    setTimeout(() => this.#tick(), 200)
  }

  #show(seconds) {
    find("figures").textContent = figures(seconds)
    find("figures").toggleAttribute("data-long", seconds > 99)
    const mark = passed(ANNOUNCED, this.#seconds, seconds)
    if (mark) find("announce").textContent = t("%(seconds)s seconds left", { seconds: mark })
    if (passed(BUZZ_AT, this.#seconds, seconds)) buzz(60, 60, 60)
    if (!seconds && !this.#undoing && !this.#lost) say(t("It is about to leave."))
    this.#seconds = seconds
  }

  // A cut shows at once; the first answer after it brings the server's truth.
  #heard(heard) {
    if (!this.isConnected || this.#undoing) return
    if (!heard) say(this.getAttribute("lost"))
    else if (this.#lost) this.#askAt = 0
    this.#lost = !heard
  }

  // Somebody else may undo it, and in the end it leaves.
  async #ask() {
    this.#askAt = Infinity
    const { status, document: fresh } = await fetchPage(this.getAttribute("src")).catch(() => ({}))
    const left = this.#dueAt - serverTime()
    this.#askAt = serverTime() + (left > 0 ? Math.min(LOOK, left) : this.#asked++ < 10 ? 1000 : 5000)
    const main = status < 500 && fresh.getElementById("main")
    if (!this.isConnected || this.#undoing) return
    if (!main) return this.#heard(false)
    this.#lost = false
    if (fresh.documentElement.dataset.voice !== page.dataset.voice) this.#dress(fresh)
    const same = main.querySelector(`undo-ring[due-at="${this.getAttribute("due-at")}"]`)
    if (!same) this.#swap(fresh, main)
    else if (left > 0) say(main.querySelector("[data-truth]").textContent)
  }

  // This session speaks as somebody else by now.
  #dress(fresh) {
    Object.assign(page.dataset, fresh.documentElement.dataset)
    for (const name of [".banner", "#menu", "#switch-sheet"]) document.querySelector(name)?.replaceWith(fresh.querySelector(name) ?? "")
  }

  #swap(fresh, main) {
    document.title = fresh.title
    page.dataset.screen = fresh.documentElement.dataset.screen ?? ""
    document.getElementById("main").replaceWith(main)
    main.after(...fresh.querySelectorAll(".tabs"))
    document.dispatchEvent(new Event("onlyhuman:fresh"))
    main.focus()
  }

  // An undo repeats itself until somebody answers, also on the page that comes after this one.
  async #undo() {
    this.#undoing = true
    this.#pulse.undoes(this.#form.action)
    localStorage.setItem("undoing", this.#key)
    say(t("Undoing…"))
    const answer = await insist(this.#form.action, {}, () => say(NOT_YET), () => this.isConnected)
    if (answer) this.#undone(answer)
  }

  // What was not undone has a page of its own, which says why.
  #undone({ page, said }) {
    localStorage.removeItem("undoing")
    this.#pulse.stop()
    if (!page) return this.#form.submit()
    say(said)
    location.assign(page)
  }

  async #forget() {
    const { arrived } = await import("../lib/kept.js")
    await arrived(this.#key)
  }
}
customElements.define("undo-ring", UndoRing)
