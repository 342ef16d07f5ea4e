// app.js: wakes the elements a page has, watches the lease, opens the sheet, guards the forms. The server decides.
import { badge, correct, millisecondsLeft, serverTime, t } from "./lib/server.js"

const root = document.documentElement
const BACKGROUND = 60_000
const PATIENCE = 8_000
let leaving = false

const arrived = performance.getEntriesByType("navigation")[0]?.responseStart
correct(document.querySelector('meta[name="server-now"]')?.content, arrived ? performance.timeOrigin + arrived : Date.now())

badge(document)

function wake() {
  for (const late of document.querySelectorAll("[later]")) late.toggleAttribute("later", !localStorage.getItem(`pictures:${late.getAttribute("key")}`))
  for (const { localName } of document.querySelectorAll(":not(:defined):not([later])")) import(`./elements/${localName}.js`)
}

// A typed save moves the idle end of a lease, never the other one.
class LeaseTimer extends HTMLElement {
  #endsAt = Date.parse(this.getAttribute("ends-at"))
  #idleEndsAt = Date.parse(this.getAttribute("idle-ends-at"))
  #idleFor = this.#idleEndsAt - serverTime()

  connectedCallback() {
    document.addEventListener("onlyhuman:saved", this)
    queueMicrotask(() => this.#tick()) // the words of a page that is not in English come right behind this module
  }

  handleEvent({ detail }) {
    this.#idleEndsAt = Date.parse(detail.idleEndsAt) || serverTime() + this.#idleFor
  }

  #tick() {
    if (!this.isConnected) return
    const left = millisecondsLeft(Math.min(this.#endsAt, this.#idleEndsAt))
    if (!left) return leave()
    this.textContent = t("%(minutes)s min", { minutes: Math.ceil(millisecondsLeft(this.#endsAt) / 60_000) })
    setTimeout(() => this.#tick(), Math.min(left + 300, 5_000, watch()))
  }
}
customElements.define("lease-timer", LeaseTimer)

// Back to the personal identity: the look at once, with or without a connection. A running countdown stays and fetches its new banner itself.
async function leave(action) {
  if (leaving) return
  leaving = true
  root.dataset.voice = ""
  document.querySelector(".banner").hidden = true
  if (action) await fetch(action, { method: "POST", redirect: "manual", keepalive: true, signal: AbortSignal.timeout(PATIENCE) }).catch(() => {})
  if (document.querySelector("undo-ring")) leaving = false
  else location.assign("/")
}

// A minute with no page of ours on the screen ends the official voice. All tabs share the moment, and it outlives them.
function watch(turned) {
  const seen = localStorage.getItem("seen")
  const left = BACKGROUND - (seen ? Date.now() - seen : 0)
  if (root.dataset.voice === "official" && left <= 0) leave(`/switch/${root.dataset.home}`)
  else if (root.dataset.voice && (turned || !seen || !document.hidden)) localStorage.setItem("seen", Date.now())
  return Math.max(1000, left)
}
document.addEventListener("visibilitychange", watch)
addEventListener("pagehide", () => watch())
addEventListener("pageshow", (event) => event.persisted && location.reload())

document.addEventListener("submit", (event) => {
  const form = event.target
  const { submitter } = event
  const asked = [submitter, form].find((element) => element?.dataset.ceremony)
  if (form.dataset.opens) {
    event.preventDefault()
    document.getElementById(form.dataset.opens).showModal()
  } else if (form.method !== "post" || answered.delete(form)) {
    guard(event, form)
  } else if (!navigator.onLine) {
    event.preventDefault()
    const stops = /^\/(posts\/|stop)/.test(new URL(form.action).pathname)
    tell(form, stops ? t("There is no connection. Nothing was stopped: what is held still goes out.") : t("There is no connection. Nothing was sent."))
  } else if (asked) {
    event.preventDefault()
    ceremony(form, asked, submitter)
  } else if ("signsOut" in form.dataset) {
    event.preventDefault()
    signOut(form)
  } else {
    guard(event, form)
  }
})

const answered = new WeakSet()

async function ceremony(form, asked, submitter) {
  const { ask } = await import("./lib/passkeys.js")
  if (!(await ask(form, asked, submitter))) return
  answered.add(form)
  form.requestSubmit(submitter)
}

// What only this phone has is shown first.
async function signOut(form) {
  const kept = await import("./lib/kept.js").then(({ waiting }) => waiting(root.dataset.person)).catch(() => [])
  if (kept.flat().length) return location.assign("/sign-out")
  answered.add(form)
  form.requestSubmit()
}

// One tap, one request; a form whose answer never comes can be pressed again.
const pressed = new WeakSet()

function guard(event, form) {
  if (form.method !== "post") return
  if (pressed.has(form)) return event.preventDefault()
  pressed.add(form)
  form.ariaBusy = "true"
  setTimeout(() => {
    pressed.delete(form)
    form.ariaBusy = null
  }, PATIENCE)
}

function tell(form, words) {
  const said = Object.assign(document.createElement("p"), { className: "say bad", role: "alert", textContent: words })
  ;(form.querySelector("main") ?? form).append(said)
  said.scrollIntoView({ block: "nearest" })
  setTimeout(() => said.remove(), PATIENCE)
}

document.addEventListener("click", async ({ target }) => {
  const late = target.closest("[later]")
  if (late) import(`./elements/${late.localName}.js`)
  const field = document.getElementById(target.dataset.copies)
  if (!field) return
  field.select()
  await navigator.clipboard.writeText(field.value)
  target.textContent = t("Copied")
})

// What is noticed while somebody types is asked for from the first key on; an answer to it is no word.
document.addEventListener("input", ({ target }) => !/^(fine|why)$/.test(target.name) && target.form?.querySelector("second-look[later]") && import("./elements/second-look.js").catch(() => {}))

document.addEventListener("onlyhuman:fresh", wake)
queueMicrotask(wake) // behind the elements that travel inside this module

// The phone's own offer to install, kept for the page that asks.
export let offer
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault()
  offer = event
  document.querySelector("install-hint")?.show?.()
})

const onceLoaded = (begin) => (document.readyState === "complete" ? begin() : addEventListener("load", begin))

// The worker comes after what a person waits for. A newer one waits, and is offered.
onceLoaded(() => setTimeout(async () => {
  window.CloseWatcher || import("./lib/back.js")
  const policy = window.trustedTypes?.createPolicy("onlyhuman", { createScriptURL: () => "/worker.js" })
  const kept = await navigator.serviceWorker?.register(policy?.createScriptURL("") ?? "/worker.js", { updateViaCache: "none" })
  const fresh = () => kept.active && import("./lib/fresh.js").then(({ announce }) => announce(kept))
  if (kept?.waiting || kept?.installing) fresh()
  kept?.addEventListener("updatefound", fresh)
}, 1000))
