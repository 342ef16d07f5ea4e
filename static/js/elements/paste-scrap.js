// paste-scrap.js: words from elsewhere, by a tap, by hand, or behind the # of a link.
import { keep, newScrap, takeIn } from "../lib/kept.js"
import { t } from "../lib/server.js"

class PasteScrap extends HTMLElement {
  #into = document.getElementById(this.getAttribute("into"))
  #field = this.querySelector("textarea")

  connectedCallback() {
    addEventListener("hashchange", this)
    this.querySelector("[data-paste]")?.addEventListener("click", () => this.#paste())
    this.querySelector("[data-keep]")?.addEventListener("click", () => this.#take(this.#field.value, "pasted"))
    this.handleEvent()
  }

  disconnectedCallback() {
    removeEventListener("hashchange", this)
  }

  async handleEvent() {
    const text = new URLSearchParams(location.hash.slice(1)).get("text")
    if (!text || !(await this.#take(text, "shared"))) return
    history.replaceState(null, "", location.pathname + location.search)
  }

  async #paste() {
    const text = await navigator.clipboard?.readText?.().catch(() => undefined)
    if (text) return this.#take(text, "pasted")
    this.#say(text === "" ? t("There is nothing to paste.") : t("The phone did not hand it over. Paste it here by hand."))
    if (this.#into) return this.#into.focus()
    this.querySelector("[data-by-hand]").hidden = false
    this.#field.focus()
  }

  async #take(text, from) {
    if (!text.trim()) return false
    if (this.#into && from === "pasted") return this.#write(text)
    const keeping = from === "shared" ? takeIn(text) : keep("scraps", crypto.randomUUID(), newScrap(text, from)).then(() => true)
    const kept = await keeping.catch(() => undefined)
    this.hidden = false
    if (kept) this.#say(t("Kept on this phone. Nothing was sent."))
    else this.#say(kept === false ? t("Not taken: 20 shared things wait here already. Make room, and load this page again.") : t("This phone could not keep it. Copy the words first."))
    if (kept) this.#show()
    return kept
  }

  #write(text) {
    this.#into.value = [this.#into.value, text].filter(Boolean).join("\n\n")
    this.#into.dispatchEvent(new Event("input"))
    return true
  }

  #show() {
    if (this.#field) this.#field.value = ""
    const tray = document.querySelector("waiting-tray")
    tray?.replaceWith(tray.cloneNode(true))
  }

  #say(words) {
    this.querySelector("[data-said]").textContent = words
  }
}
customElements.define("paste-scrap", PasteScrap)
