// unsaved-words.js: lists the words that only this phone has, for the person who wrote them.
import { drop, keysOf, read, written } from "../lib/draft.js"
import { fetchPage } from "../lib/fetch-page.js"

const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

class UnsavedWords extends HTMLElement {
  connectedCallback() {
    const copies = keysOf(document.documentElement.dataset.person).map((key) => [key, read(key)]).filter(([, copy]) => copy && written(copy.parts).length)
    if (!copies.length) return
    this.className = "stack"
    this.replaceChildren(make("h2", { textContent: "Only on this phone" }), ...copies.map(([key, copy]) => this.#card(key, copy)))
  }

  #card(key, copy) {
    const words = make("p", { className: "words", textContent: written(copy.parts).join("\n\n") })
    const open = make("button", { type: "button", className: "button plain", textContent: "Open" })
    open.addEventListener("click", () => this.#open(key, copy))
    const holding = read("holding")?.copy === key
    const sentence = holding ? "These words may have been posted already. Look in the outbox first." : "Not saved on the server yet."
    return make("article", { className: "card" }, words, make("p", {}, make("small", { textContent: sentence })), open)
  }

  // The draft may be gone meanwhile; then the words begin a new one.
  async #open(key, copy) {
    const answer = await fetchPage(copy.href).catch(() => undefined)
    if (answer?.status === 404 || answer?.status === 410) {
      sessionStorage.setItem("carried", JSON.stringify(copy.parts))
      drop(key)
      location.assign(copy.href.replace(/drafts\/[^/]*$/, "?new=1"))
    } else if (answer) {
      location.assign(copy.href)
    }
  }
}
customElements.define("unsaved-words", UnsavedWords)
