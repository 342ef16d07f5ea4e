// The events. It cannot post; a new version waits until the old pages are closed, so no countdown is navigated away.
self.addEventListener("install", (event) => event.waitUntil(keepShell()))

self.addEventListener("activate", (event) => event.waitUntil(Promise.all([dropOlderShells(), preloadPages(), self.clients.claim()])))

self.addEventListener("fetch", (event) => {
  const { request } = event
  if (request.mode === "navigate") event.respondWith(page(event))
  else if (new URL(request.url).pathname.startsWith(`/static/${DIGEST}/`)) event.respondWith(fromShell(request))
})
