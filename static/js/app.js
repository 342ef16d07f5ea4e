// app.js: wakes the elements a page has, keeps the lease in sight, opens the sheet, asks the phone, guards the forms. The server decides.
import { correct, millisecondsLeft, minutesWords, serverTime } from "./lib/countdown.js"

const root = document.documentElement
const BACKGROUND = 60_000
const PATIENCE = 8_000

const arrived = performance.getEntriesByType("navigation")[0]?.responseStart
correct(document.querySelector('meta[name="server-now"]')?.content, arrived ? performance.timeOrigin + arrived : Date.now())

// Each element is fetched when a page has its tag.
function wake() {
  const waiting = document.querySelectorAll(":not(:defined)")
  for (const tag of new Set([...waiting].map((element) => element.localName))) import(`./elements/${tag}.js`)
}

// What is left of the lease. A typed save moves the idle end, never the other one.
class LeaseTimer extends HTMLElement {
  #timer
  #endsAt
  #idleEndsAt
  #idleFor

  connectedCallback() {
    this.#endsAt = Date.parse(this.getAttribute("ends-at"))
    this.#idleEndsAt = Date.parse(this.getAttribute("idle-ends-at"))
    this.#idleFor = this.#idleEndsAt - serverTime()
    document.addEventListener("onlyhuman:saved", this)
    this.#tick()
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
    document.removeEventListener("onlyhuman:saved", this)
  }

  handleEvent(event) {
    this.#idleEndsAt = Date.parse(event.detail) || serverTime() + this.#idleFor
  }

  #tick() {
    const left = millisecondsLeft(Math.min(this.#endsAt, this.#idleEndsAt))
    if (left <= 0) return leave()
    this.textContent = minutesWords(millisecondsLeft(this.#endsAt))
    this.#timer = setTimeout(() => this.#tick(), Math.min(left + 300, 5_000))
  }
}
customElements.define("lease-timer", LeaseTimer)

// Back to the personal identity. A running countdown stays where it is.
async function leave(action) {
  const counting = document.querySelector("undo-ring")
  if (!counting && !action) return location.assign("/")
  if (!counting) return submitTo(action)
  if (action) await fetch(action, { method: "POST", redirect: "manual" }).catch(() => {})
  if (navigator.onLine) location.reload()
}

function submitTo(action) {
  const form = Object.assign(document.createElement("form"), { method: "post", action, hidden: true })
  document.body.append(form)
  form.submit()
}

let hiddenAt
document.addEventListener("visibilitychange", () => {
  if (document.hidden) hiddenAt = Date.now()
  else if (root.dataset.voice === "official" && Date.now() - hiddenAt >= BACKGROUND) leave(`/switch/${root.dataset.home}`)
})
addEventListener("pageshow", (event) => {
  if (event.persisted && root.dataset.voice) location.reload()
})

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
    tell(form, "There is no connection. Nothing was sent.")
  } else if (asked) {
    event.preventDefault()
    ceremony(form, asked, submitter)
  } else if ("signsOut" in form.dataset && keptWords()) {
    event.preventDefault()
    location.assign("/sign-out")
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

// One tap, one request; but a form whose answer never comes can be pressed again.
let pressed = new WeakMap()
addEventListener("pageshow", () => { pressed = new WeakMap() })

function guard(event, form) {
  if (event.defaultPrevented || form.method !== "post") return
  if (Date.now() - (pressed.get(form) ?? -PATIENCE) < PATIENCE) return event.preventDefault()
  pressed.set(form, Date.now())
  form.setAttribute("aria-busy", "true")
  setTimeout(() => form.removeAttribute("aria-busy"), PATIENCE)
}

function tell(form, words) {
  const said = form.querySelector("[data-told]") ?? Object.assign(document.createElement("p"), { className: "say bad" })
  said.dataset.told = ""
  said.setAttribute("role", "alert")
  said.textContent = words
  if (!said.isConnected) (form.querySelector("main") ?? form).append(said)
  said.scrollIntoView({ block: "nearest" })
}

function keptWords() {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(`words:${root.dataset.person}:`))
  } catch {
    return false
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]")
  if (!button) return
  const field = document.getElementById(button.dataset.copies)
  field.select()
  const done = await navigator.clipboard?.writeText(field.value).then(() => true, () => false)
  button.parentElement.querySelector("[data-copied]").textContent = done ? "Copied." : "Press and hold the link to copy it."
})

document.addEventListener("onlyhuman:fresh", wake)
wake()

// The worker comes after everything a person is waiting for. Its address is the only thing the policy lets through.
addEventListener("load", () => setTimeout(() => {
  const address = window.trustedTypes?.createPolicy("onlyhuman", { createScriptURL: (asked) => (asked === "/worker.js" ? asked : "") }).createScriptURL("/worker.js")
  navigator.serviceWorker?.register(address ?? "/worker.js", { updateViaCache: "none" }).catch(() => {})
}, 1000))
