// The events. It cannot post; a new version waits for a tap or a fresh start, and navigates nothing away.
self.addEventListener("install", (event) => {
  routeShell(event)
  event.waitUntil(keepShell())
})

self.addEventListener("activate", (event) => event.waitUntil(Promise.all([dropOlderShells(), preloadPages(), self.clients.claim()])))

self.addEventListener("fetch", (event) => {
  const { request } = event
  if (changesLanguage(request)) event.waitUntil(event.handled?.then(speakAnew).catch(() => {}))
  if (isShare(request)) isForeign(request) || event.respondWith(takeShare(request))
  else if (request.mode === "navigate") event.respondWith(page(event))
  else if (new URL(request.url).pathname.startsWith("/static/")) event.respondWith(fromShell(request))
})

self.addEventListener("message", ({ data }) => data === "take over" && self.skipWaiting())

self.addEventListener("sync", (event) => event.waitUntil(signalIsBack()))

self.addEventListener("push", (event) => event.waitUntil(pushed(event)))

self.addEventListener("notificationclick", (event) => event.waitUntil(noticeTapped(event)))

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(subscribeAgain(event)))
