// second-look.js: while somebody types, shows what the server would notice at the hold. It decides nothing: the hold looks again.
import { Asker } from "../lib/asker.js"

const ANSWERS = new Set(["fine", "why", "chosen", "version", "page_key", "knows", "origin", "credential"]) // no words of these
const PATIENCE = 8_000
const SETTLES = 700 // a control of another kind takes no press meant for the one before it

class SecondLook extends HTMLElement {
  #form = this.closest("form")
  #list = this.querySelector("ul")
  #usual
  #said = new Set(this.#sentences(this.#list))
  #asker = new Asker({
    words: () => JSON.stringify([...new FormData(this.#form)].filter(([name, value]) => !ANSWERS.has(name) && typeof value === "string")),
    ask: (_, signal) => this.#ask(signal),
    take: (answer) => this.#take(answer),
    may: () => navigator.onLine && !navigator.connection?.saveData,
  })

  connectedCallback() {
    this.removeAttribute("later")
    this.#form.addEventListener("input", this)
    document.addEventListener("onlyhuman:saved", this)
    addEventListener("online", this)
    this.#asker.changed()
  }

  disconnectedCallback() {
    this.#asker.end()
    this.#form.removeEventListener("input", this)
    document.removeEventListener("onlyhuman:saved", this)
    removeEventListener("online", this)
  }

  handleEvent({ type }) {
    type === "online" ? this.#asker.again() : this.#asker.changed()
  }

  // A page as a document, by the one parser that Trusted Types leave. A look is never a tap.
  #ask(signal) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open("POST", this.getAttribute("src"))
      request.responseType = "document"
      request.timeout = PATIENCE
      request.setRequestHeader("X-Poll", "1")
      request.onload = () => (request.status === 200 && request.response?.querySelector("second-look") ? resolve(request.response) : reject())
      request.onerror = request.ontimeout = reject
      signal.addEventListener("abort", () => request.abort())
      request.send(new URLSearchParams([...new FormData(this.#form)].filter(([, value]) => typeof value === "string")))
    })
  }

  #take(page) {
    if (this.#form.querySelector(".pressing")) return setTimeout(() => this.#take(page), SETTLES) // nothing moves under a thumb
    if (page) this.#merge(page.querySelector(".noticed"))
    // What was noticed about older words may not be true of these. What a hold cannot do without can be answered all the same.
    for (const one of this.#list.children) one.hidden = !page && !("needed" in one.dataset)
    if (!page) return this.#control(this.#usual, "none")
    this.#control(page.querySelector("[data-sends]"))
    const news = this.#sentences(this.#list).filter((sentence) => !this.#said.has(sentence))
    if (news.length) this.querySelector("[role=status]").textContent = news.join(" ")
    this.#said = new Set(this.#sentences(this.#list))
  }

  #sentences(list) { return [...list.querySelectorAll("[data-sentence]")].map(({ textContent }) => textContent) }

  // What stays the same is left alone: somebody may be answering it.
  #merge(fresh) {
    const known = ({ dataset }) => `${dataset.key} ${dataset.same}`
    const stay = new Map([...this.#list.children].map((one) => [known(one), one]))
    const now = [...fresh.children].map((one) => stay.get(known(one)) ?? one)
    for (const gone of [...this.#list.children]) if (!now.includes(gone)) gone.remove()
    for (const [place, one] of now.entries()) if (this.#list.children[place] !== one) this.#list.insertBefore(one, this.#list.children[place] ?? null)
  }

  // The send control is changed for another kind of one only, and never under a thumb or a keyboard; how long it will wait is said anew each time.
  // One that was taken away for older words comes back: the hold knows better.
  #control(fresh, only) {
    const here = this.#form.querySelector("[data-sends]")
    if (here && here.dataset.sends !== "none") this.#usual = here
    if (!fresh || !here || (only && here.dataset.sends !== only) || this.#form.ariaBusy || here.querySelector("[data-armed]:not([hidden])")) return
    if (here.dataset.sends === fresh.dataset.sends) here.querySelector("[data-waits]")?.replaceWith(fresh.querySelector("[data-waits]") ?? "")
    else if (!here.querySelector(":focus-visible")) {
      fresh.inert = true
      setTimeout(() => { fresh.inert = false }, SETTLES)
      here.replaceWith(fresh)
    }
    document.dispatchEvent(new Event("onlyhuman:fresh"))
  }
}

customElements.define("second-look", SecondLook)
