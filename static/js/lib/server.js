// server.js: the server's time as this phone knows it, what is left until a deadline, its pages, and its words.

let ahead = 0
let words = {}
let formOf

// A page that is not in English brings its words in a module of their own, which runs before all others.
export function speak(catalogue, plural) {
  words = catalogue
  formOf = plural
}

const fill = (sentence, named) => sentence.replace(/%\((\w+)\)s/g, (_, name) => named[name])

// The English sentence is the key. t("Part %(number)s", { number })
export const t = (english, named) => fill(words[english] ?? english, named)

// tn("%(num)s draft", "%(num)s drafts", drafts.length)
export const tn = (one, many, count, named) => fill(words[one]?.[formOf(count)] ?? (count === 1 ? one : many), { num: count, ...named })

// `seenAt` is the phone's time when it read the server's.
export function correct(serverNow, seenAt = Date.now()) {
  const gap = Date.parse(serverNow) - seenAt
  if (Number.isFinite(gap)) ahead = gap
}

export const serverTime = () => Date.now() + ahead

export const millisecondsLeft = (endsAt, now = serverTime()) => Math.max(0, endsAt - now)

export const secondsLeft = (endsAt, now = serverTime()) => Math.ceil(millisecondsLeft(endsAt, now) / 1000)

export const figures = (seconds) => (seconds < 100 ? String(seconds) : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`)

export const leftWords = (seconds) => (seconds < 100 ? t("%(seconds)s s left", { seconds }) : t("%(minutes)s min left", { minutes: Math.ceil(seconds / 60) }))

// The mark passed between two looks: a slow tick may jump over one.
export const passed = (marks, before, after) => marks.find((mark) => before > mark && after <= mark && after > 0)

// The number of held posts on the app's icon, by the newest page there is.
export const badge = (page) => page?.documentElement.dataset.held && navigator.setAppBadge?.(page.documentElement.dataset.held).catch(() => {})

// A page as a document, by the one parser that Trusted Types leave. A poll is never a tap.
export const fetchPage = (address) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest()
  request.open("GET", address)
  request.responseType = "document"
  request.timeout = 8000
  request.setRequestHeader("X-Poll", "1")
  request.onload = () => {
    badge(request.response)
    resolve({ status: request.status, document: request.response })
  }
  request.onerror = request.ontimeout = reject
  request.send()
})
