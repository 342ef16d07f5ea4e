// The signal is back: says that words are waiting, to whoever allowed it and has no page of ours before their eyes. It sends none of them.
// In the language of the page that is kept; what may be out is never called unsent.
const spoken = async () => {
  const page = await caches.match("/offline", { cacheName: SHELL, ignoreVary: true })
  return WORDS[/<html[^>]* lang="?(\w+)/.exec(await page?.text())?.[1]] ?? WORDS.en
}

const sayWaiting = async () => {
  if (globalThis.Notification?.permission !== "granted") return
  const pages = await self.clients.matchAll({ type: "window" })
  if (pages.some(({ visibilityState }) => visibilityState === "visible")) return
  const [drafts, scraps] = await Promise.all([kept.lookAll("drafts"), kept.lookAll("scraps")])
  if (!drafts.length && !scraps.length) return
  const words = await spoken()
  const body = drafts.some(([, { holding }]) => holding) ? words.unconfirmed : words.unsent
  await self.registration.showNotification(words.waiting, { tag: "waiting", body, data: { url: "/waiting" } })
}
