// picture-tray.js: the pictures of a draft. What has not arrived is kept on this phone and goes on by itself; a picture is no post.
import { drop, keep, look } from "../lib/kept.js"
import { draw, make } from "../lib/picture-item.js"
import { t, tn } from "../lib/server.js"
import { shrink } from "../lib/shrink.js"
import { nudge, moved, withoutPart } from "../lib/tray.js"
import { bring } from "../lib/uploads.js"

const SOON = 400
const ELSEWHERE = ["submit", "click", "onlyhuman:saved", "onlyhuman:theirs"]

class PictureTray extends HTMLElement {
  #key = `pictures:${this.getAttribute("key")}`
  #form = this.closest("form")
  #files = [...this.querySelectorAll("[type=file]")]
  #list = this.querySelector("ol") ?? this.insertBefore(make("ol"), this.lastElementChild)
  #said = this.insertBefore(make("p", { className: "said" }), this.lastElementChild)
  #asks = this.insertBefore(make("p", { className: "nudge" }), this.#said)
  #pictures = []
  #line = Promise.resolve()
  #keeping
  #wake
  #awake = new Promise((resolve) => { this.#wake = resolve })
  #parts = new MutationObserver(() => this.#draw())

  async connectedCallback() {
    this.removeAttribute("later")
    this.#said.setAttribute("role", "status")
    for (const type of ["change", "input", "click"]) this.addEventListener(type, this)
    for (const type of ELSEWHERE) document.addEventListener(type, this, true)
    this.#parts.observe(this.#form.querySelector("[data-parts]"), { childList: true })
    this.#pictures = this.#onPage(this.#list)
    const kept = await look("drafts", this.#key).catch(() => null)
    if (kept) this.#restore(kept)
    this.#draw()
    for (const picture of this.#pictures) this.#bring(picture)
    this.#add(this.#files.flatMap(({ files }) => [...files]))
    this.#wake()
  }

  // Pictures that were kept elsewhere on this phone; when it answers, they are kept here.
  async take(files) {
    await this.#awake
    await this.#add(files)
  }

  // Each where its part went.
  renumber(place) {
    for (const picture of this.#pictures) picture.part = place(picture.part)
    this.#changed()
  }

  disconnectedCallback() {
    this.#parts.disconnect()
    for (const type of ELSEWHERE) document.removeEventListener(type, this, true)
    for (const picture of this.#pictures) picture.stop?.abort()
  }

  handleEvent(event) {
    const { type, target, currentTarget } = event
    if (type === "submit") this.#guard(event)
    else if (type === "onlyhuman:saved") this.#saved(event.detail.pictures)
    else if (type === "onlyhuman:theirs") this.#also(event.detail)
    else if (type === "click" && currentTarget === document) target.matches?.("[data-remove]") && this.#partGoes(target.closest("[data-part]"))
    else if (type === "change" && target.files) this.#add([...target.files])
    else if (type === "input" && !target.files) this.#typed(target)
    else if (type === "click" && target.dataset.act) this.#act(target.dataset.act, this.#of(target))
  }

  get #areas() { return this.#form.querySelectorAll("[data-part]").length }
  get #waiting() { return this.#pictures.filter((picture) => !picture.id) }
  #of(element) { return this.#pictures.find((picture) => picture.node === element.closest("li")) }

  // Whatever a person chooses of two versions, no picture of either is lost.
  #also(page) {
    const theirs = this.#onPage(page?.querySelector("picture-tray")?.querySelector("ol")).filter(({ id }) => !this.#pictures.some((picture) => picture.id === id))
    this.#pictures.push(...theirs)
    if (theirs.length) this.#draw()
  }

  #onPage(list) {
    return [...(list?.children ?? [])].map((item) => {
      const [part, id] = item.querySelector("[name=picture]").value.split(" ")
      return { id, part: Number(part), alt: item.querySelector("textarea").value, small: item.querySelector("img").src }
    })
  }

  // What this phone kept is newer than the page when nobody has saved the draft since; otherwise both are there.
  #restore({ version, pictures }) {
    const known = new Map(this.#pictures.map((picture) => [picture.id, picture]))
    const kept = pictures.map((picture) => ({ ...known.get(picture.id), ...picture })).filter(({ id, blob }) => id || blob instanceof Blob)
    const others = this.#pictures.filter((picture) => !kept.some(({ id }) => id === picture.id))
    this.#pictures = version === this.#form.elements.version.value ? kept : [...others, ...kept]
    this.#changed()
  }

  async #add(files) {
    for (const file of this.#files) file.value = ""
    const added = files.filter((file) => file instanceof Blob).map((file) => ({ blob: file, part: Math.max(1, this.#areas), alt: "", fresh: true }))
    if (!added.length) return
    this.#pictures.push(...added)
    this.#changed()
    for (const picture of added) this.#bring(picture)
    await this.#keepNow()
  }

  // One after the other: a bad link carries one.
  #bring(picture) {
    if (picture.id || picture.stop) return
    picture.stop = new AbortController()
    const { signal } = picture.stop
    this.#line = this.#line.then(() => this.#carry(picture, signal)).catch(() => {})
  }

  async #carry(picture, signal) {
    if (signal.aborted) return
    try {
      if (picture.fresh) picture.blob = await shrink(picture.blob)
      picture.fresh = false
      this.#keep()
      const begun = ({ href }) => {
        picture.href = href
        this.#keep()
      }
      const told = (share, waiting) => this.#progress(picture, share, waiting)
      const { id, small } = await bring(picture.blob, { href: picture.href, begun, told, signal })
      Object.assign(picture, { id, small })
      this.#changed()
    } catch (trouble) {
      if (signal.aborted) return
      Object.assign(picture, { trouble: trouble.message, again: trouble.again ?? true })
      this.#draw()
    }
  }

  #progress(picture, share = picture.share ?? 0, waiting = false) {
    Object.assign(picture, { share, waiting })
    picture.bar.value = share
    picture.how.textContent = waiting ? t("Waiting for a connection") : share < 1 ? `${Math.round(share * 100)} %` : t("Looking at it")
  }

  #act(act, picture) {
    const index = this.#pictures.indexOf(picture)
    if (act === "remove") return this.#remove(picture, index)
    if (act === "again") {
      Object.assign(picture, { trouble: undefined, stop: undefined })
      this.#bring(picture)
      return this.#draw()
    }
    this.#pictures = moved(this.#pictures, index, act === "earlier" ? -1 : 1)
    this.#changed()
    const wanted = picture.node.querySelector(`[data-act=${act}]`)
    ;(wanted.disabled ? picture.node.querySelector(".acts :enabled") : wanted).focus()
    this.#say(t("Picture %(number)s of %(many)s.", { number: this.#pictures.indexOf(picture) + 1, many: this.#pictures.length }))
  }

  #remove(picture, index) {
    picture.stop?.abort()
    picture.stop = undefined
    this.#pictures = this.#pictures.filter((one) => one !== picture)
    this.#changed()
    const back = make("button", { type: "button", className: "ghost linked", textContent: t("Put it back") })
    back.onclick = () => {
      this.#pictures.splice(index, 0, picture)
      this.#changed()
      this.#bring(picture)
      picture.node.querySelector("textarea").focus()
    }
    this.#say(t("The picture was removed."), " ", back)
    back.focus()
  }

  #typed(target) {
    const picture = this.#of(target)
    if (!picture) return
    if (target.matches("select")) picture.part = Number(target.value)
    else picture.alt = target.value
    if (target.matches("select")) this.#draw()
    else this.#nudge()
    this.#keep()
  }

