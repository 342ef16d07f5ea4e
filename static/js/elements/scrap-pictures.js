// scrap-pictures.js: pictures beside the words of a scrap, nobody's yet. Loaded with the first of them.
import { button, make, thumbnail } from "../lib/cards.js"
import { shrink } from "../lib/shrink.js"
import { t } from "../lib/server.js"

const AT_MOST = 4 // as many, and as large, as another app may share
const LARGEST = 20 * 1024 * 1024

class ScrapPictures extends HTMLElement {
  #list = this.querySelector("ul")
  #told = this.querySelector("[role=status]")
  #pictures = []

  connectedCallback() {
    this.removeAttribute("later")
    this.addEventListener("change", this)
    for (const input of this.querySelectorAll("input")) this.handleEvent({ target: input }) // chosen before this script was there
  }

  get pictures() { return this.#pictures.map(({ blob }) => blob) }

  show(blobs) {
    this.#pictures = blobs.map((blob) => ({ blob }))
    this.#told.textContent = ""
    this.#draw()
  }

  // Kept as it is, for nobody knows how long this page lives; then smaller, for it is written again with the words.
  async handleEvent({ target }) {
    const files = [...target.files]
    if (!files.length) return
    target.value = ""
    const fit = files.filter(({ type, size }) => type.startsWith("image/") && size <= LARGEST).slice(0, Math.max(0, AT_MOST - this.#pictures.length))
    const left = files.length - fit.length
    this.#told.textContent = left ? t("Pictures that were not taken: %(count)s. Four at most come along, each up to 20 MB.", { count: left }) : ""
    const taken = fit.map((blob) => ({ blob }))
    this.#pictures.push(...taken)
    this.#changed()
    for (const picture of taken) picture.blob = await shrink(picture.blob)
    this.#changed()
  }

  #remove(picture) {
    const index = this.#pictures.indexOf(picture)
    this.#pictures.splice(index, 1)
    const back = Object.assign(button(t("Put it back"), () => {
      this.#pictures.splice(index, 0, picture)
      this.#told.textContent = ""
      this.#changed()
      picture.node.querySelector("button").focus()
    }), { className: "ghost linked" })
    this.#told.replaceChildren(t("The picture was removed."), " ", back)
    this.#changed()
    back.focus()
  }

  #changed() {
    this.#draw()
    this.dispatchEvent(new Event("onlyhuman:pictures"))
  }

  #draw() {
    for (const [index, picture] of this.#pictures.entries()) {
      const number = index + 1
      picture.node ??= this.#built(picture)
      picture.node.firstChild.alt = t("Picture %(number)s", { number })
      picture.node.lastChild.ariaLabel = t("Remove picture %(number)s", { number })
    }
    this.#list.replaceChildren(...this.#pictures.map(({ node }) => node))
    this.#list.hidden = !this.#pictures.length
  }

  #built(picture) {
    const node = make("li")
    node.append(thumbnail(picture.blob), button(t("Remove"), () => this.#remove(picture), "ghost"))
    return node
  }
}
customElements.define("scrap-pictures", ScrapPictures)
