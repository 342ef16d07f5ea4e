// hold-bar.js: press and hold 0.8 s to post; a click or Enter arms a second button elsewhere, for ten seconds. No other way sets `armed`.

const PRESS = 800
const ARMED = 10_000

class HoldBar extends HTMLElement {
  #button
  #armed
  #yes
  #pressing
  #disarming
  #held = false

  connectedCallback() {
    this.#button = this.querySelector("button")
    this.#armed = this.#button.form.querySelector("[data-armed]")
    this.#yes = this.#armed.querySelector("button")
    for (const type of ["pointerdown", "pointermove", "pointerup", "pointercancel", "contextmenu", "keydown", "click"]) this.#button.addEventListener(type, this)
  }

  disconnectedCallback() {
    this.#stop()
    clearTimeout(this.#disarming)
  }

  handleEvent(event) {
    if (event.type === "pointerdown") this.#press(event)
    else if (event.type === "pointermove") this.#follow(event)
    else if (event.type === "click") this.#click(event)
    else if (event.type === "contextmenu" || (event.type === "keydown" && event.repeat)) event.preventDefault()
    else if (event.type !== "keydown") this.#stop()
  }

  #press(event) {
    this.#held = false
    if (!event.isPrimary || event.button) return
    this.#button.classList.add("pressing")
    this.#pressing = setTimeout(() => this.#hold(), PRESS)
  }

  #hold() {
    this.#held = true
    this.#stop()
    navigator.vibrate?.(40)
    this.#post()
  }

  // A finger that slides off the bar has changed its mind.
  #follow({ clientX, clientY }) {
    if (!this.#pressing) return
    const { left, right, top, bottom } = this.#button.getBoundingClientRect()
    if (clientX < left || clientX > right || clientY < top || clientY > bottom) {
      this.#held = true
      this.#stop()
    }
  }

  #stop() {
    clearTimeout(this.#pressing)
    this.#pressing = undefined
    this.#button.classList.remove("pressing")
  }

  #click(event) {
    event.preventDefault()
    if (!this.#held) this.#arm()
    this.#held = false
  }

  #arm() {
    clearTimeout(this.#disarming)
    this.#yes.disabled = false
    this.#armed.hidden = false
    this.#armed.scrollIntoView({ block: "nearest" })
    this.querySelector("[data-armed-status]").textContent = `Nothing has gone out. For ten seconds there is a button: ${this.#yes.textContent}.`
    this.#disarming = setTimeout(() => this.#disarm(), ARMED)
  }

  #disarm() {
    this.#yes.disabled = true
    this.#armed.hidden = true
    this.querySelector("[data-armed-status]").textContent = ""
  }

  #post() {
    clearTimeout(this.#disarming)
    this.#yes.disabled = false
    this.#button.form.requestSubmit(this.#yes)
    this.#disarming = setTimeout(() => this.#disarm(), ARMED)
  }
}
customElements.define("hold-bar", HoldBar)
