// draft.js: words on a phone: how many, the copy kept until the server has them, which version wins, and one save at a time.

const segmenter = typeof Intl.Segmenter === "function" ? new Intl.Segmenter("en", { granularity: "grapheme" }) : undefined

// What a person would call a character; an emoji family is one.
export function graphemes(text) {
  if (!segmenter) return [...text].length
  let count = 0
  for (const _ of segmenter.segment(text)) count += 1
  return count
}

// Quiet until the limit is near.
export function roomWords(text, limit, near = 500) {
  if (text.length <= limit - near) return ""
  const left = limit - graphemes(text)
  if (left > near) return ""
  return left < 0 ? `${-left} too many` : `${left} left`
}

export const copyKey = (person, draft) => `words:${person}:${draft}`

// A storage that is full or switched off is no reason to stop writing.
export function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key))
  } catch {
    return null
  }
}

export function keep(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

export function drop(key) {
  try {
    localStorage.removeItem(key)
  } catch { /* nothing was kept */ }
}

export function keysOf(person) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(`words:${person}:`))
  } catch {
    return []
  }
}

export const sameParts = (one, other) => JSON.stringify(written(one)) === JSON.stringify(written(other))

export const written = (parts) => (parts ?? []).map((part) => part.replace(/\r\n/g, "\n")).filter((part) => part.trim())

// What to do with a copy that this phone kept: nothing, drop it, restore it, or let the person choose.
export function verdict(copy, page) {
  if (!copy) return "none"
  if (sameParts(copy.parts, page.parts)) return "drop"
  if (copy.version === page.version || (copy.sent && sameParts(copy.sent, page.parts))) return "restore"
  return written(copy.parts).length ? "choose" : "drop"
}

// Sends after a pause, never two at once, and again later when nobody answered.
// `send` answers "saved", "later" (try again by itself), "refused" (wait for a change) or "stop" (wait for `go`).
export class Saver {
  #send
  #wait
  #timer
  #running
  #dirty = false
  #stopped = false
  #failures = 0

  constructor(send, wait = 600) {
    this.#send = send
    this.#wait = wait
  }

  get unsaved() {
    return this.#dirty || Boolean(this.#running)
  }

  get inFlight() {
    return Boolean(this.#running)
  }

  changed() {
    this.#dirty = true
    this.#later(this.#wait)
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
      if (outcome === "saved") {
        this.#failures = 0
        continue
      }
      this.#dirty = true
      if (outcome === "stop") this.#stopped = true
      if (outcome === "later") this.#later(Math.min(30_000, 1000 * 2 ** ++this.#failures))
      return false
    }
    return !this.#dirty
  }

  #later(milliseconds) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.flush(), milliseconds)
  }
}
