// draft.js: words on a phone: how many, the copy kept until the server has them, which version wins, one save at a time.
import { t } from "./server.js"

let segmenter // made when it is needed: this runs on every page

// What a person would call a character; a family emoji is one.
export const graphemes = (text) => [...(segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" })).segment(text)].length

// Quiet until the limit is near.
export function roomWords(text, limit, near = 500) {
  const left = text.length <= limit - near ? near + 1 : limit - graphemes(text)
  if (left > near) return { words: "" }
  return { words: left < 0 ? t("%(count)s too many", { count: -left }) : t("%(count)s left", { count: left }), over: left < 0, near: true }
}

export function tellRoom(place, { words, over, near }) {
  place.ariaLive = near ? "polite" : "off"
  if (place.textContent !== words) place.textContent = words
  place.classList.toggle("over", !!over)
}

// What a page writes as it is closed, because nothing else is done in time; kept.js moves it in. A picture cannot stand there.
// False when the phone is full.
export function mirror(key, value) {
  try {
    const raw = JSON.stringify({ at: Date.now(), ...value, pictures: undefined })
    localStorage.setItem(`words:${key}`, raw)
    return raw
  } catch {
    return false
  }
}

// Whether this phone keeps anything at all; a page that need not look loads nothing for it.
export async function keepsNothing() {
  const places = await indexedDB.databases?.()
  return places?.length === 0 && !Object.keys(localStorage).some((key) => /^(words:|scrap)/.test(key))
}

// The worker says so when the signal is back, if it may; it sends nothing.
export function later() {
  navigator.serviceWorker?.ready.then(({ sync }) => sync?.register("waiting")).catch(() => {})
  return "later"
}

// "slow" when it is not done by then.
export const soon = (done, patience = 2_000) => Promise.race([done, new Promise((resolve) => { setTimeout(resolve, patience, "slow") })])

export const sameParts = (one, other) => JSON.stringify(written(one)) === JSON.stringify(written(other))

// All of it: the parts, and what single channels say of their own, as pairs.
export const said = (parts, variants) => [...written(parts), ...written((variants ?? []).filter(([, text]) => text.trim()).map((pair) => pair.join(" ")).sort())]

export const written = (parts) => (parts ?? []).map((part) => part.replace(/\r\n/g, "\n")).filter((part) => part.trim())

// Asks in the page, never over it.
export function ask(box, words, ...answers) {
  box.firstElementChild.textContent = words
  box.lastElementChild.replaceChildren(...answers.map(([label, act], index) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label, className: index ? "button plain" : "button" })
    button.onclick = () => {
      box.hidden = true
      act?.()
    }
    return button
  }))
  box.hidden = false
  box.scrollIntoView({ block: "nearest" })
}

// What to do with the copy this phone kept.
export function verdict(copy, page) {
  if (!copy) return "none"
  const [mine, theirs] = [copy, page].map(({ parts, variants }) => said(parts, variants))
  if (sameParts(mine, theirs)) return "drop"
  if (copy.version === page.version || (copy.sent && sameParts(copy.sent, theirs))) return "restore"
  return mine.length ? "choose" : "drop"
}

// The copy of one draft on this phone. One step after the other, and none before what was kept already has been looked at.
export class Copy {
  #key
  #made
  #turn
  #timer
  #writing
  #mirrored
  #looked = false
  // The newest words are nowhere but in the page.
  full = false

  // `made` gives what is to be kept, if anything is.
  constructor(key, made) {
    this.#key = key
    this.#made = made
  }

  begin(looking) {
    return this.#turn = looking.catch(() => {}).then(() => { this.#looked = true })
  }

  later(pause = 300) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.keep(), pause)
  }

  keep(more) {
    if (!this.#looked) return this.#turn.then(() => this.keep(more))
    const made = this.#settle()
    if (!made) return this.#turn
    const copy = this.#writing = { ...made, ...more }
    return this.#store(({ keep }) => keep("drafts", this.#key, copy)).then((done) => {
      if (this.#writing === copy) this.#writing = undefined
      this.full = false
      return done
    }).catch(() => {
      this.#mirrored = mirror(this.#key, copy)
      this.full = !this.#mirrored
      return this.#mirrored
    })
  }

  // Pictures stay until they are somewhere else.
  drop() {
    this.#writing = undefined
    if (this.#settle()?.pictures?.length) return this.keep({ parts: [] })
    return this.#store(({ drop }) => drop("drafts", this.#key, this.#mirrored)).catch(() => {})
  }

  // The last keystrokes, and what is still being written: a page that is being closed has no time for anything else.
  away() {
    const copy = this.#timer ? this.#settle() : this.#writing
    if (copy) mirror(this.#key, { ...copy, blind: !this.#looked })
  }

  #settle() {
    clearTimeout(this.#timer)
    this.#timer = undefined
    return this.#made()
  }

  #store(work) {
    const done = this.#turn.then(() => import("./kept.js")).then(work).then(() => true)
    this.#turn = done.catch(() => {})
    return done
  }
}

// Never two at once. `send` answers "saved", "later" (try again), "refused" (wait for a change) or "stop" (wait for `go`).
export class Saver {
  #send
  #pause
  #timer
  #running
  #dirty = false
  #stopped = false
  #failures = 0
  after

  constructor(send, pause = 600) {
    this.#send = send
    this.#pause = pause
  }

  // Something was changed behind what was sent last.
  get dirty() {
    return this.#dirty
  }

  get unsaved() {
    return this.#dirty || this.inFlight
  }

  get failing() {
    return this.#failures > 0
  }

  get inFlight() {
    return !!this.#running
  }

  changed() {
    this.#dirty = true
    this.#later(this.#pause)
  }

  go() {
    this.#stopped = false
    this.changed()
  }

  end() {
    clearTimeout(this.#timer)
    this.#stopped = true
  }

  // Nothing is sent before what this phone kept has been looked at.
  flush() {
    clearTimeout(this.#timer)
    if (this.after) return this.after.then(() => {
      this.after = undefined
      return this.flush()
    })
    this.#running ??= this.#run().finally(() => { this.#running = undefined })
    return this.#running
  }

  async #run() {
    while (this.#dirty && !this.#stopped) {
      this.#dirty = false
      const outcome = await this.#send().catch(() => "later")
      this.#failures = outcome === "later" ? this.#failures + 1 : 0
      this.#stopped ||= outcome === "stop"
      if (outcome === "later") this.#later(Math.min(30_000, 1000 * 2 ** this.#failures))
      if (outcome === "saved") continue
      this.#dirty = true
      break
    }
    return !this.#dirty
  }

  #later(milliseconds) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.flush(), milliseconds)
  }
}
