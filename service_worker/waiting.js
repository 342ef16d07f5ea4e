// The signal is back: says that words are waiting, to whoever allowed it and has no page of ours before their eyes. It sends none of them.
const sayWaiting = async () => {
  if (globalThis.Notification?.permission !== "granted") return
  const pages = await self.clients.matchAll({ type: "window" })
  if (pages.some(({ visibilityState }) => visibilityState === "visible")) return
  const [drafts, scraps] = await Promise.all([kept.lookAll("drafts"), kept.lookAll("scraps")])
  if (!drafts.length && !scraps.length) return
  await self.registration.showNotification("Your draft is waiting", { tag: "waiting", body: "The signal is back. Nothing was sent.", data: { url: "/waiting" } })
}
