// unsaved-words.js: the words that only this phone has, for the person who wrote them; without a connection, one scrap that is nobody's yet.
import { keep, keysOf, read, written } from "../lib/draft.js"
import { fetchPage, t } from "../lib/server.js"

class UnsavedWords extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("textarea")
    if (field) return this.#scrap(field)
    const cards = keysOf(document.documentElement.dataset.person).map((key) => this.#card(key, read(key)))
    if (cards.length) this.replaceChildren(this.#make("h2", t("Only on this phone")), ...cards)
  }

  #scrap(field) {
    field.value = read("scrap") ?? ""
    field.oninput = () => {
      this.querySelector("[data-kept]").textContent = keep("scrap", field.value) ? t("Kept on this phone") : t("This phone could not keep it.")
    }
  }

  #make(tag, textContent, className = "") {
    return Object.assign(document.createElement(tag), { textContent, className })
  }

  #card(key, copy) {
    const card = this.#make("article", "", "card")
    const open = this.#make("button", t("Open"), "button plain")
    open.onclick = () => this.#open(key, copy)
    card.append(this.#make("p", written(copy.parts).join("\n\n"), "words"), this.#make("p", read("holding")?.copy === key ? t("These words may have been posted. Look in the outbox first.") : t("Not saved yet.")), open)
    return card
  }

  // When the draft is gone, the words begin a new one.
  async #open(key, copy) {
    const { status } = await fetchPage(copy.href)
    const gone = status === 404 || status === 410
    if (gone) keep(key, { ...copy, homeless: copy.href.split("/")[2] })
    location.assign(gone ? copy.href.replace(/drafts.*/, "?new=1") : copy.href)
  }
}
customElements.define("unsaved-words", UnsavedWords)
