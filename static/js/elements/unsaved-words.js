// unsaved-words.js: the words that only this phone has, for the person who wrote them.
import { drop, keysOf, read, written } from "../lib/draft.js"
import { fetchPage } from "../lib/fetch-page.js"

class UnsavedWords extends HTMLElement {
  connectedCallback() {
    const cards = keysOf(document.documentElement.dataset.person).map((key) => this.#card(key, read(key)))
    if (cards.length) this.replaceChildren(this.#make("h2", "Only on this phone"), ...cards)
  }

  #make(tag, textContent, className = "") {
    return Object.assign(document.createElement(tag), { textContent, className })
  }

  #card(key, copy) {
    const card = this.#make("article", "", "card")
    const open = this.#make("button", "Open", "button plain")
    open.onclick = () => this.#open(key, copy)
    card.append(this.#make("p", written(copy.parts).join("\n\n"), "words"), this.#make("p", read("holding")?.copy === key ? "These words may have been posted. Look in the outbox first." : "Not saved yet."), open)
    return card
  }

  // When the draft is gone, the words begin a new one.
  async #open(key, { href, parts }) {
    const { status } = await fetchPage(href)
    if (status !== 404 && status !== 410) return location.assign(href)
    sessionStorage.setItem("carried", JSON.stringify(parts))
    drop(key)
    location.assign(href.replace(/drafts\/.*/, "?new=1"))
  }
}
customElements.define("unsaved-words", UnsavedWords)
