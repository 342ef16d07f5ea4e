// asker.js: asks about words a while after the last key. One question at a time, and an answer about older words is nobody's.

export class Asker {
  #words
  #ask
  #take
  #may
  #pause
  #timer
  #asking
  #known
  #waits = false

  // `words` is what stands there now, as one text; `ask(words, signal)` answers, or fails; `take` gets the answer, or nothing when there is
  // none about these words; `may` says whether anything may be asked now.
  constructor({ words, ask, take, may = () => true, pause = 600 }) {
    this.#words = words
    this.#ask = ask
    this.#take = take
    this.#may = may
    this.#pause = pause
  }

  // Something may be another now. What was asked about older words is taken back.
  changed() {
    if (this.#words() === (this.#asking?.words ?? this.#known)) return
    this.#asking?.stop.abort()
    this.#asking = undefined
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.look(), this.#pause)
  }

  // What could not be asked is asked when it may.
  again() {
    if (this.#waits) this.changed()
  }

  async look() {
    const words = this.#words()
    if (this.#asking || words === this.#known) return
    this.#waits = !this.#may()
    this.#known = undefined
    if (this.#waits) return this.#take()
    const asking = this.#asking = { words, stop: new AbortController() }
    const answer = await this.#ask(words, asking.stop.signal).catch(() => {})
    if (this.#asking !== asking) return
    this.#asking = undefined
    if (words !== this.#words()) return this.changed()
    if (answer) this.#known = words
    this.#take(answer)
  }

  end() {
    this.#asking?.stop.abort()
    this.#asking = undefined
    clearTimeout(this.#timer)
  }
}
