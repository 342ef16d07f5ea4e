// answers.js: an answer counts when all of it arrived.

const AGAIN = 1_000
const PATIENCE = 4_000
const SLOW = 1_500

// Status and what the JSON says; undefined when nobody answered, or only half of it came.
export async function whole(address, options, patience = 8_000) {
  try {
    const answer = await fetch(address, { ...options, redirect: "manual", signal: AbortSignal.timeout(patience) })
    const { status, type } = answer
    return { ...(answer.headers.get("Content-Type")?.includes("json") && (await answer.json())), status, type }
  } catch {
    return undefined
  }
}

// A little later, or at once when the signal is back.
export const pause = (milliseconds = AGAIN) => new Promise((resolve) => {
  setTimeout(resolve, milliseconds)
  addEventListener("online", resolve, { once: true })
})

// Asks until somebody answers. `unheard()` when nobody has for a moment, and after each time.
export async function insist(address, options, unheard, wanted = () => true) {
  const slow = setTimeout(unheard, SLOW)
  for (; wanted(); await pause()) {
    const answer = await whole(address, { method: "POST", headers: { Accept: "application/json" }, ...options }, PATIENCE)
    clearTimeout(slow)
    if (answer?.status < 500) return answer
    unheard()
  }
}
