// push-offer.js: asks the phone for notifications, once a person has asked for them; never when a page opens.
import { t } from "../lib/server.js"

const DECLINED = "no-notifications"
const PATIENCE = 15_000
const IN_APP_ONLY = t("On an iPhone or iPad only the installed app gets notifications. Add Only Human to the Home screen, open it there, and come back to this page.")
const NOT_HERE = t("This browser cannot show notifications.")
const DENIED = t("This browser does not let Only Human show notifications. Allow them for this site in its settings, then come back.")
const FAILED = t("It did not work. Nothing was changed. Try again.")

class PushOffer extends HTMLElement {
  #yes = this.querySelector("[data-yes]")
  #always = this.hasAttribute("always")

  async connectedCallback() {
    if (!this.#always && localStorage.getItem(DECLINED)) return
    const why = this.#impossible()
    if (why && !this.#always) return
    this.#yes.onclick = () => this.#turnOn()
    const no = this.querySelector("[data-no]")
    if (no) no.onclick = () => this.#decline()
    if (why) this.#say(why, true)
    else if (this.hasAttribute("told") && (await this.#subscription())) return
    this.hidden = false
  }

  #impossible() {
    if (!("PushManager" in window)) return /iPhone|iPad/.test(navigator.userAgent) && !navigator.standalone ? IN_APP_ONLY : NOT_HERE
    if (Notification.permission === "denied") return DENIED
  }

  async #subscription() {
    const worker = await navigator.serviceWorker.getRegistration()
    return worker?.pushManager.getSubscription()
  }

  async #turnOn() {
    this.#yes.disabled = true
    try {
      if ((await Notification.requestPermission()) !== "granted") return this.#say(DENIED, Notification.permission === "denied")
      const { endpoint, keys } = (await inTime(this.#subscribe())).toJSON()
      const body = new URLSearchParams({ endpoint, ...keys })
      const answer = await fetch("/subscription", { method: "POST", headers: { Accept: "application/json" }, body, signal: AbortSignal.timeout(PATIENCE) })
      this.#say((await answer.json()).body, answer.ok)
      if (answer.ok) this.setAttribute("told", "")
    } catch {
      this.#say(FAILED)
    } finally {
      this.#yes.disabled = false
    }
  }

  // A subscription that was made for another server's key is of no use to this one.
  async #subscribe() {
    const { pushManager } = await navigator.serviceWorker.ready
    const key = fromBase64url(this.getAttribute("key"))
    const known = await pushManager.getSubscription()
    if (known && String(new Uint8Array(known.options.applicationServerKey)) === String(key)) return known
    await known?.unsubscribe()
    return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  }

  #decline() {
    localStorage.setItem(DECLINED, "1")
    this.hidden = true
  }

  #say(words, done = false) {
    const said = this.querySelector("[data-said]")
    said.hidden = false
    said.textContent = words
    if (done) this.querySelector(".row").hidden = true
  }
}

const inTime = (promise) => Promise.race([promise, new Promise((_, reject) => { setTimeout(reject, PATIENCE) })])

const fromBase64url = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt())

customElements.define("push-offer", PushOffer)
