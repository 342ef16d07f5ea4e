// countdown.js: the server's time as this phone knows it, and what is left until a deadline.

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
