// draft.js: words on a phone: how many, the copy kept until the server has them, which version wins, one save at a time.
import { t } from "./server.js"

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" })

// What a person would call a character; a family emoji is one.
export const graphemes = (text) => [...segmenter.segment(text)].length

// Quiet until the limit is near.
export function roomWords(text, limit, near = 500) {
  const left = text.length <= limit - near ? near + 1 : limit - graphemes(text)
  if (left > near) return ""
  return left < 0 ? t("%(count)s too many", { count: -left }) : t("%(count)s left", { count: left })
}

export const copyKey = (person, draft) => `words:${person}:${draft}`

export const read = (key) => JSON.parse(localStorage.getItem(key))

export const drop = (key) => localStorage.removeItem(key)

export const keysOf = (person) => Object.keys(localStorage).filter((key) => key.startsWith(copyKey(person, "")))

// False when the phone is full: no reason to stop writing.
export function keep(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

export const sameParts = (one, other) => JSON.stringify(written(one)) === JSON.stringify(written(other))

export const written = (parts) => (parts ?? []).map((part) => part.replace(/\r\n/g, "\n")).filter((part) => part.trim())

// What to do with the copy this phone kept.
export function verdict(copy, page) {
  if (!copy) return "none"
  if (sameParts(copy.parts, page.parts)) return "drop"
  if (copy.version === page.version || (copy.sent && sameParts(copy.sent, page.parts))) return "restore"
  return written(copy.parts).length ? "choose" : "drop"
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

  constructor(send, pause = 600) {
    this.#send = send
    this.#pause = pause
  }

  get unsaved() {
    return this.#dirty || this.inFlight
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

  flush() {
    clearTimeout(this.#timer)
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
