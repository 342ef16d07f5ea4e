// shared-words.js: shared before there was a worker.
import { keep, newScrap } from "../lib/kept.js"
import { t } from "../lib/server.js"

class SharedWords extends HTMLElement {
  async connectedCallback() {
    const text = this.querySelector("textarea").value
    if (!text.trim()) return
    const kept = await keep("scraps", crypto.randomUUID(), newScrap(text, "shared")).then(() => true, () => false)
    this.querySelector("[data-kept]").textContent = kept ? t("Kept on this phone") : t("This phone could not keep it. Copy the words first.")
    if (kept) history.replaceState(null, "", "/share")
  }
}
customElements.define("shared-words", SharedWords)
