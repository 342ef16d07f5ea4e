// shared-words.js: shared before there was a worker.
import { takeIn } from "../lib/kept.js"
import { t } from "../lib/server.js"

class SharedWords extends HTMLElement {
  async connectedCallback() {
    const text = this.querySelector("textarea").value
    if (!text.trim()) return
    const kept = await takeIn(text).catch(() => undefined)
    const not = kept === false ? t("Not taken: 20 shared things wait on this phone already. Copy the words first.") : t("This phone could not keep it. Copy the words first.")
    this.querySelector("[data-kept]").textContent = kept ? t("Kept on this phone") : not
    if (kept) history.replaceState(null, "", "/share")
  }
}
customElements.define("shared-words", SharedWords)
