// server.js: the server's time as this phone knows it, what is left until a deadline, and its pages.

let ahead = 0

// `seenAt` is the phone's time when it read the server's.
export function correct(serverNow, seenAt = Date.now()) {
  const gap = Date.parse(serverNow) - seenAt
  if (Number.isFinite(gap)) ahead = gap
}

export const serverTime = () => Date.now() + ahead

export const millisecondsLeft = (endsAt, now = serverTime()) => Math.max(0, endsAt - now)

export const secondsLeft = (endsAt, now = serverTime()) => Math.ceil(millisecondsLeft(endsAt, now) / 1000)

export const figures = (seconds) => (seconds < 100 ? String(seconds) : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`)

export const leftWords = (seconds) => (seconds < 100 ? `${seconds} s left` : `${Math.ceil(seconds / 60)} min left`)

// The mark passed between two looks: a slow tick may jump over one.
export const passed = (marks, before, after) => marks.find((mark) => before > mark && after <= mark && after > 0)

// A page as a document, by the one parser that Trusted Types leave. A poll is never a tap.
export const fetchPage = (address) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest()
  request.open("GET", address)
  request.responseType = "document"
  request.timeout = 8000
  request.setRequestHeader("X-Poll", "1")
  request.onload = () => resolve({ status: request.status, document: request.response })
  request.onerror = request.ontimeout = reject
  request.send()
})
