// undo-ring.js: draws the server's ring_ends_at. It never decides: Undo is a form, live until due_at; then the server is asked.
import { figures, millisecondsLeft, passed, secondsLeft, serverTime } from "../lib/countdown.js"
import { drop, read } from "../lib/draft.js"
import { fetchPage } from "../lib/fetch-page.js"

const ANNOUNCED = [5, 10, 30]
const BUZZ_AT = [3]
const find = (name) => document.querySelector(`[data-${name}]`)
const say = (words) => { find("truth").textContent = words }
const buzz = (...pattern) => navigator.userActivation?.hasBeenActive && navigator.vibrate?.(pattern)

class UndoRing extends HTMLElement {
  #endsAt = Date.parse(this.getAttribute("ends-at"))
  #dueAt = Date.parse(this.getAttribute("due-at"))
  #window = Number(this.getAttribute("window"))
  #seconds = this.#window
  #form = find("undo")
  #undoing = false
  #asked = 0
  #timer

  connectedCallback() {
    this.#form.addEventListener("submit", this)
    this.#forget()
    if (secondsLeft(this.#endsAt) > this.#window - 3) buzz(60)
    this.#tick()
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
  }

  handleEvent(event) {
    event.preventDefault()
    event.stopPropagation()
    if (!this.#undoing) this.#undo()
  }

  #tick() {
    this.#show(secondsLeft(this.#endsAt))
    const share = millisecondsLeft(this.#endsAt) / (1000 * this.#window)
    this.querySelector(".left").setAttribute("stroke-dashoffset", 100 - 100 * Math.min(1, share))
    if (serverTime() >= this.#dueAt) this.#ask()
    else this.#timer = setTimeout(() => this.#tick(), 200)
  }

  #show(seconds) {
    find("figures").textContent = figures(seconds)
    find("figures").toggleAttribute("data-long", seconds > 99)
    const mark = passed(ANNOUNCED, this.#seconds, seconds)
    if (mark) find("announce").textContent = `${mark} seconds left`
    if (passed(BUZZ_AT, this.#seconds, seconds)) buzz(60, 60, 60)
    if (!seconds && !this.#undoing) say("It is about to leave.")
    this.#seconds = seconds
  }

  async #ask() {
    const fresh = (await fetchPage(this.getAttribute("src")).catch(() => say("No connection. The server keeps its time.")))?.document
    const main = fresh?.getElementById("main")
    const same = main?.querySelector(`undo-ring[due-at="${this.getAttribute("due-at")}"]`)
    if (!this.isConnected) return
    if (main && !same) this.#swap(fresh, main)
    else this.#timer = setTimeout(() => this.#ask(), this.#asked++ < 10 ? 1000 : 5000)
  }

  #swap(fresh, main) {
    document.title = fresh.title
    document.documentElement.dataset.screen = fresh.documentElement.dataset.screen ?? ""
    document.getElementById("main").replaceWith(main)
    main.after(...fresh.querySelectorAll(".tabs"))
    document.dispatchEvent(new Event("onlyhuman:fresh"))
    main.focus()
  }

  // An undo repeats itself until somebody answers; then the form shows what became of it.
  async #undo() {
    this.#undoing = true
    say("Undoing…")
    while (this.isConnected) {
      const answer = await fetch(this.#form.action, { method: "POST", redirect: "manual", signal: AbortSignal.timeout(4000) }).catch(() => {})
      if (answer?.status < 500) return this.#form.submit()
      say("No answer yet. Asking again.")
      await new Promise((resolve) => { setTimeout(resolve, 1000) })
    }
  }

  // These words arrived: this phone need not keep them.
  #forget() {
    const holding = read("holding")
    if (holding?.key !== this.getAttribute("hold-key")) return
    drop(holding.copy)
    drop("holding")
  }
}
customElements.define("undo-ring", UndoRing)
