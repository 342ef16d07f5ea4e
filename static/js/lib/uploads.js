// uploads.js: brings one file to the server in pieces, over whatever link there is: asks how far it came, waits longer each time, and goes on.
import { t } from "./server.js"

export const CHUNK = 192 * 1024
const PATIENCE = 30_000

// The server, or the browser, will not have it: asking again would not help. The message is for the person.
export class Refused extends Error {
  constructor(words, again = false) {
    super(words)
    this.again = again
  }
}

// `href`: where it was going before a reload. `begun(href)` says where it goes, `told(share, waiting)` how far it is.
export async function bring(file, { href, begun = () => {}, told = () => {}, signal, ask = asked, pause = waited }) {
  let offset = href ? undefined : 0
  for (let failures = 0; ;) {
    signal?.throwIfAborted()
    try {
      if (!href) {
        begun({ href } = await ask("/uploads", { method: "POST", body: new URLSearchParams({ size: file.size }), signal }))
        failures = 0
      }
      const piece = offset === undefined ? { signal } : { method: "PUT", body: file.slice(offset, offset + CHUNK), signal }
      const answer = await ask(offset === undefined ? href : `${href}?offset=${offset}`, piece)
      failures = 0
      if (answer.picture) return answer.picture
      if (answer.gone) href = undefined
      offset = answer.gone ? 0 : answer.offset
      told(offset / file.size, false)
    } catch (trouble) {
      if (trouble instanceof Refused || signal?.aborted) throw trouble
      offset = href ? undefined : 0
      told(undefined, true)
      await pause(failures++, signal)
    }
  }
}

export const patience = (failures) => Math.min(30_000, 1000 * 2 ** failures)

// An answer of the server's, or an exception: Refused for good, anything else for now.
export async function asked(address, { signal, ...how }) {
  const limit = AbortSignal.timeout(PATIENCE)
  const response = await fetch(address, { redirect: "manual", signal: signal ? AbortSignal.any([signal, limit]) : limit, ...how })
  const answer = await response.json().catch(() => ({}))
  if (response.ok || (response.status === 409 && "offset" in answer)) return answer
  if (response.status === 404) return { gone: true }
  if (response.type === "opaqueredirect" || response.status === 401) throw new Refused(t("You are signed out. The picture is kept on this phone; sign in and it goes on."), true)
  if (response.status >= 400 && response.status < 500 && response.status !== 429) throw new Refused(answer.error ?? t("The server did not take this picture."))
  throw new Error(`status ${response.status}`)
}

// Longer each time, and at once when the phone says that it is connected again.
const waited = (failures, signal) => new Promise((resolve) => {
  const done = () => {
    clearTimeout(timer)
    removeEventListener("online", done)
    resolve()
  }
  const timer = setTimeout(done, patience(failures))
  addEventListener("online", done)
  signal?.addEventListener("abort", done)
})
