// What a push shows, and what a tap on it does. Stop is an undo: it may repeat itself, and says only what the server answered.
const ICONS = `/static/${DIGEST}/icons/`
const PAUSES = [0, 1000, 2000, 4000, 8000]
const ANSWER_WITHIN = 5000

const pushed = ({ data }) => showNotice(data.json())

// One with a Stop stays until the answer takes its place.
function noticeTapped({ action, notification }) {
  const { data } = notification
  if (action === "stop" || (data.again && !action)) return stopPost(data)
  notification.close()
  return openPage(action ? "/stop" : data.url)
}

async function showNotice({ title, body, tag, url, silent = false, badge, stop, again = false }) {
  if (badge >= 0) self.navigator.setAppBadge?.(badge).catch(() => {})
  await self.registration.showNotification(title, {
    body, tag, silent,
    renotify: !silent,
    requireInteraction: Boolean(stop),
    icon: `${ICONS}icon-192.png`,
    badge: `${ICONS}monochrome-192.png`,
    actions: stop?.actions ?? [],
    data: { url, tag, stop, again },
  })
}

async function stopPost({ stop, tag, url }) {
  for (const [tries, pause] of PAUSES.entries()) {
    await new Promise((resolve) => { setTimeout(resolve, pause) })
    const answer = await fetch(stop.url, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams({ way: "notification" }),
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    }).catch(() => {})
    const said = answer?.status < 500 && (await answer.json().catch(() => {}))
    if (said) return showNotice({ ...said, tag, url })
    if (!tries) await showNotice({ ...stop.unreached, tag, url, stop, again: true })
  }
}

async function openPage(url) {
  const address = new URL(url, location.origin).href
  const there = (await self.clients.matchAll({ type: "window" })).find((page) => page.url === address)
  return there ? there.focus() : self.clients.openWindow(address)
}

// The browser changed where it is reached.
async function subscribeAgain({ oldSubscription, newSubscription }) {
  const fresh = newSubscription ?? (oldSubscription && (await self.registration.pushManager.subscribe(oldSubscription.options)))
  if (!fresh) return
  const { endpoint, keys } = fresh.toJSON()
  await fetch("/subscription", { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ endpoint, ...keys }) })
}
