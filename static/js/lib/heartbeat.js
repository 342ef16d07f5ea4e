// heartbeat.js: says every few seconds that this phone is there, and good-bye when a person puts it away, or the undo that nobody has answered yet. It notices when nobody answers.
import { whole } from "./answers.js"

const PATIENCE = 3_000
const POLL = { "X-Poll": "1" }
const EVENTS = { document: ["visibilitychange"], window: ["pagehide", "offline", "online"] }

export class Heartbeat {
  #address
  #every
  #heard
  #timer
  #undo

  // `heard(true)` after each answer, `heard(false)` at once when there is none.
  constructor(address, seconds, heard) {
    this.#address = address
    this.#every = 1000 * seconds
    this.#heard = heard
  }

  start() {
    for (const [target, types] of Object.entries(EVENTS)) for (const type of types) globalThis[target].addEventListener(type, this)
    this.#resume()
  }

  stop() {
    for (const [target, types] of Object.entries(EVENTS)) for (const type of types) globalThis[target].removeEventListener(type, this)
    clearInterval(this.#timer)
    this.#heard = () => {}
  }

  // Somebody pressed Undo: from now on that goes along when the page is put away, and never a good-bye.
  undoes(address) {
    this.#undo = address
  }

  handleEvent({ type }) {
    if (type === "offline") this.#heard(false)
    else if (type === "pagehide" || document.hidden) this.#leave()
    else this.#resume()
  }

  #resume() {
    clearInterval(this.#timer)
    if (document.hidden) return
    this.#timer = setInterval(() => this.#beat(), this.#every)
    this.#beat()
  }

  async #beat() {
    const answer = await whole(this.#address, { method: "POST", headers: POLL }, PATIENCE)
    this.#heard(answer?.status < 500)
  }

  #leave() {
    clearInterval(this.#timer)
    if (this.#undo) fetch(this.#undo, { method: "POST", headers: { Accept: "application/json" }, keepalive: true }).catch(() => {})
    else fetch(this.#address, { method: "DELETE", headers: POLL, keepalive: true }).catch(() => {})
  }
}
