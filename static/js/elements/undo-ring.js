// undo-ring.js: draws the server's ring_ends_at. It never decides: Undo is an ordinary form, live until due_at, and at the end the server is asked.
import { figures, millisecondsLeft, passed, secondsLeft, serverTime } from "../lib/countdown.js"
import { drop, read } from "../lib/draft.js"
import { fetchPage } from "../lib/fetch-page.js"

const ANNOUNCED = [5, 10, 30]
const BUZZ_AT = [3]
const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds) })
const buzz = (pattern) => {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(pattern)
}

class UndoRing extends HTMLElement {
  #endsAt
  #dueAt
  #timer
  #seconds = Infinity
  #undoing = false
  #asked = 0

  connectedCallback() {
    this.#endsAt = Date.parse(this.getAttribute("ends-at"))
    this.#dueAt = Date.parse(this.getAttribute("due-at"))
    this.form = document.querySelector("form[data-undo]")
    this.form.addEventListener("submit", this)
    this.#forget()
    if (secondsLeft(this.#endsAt) > Number(this.getAttribute("window")) - 3) buzz(60)
    this.#tick()
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
    this.form.removeEventListener("submit", this)
  }

  handleEvent(event) {
    event.preventDefault()
    event.stopPropagation()
    if (!this.#undoing) this.#undo()
  }

  #tick() {
    const seconds = secondsLeft(this.#endsAt)
    if (seconds !== this.#seconds) this.#show(seconds)
    const share = millisecondsLeft(this.#endsAt) / (1000 * Number(this.getAttribute("window")))
    this.querySelector(".left").setAttribute("stroke-dashoffset", String(100 * (1 - Math.min(1, share))))
    if (serverTime() >= this.#dueAt) this.#ask()
    else this.#timer = setTimeout(() => this.#tick(), 200)
  }

  #show(seconds) {
    const shown = this.querySelector("[data-figures]")
    shown.textContent = figures(seconds)
    shown.toggleAttribute("data-long", seconds > 99)
    const mark = passed(ANNOUNCED, this.#seconds, seconds)
    if (mark && this.#seconds !== Infinity) this.querySelector("[data-announce]").textContent = `${mark} seconds left`
    if (passed(BUZZ_AT, this.#seconds, seconds)) buzz([60, 60, 60])
    if (!seconds && !this.#undoing) this.#say("It is about to leave.")
    this.#seconds = seconds
  }

  // The time is over: what the server says is the truth, once at first, then each second, then less often.
  async #ask() {
    const answer = await fetchPage(this.getAttribute("src")).catch(() => undefined)
    if (!this.isConnected) return
    const main = answer?.document.getElementById("main")
    if (main && !main.querySelector("undo-ring")) return this.#swap(answer.document, main)
    const again = main?.querySelector("undo-ring")?.getAttribute("due-at")
    if (again && Date.parse(again) > serverTime() + 1000) return location.reload()
    if (!answer) this.#say("No connection. The server keeps to its times; this page asks it again.")
    this.#timer = setTimeout(() => this.#ask(), this.#asked++ < 10 ? 1000 : 5000)
  }

  #swap(fresh, main) {
    document.title = fresh.title
    delete document.documentElement.dataset.screen
    const tabs = fresh.querySelector(".tabs")
    document.getElementById("main").replaceWith(main)
    if (tabs) main.after(tabs)
    document.dispatchEvent(new Event("onlyhuman:fresh"))
    main.focus()
  }

  // An undo may repeat itself until somebody answers; then the ordinary form shows what became of it.
  async #undo() {
    this.#undoing = true
    this.#say("Undoing…")
    for (;;) {
      const answer = await fetch(this.form.action, { method: "POST", redirect: "manual", signal: AbortSignal.timeout(4000) }).catch(() => undefined)
      if (answer && answer.status < 500) return this.form.submit()
      if (!this.isConnected) return
      this.#say("No answer yet. Asking again.")
      await pause(1000)
    }
  }

  #say(words) {
    document.querySelector("[data-truth]").textContent = words
  }

  // The hold of these words arrived, so this phone need not keep them.
  #forget() {
    const holding = read("holding")
    if (holding?.key !== this.getAttribute("hold-key")) return
    drop(holding.copy)
    drop("holding")
  }
}
customElements.define("undo-ring", UndoRing)
