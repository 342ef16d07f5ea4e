// crest-picker.js: a picture for a voice, brought to the server before the form says that it is to be worn.
import { t } from "../lib/server.js"
import { shrink } from "../lib/shrink.js"
import { bring } from "../lib/uploads.js"

class CrestPicker extends HTMLElement {
  #chosen = this.querySelector("[type=hidden]")
  #file = this.querySelector("[type=file]")
  #said = this.querySelector("[role=status]")
  #stop

  connectedCallback() {
    this.#file.addEventListener("change", this)
    document.addEventListener("submit", this, true)
    if (this.#file.files.length) this.#bring(this.#file.files[0]) // chosen before this came
  }

  disconnectedCallback() {
    document.removeEventListener("submit", this, true)
    this.#stop?.abort()
  }

  handleEvent(event) {
    if (event.type === "change" && this.#file.files.length) this.#bring(this.#file.files[0])
    if (event.type !== "submit" || event.target !== this.closest("form") || !this.#stop) return
    event.preventDefault()
    event.stopImmediatePropagation()
    this.#said.textContent = t("The picture has not arrived yet. Nothing was changed. Wait a moment.")
  }

  async #bring(file) {
    this.#stop?.abort()
    const stop = this.#stop = new AbortController()
    try {
      const told = (share, waiting) => { this.#said.textContent = waiting ? t("Waiting for a connection") : `${Math.round(share * 100)} %` }
      const { id, small } = await bring(await shrink(file), { told, signal: stop.signal })
      this.#chosen.value = id
      this.querySelector(".face").replaceChildren(Object.assign(new Image(), { src: small, alt: "" }))
      this.#said.textContent = t("It is here. Save the changes to wear it.")
    } catch (trouble) {
      if (!stop.signal.aborted) this.#said.textContent = trouble.message
    }
    if (this.#stop === stop) this.#stop = undefined
    this.#file.value = ""
  }
}
customElements.define("crest-picker", CrestPicker)
