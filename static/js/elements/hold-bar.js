// hold-bar.js: press and hold to post; a click or Enter arms a second button elsewhere. Nothing else sets `armed`.
import { tn } from "../lib/server.js"

const PRESS = 800
const ARMED = 10_000

class HoldBar extends HTMLElement {
  #button = this.querySelector("button")
  #armed = this.#button.form.querySelector("[data-armed]")
  #yes = this.#armed.querySelector("button")
  #places = this.#button.form.querySelectorAll("[name=channel]")
  #pressing
  #disarming
  #spent = false

  connectedCallback() {
    for (const type of ["pointerdown", "pointerup", "pointercancel", "pointerleave", "contextmenu", "keydown", "click"]) this.#button.addEventListener(type, this)
    this.#armed.addEventListener("keydown", this)
    for (const place of this.#places) place.addEventListener("change", this)
    if (this.#places.length && !this.hasAttribute("said")) this.#count()
  }

  handleEvent(event) {
    const { type } = event
    if (type === "change") return this.#count()
    if (type === "pointerdown") this.#press(event)
    else if (type.startsWith("pointer")) this.#stop()
    else if (type !== "keydown" || event.repeat) event.preventDefault()
    if (event.key === "Escape") this.#shut()
    if (type !== "click") return
    if (!this.#spent) this.#arm()
    this.#spent = false
  }

  // A finger that slides off the bar has changed its mind, so it must not be captured.
  #press(event) {
    event.target.releasePointerCapture(event.pointerId)
    this.#spent = !event.isPrimary || event.button > 0
    if (this.#spent) return
    this.#button.classList.add("pressing")
    this.#pressing = setTimeout(() => this.#post(), PRESS)
  }

  #stop() {
    clearTimeout(this.#pressing)
    this.#button.classList.remove("pressing")
  }

  // The click that follows the finger is not another wish.
  #post() {
    this.#spent = true
    this.#stop()
    navigator.vibrate?.(40)
    this.#open()
    this.#button.form.requestSubmit(this.#yes)
  }

  // How many are ticked, not how many there are.
  #count() {
    this.querySelector(".sub").textContent = tn("%(num)s channel", "%(num)s channels", [...this.#places].filter(({ checked }) => checked).length)
  }

  #arm() {
    this.#open()
    this.#armed.hidden = false
    this.#armed.scrollIntoView({ block: "nearest" })
  }

  #open() {
    clearTimeout(this.#disarming)
    this.#yes.disabled = false
    this.#disarming = setTimeout(() => this.#shut(), ARMED)
  }

  #shut() {
    clearTimeout(this.#disarming)
    if (this.#armed.contains(document.activeElement)) this.#button.focus()
    this.#yes.disabled = this.#armed.hidden = true
  }
}
customElements.define("hold-bar", HoldBar)
