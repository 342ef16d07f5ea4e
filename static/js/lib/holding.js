// holding.js: sees a hold through to the truth: held, refused, or never arrived. It sends a second time only by a tap.
import { pause, whole } from "./answers.js"
import { t } from "./server.js"

const SLOW = 1_500
const ASK = { headers: { "X-Poll": "1", Accept: "application/json" } }

// True when the form must be sent as it is: its own answer says why it was refused.
export async function hold(desk, action, body) {
  const key = body.get("page_key")
  desk.keep({ holding: key })
  const slow = setTimeout(() => desk.say(t("Not confirmed yet: no answer"), true), SLOW)
  const answer = await whole(action, { method: "POST", body, headers: { Accept: "application/json" } })
  clearTimeout(slow)
  if (answer?.page) return desk.leave(answer.page)
  if (answer?.status < 500) return true
  return doubt(desk, action, body, `/as/${desk.page.handle}/holds/${key}`)
}

async function doubt(desk, action, body, place) {
  desk.say("")
  let again
  desk.offer(t("Not confirmed yet. The answer was lost, so nobody knows whether this is being held. Asking again."), [t("Send it again"), () => again()])
  const tapped = new Promise((resolve) => { again = () => resolve("again") })
  let going = true
  const end = await Promise.race([tapped, ask(place, () => settle(desk, body.get("page_key")), () => going)])
  going = false
  if (end === "again") return hold(desk, action, body)
  if (end === "never") return desk.offer(t("It did not arrive. Nothing was sent. The words are here."), [t("Good")])
  desk.offer(end === "held" ? t("It was held.") : t("Look at what became of it."), [t("Go there"), () => desk.leave(place)])
  return desk.leave(place)
}

// Until there is an answer: held, never, or a page that says more.
export async function ask(place, settle, going = () => true) {
  for (let first = true; going(); first = false) {
    if (!first) await pause()
    const found = await whole(place, ASK)
    if (found?.page) return "held"
    if (found?.type === "opaqueredirect" || found?.status === 401) return "look" // to the door: nobody is signed in any more
    const settled = found?.status === 404 && going() && (await settle())
    if (settled) return settled
  }
}

// Saves the words under the old key, which is no conflict with our own save, and then under a new one: the old hold can never be taken after that.
async function settle(desk, key) {
  const mine = await desk.put(key)
  if (mine?.status === 409) return "never" // another page has saved it since: to the server the hold is as stale as this save
  if (mine?.status !== 200) return mine?.status < 500 && mine.status !== 410 && "look"
  const fresh = crypto.randomUUID()
  const closed = await desk.put(fresh, mine.version)
  if (closed?.status !== 200) return undefined
  desk.renew(fresh, closed.version)
  return "never"
}
