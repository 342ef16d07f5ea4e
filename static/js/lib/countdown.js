// countdown.js: the server's time as this phone knows it, and what is left until a deadline.

let ahead = 0

// Call it with the server's time and the phone's time at the moment it was read.
export function correct(serverNow, seenAt = Date.now()) {
  const gap = Date.parse(serverNow) - seenAt
  if (Number.isFinite(gap)) ahead = gap
}

export const serverTime = () => Date.now() + ahead

export const millisecondsLeft = (endsAt, now = serverTime()) => Math.max(0, endsAt - now)

export const secondsLeft = (endsAt, now = serverTime()) => Math.ceil(millisecondsLeft(endsAt, now) / 1000)

// Figures for a ring: seconds while they fit, minutes and seconds above.
export function figures(seconds) {
  if (seconds < 100) return String(seconds)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
}

export const minutesWords = (milliseconds) => `${Math.ceil(milliseconds / 60_000)} min`

export function leftWords(seconds) {
  return seconds < 100 ? `${seconds} s left` : `${Math.ceil(seconds / 60)} min left`
}

// The mark that was passed between two looks, or undefined: a slow tick may jump over one.
export const passed = (marks, before, after) => marks.find((mark) => before > mark && after <= mark && after > 0)