  #partGoes(part) {
    const gone = [...this.#form.querySelectorAll("[data-part]")].indexOf(part) + 1
    if (gone) this.#pictures = withoutPart(this.#pictures, gone)
  }

  // Nothing leaves without what the person put into it, and that stays here until the hold is confirmed.
  #guard(event) {
    if (event.target !== this.#form) return
    if (!this.#waiting.length) {
      if (this.#pictures.length && !event.submitter?.hasAttribute("formaction")) this.#keepNow({ holding: this.#form.elements.page_key.value })
      return
    }
    event.preventDefault()
    event.stopImmediatePropagation()
    this.#say(tn("A picture has not arrived yet. Nothing was sent. Wait a moment, or remove it.", "%(num)s pictures have not arrived yet. Nothing was sent. Wait a moment, or remove them.", this.#waiting.length))
    this.#said.scrollIntoView({ block: "center" })
  }

  #changed() {
    this.#draw()
    this.#keep()
    this.#form.dispatchEvent(new Event("input", { bubbles: true }))
  }

  // What the server has need not stay here.
  #saved(all) {
    if (this.#waiting.length || !all) return this.#keep()
    clearTimeout(this.#keeping)
    localStorage.removeItem(this.#key)
    drop("drafts", this.#key).catch(() => {})
  }

  #keep() {
    clearTimeout(this.#keeping)
    this.#keeping = setTimeout(() => this.#keepNow(), SOON)
  }

  async #keepNow(more) {
    clearTimeout(this.#keeping)
    const pictures = this.#pictures.map(({ id, blob, fresh, href, alt, part, small }) => (id ? { id, alt, part, small } : { blob, fresh, href, alt, part }))
    try {
      localStorage.setItem(this.#key, "kept")
      await keep("drafts", this.#key, { parts: [], href: this.closest("draft-form").getAttribute("href"), version: this.#form.elements.version.value, pictures, ...more })
    } catch {
      this.#say(t("This phone could not keep the pictures. Stay on this page until they have arrived."))
    }
  }

  #draw() {
    const parts = this.#areas
    this.#pictures = this.#pictures.map((picture) => Object.assign(picture, { part: Math.min(picture.part, Math.max(1, parts)) })).sort((one, other) => one.part - other.part)
    this.#pictures.forEach((picture, index) => draw(picture, index, this.#pictures.length, parts))
    const nodes = this.#pictures.map(({ node }) => node)
    if (nodes.some((node, index) => node !== this.#list.children[index]) || nodes.length !== this.#list.children.length) this.#list.replaceChildren(...nodes)
    this.#nudge()
  }

  #nudge() {
    const words = nudge(this.#pictures)
    if (this.#asks.textContent !== words) this.#asks.textContent = words
  }

  #say(...words) {
    this.#said.replaceChildren(...words)
  }
}
customElements.define("picture-tray", PictureTray)
