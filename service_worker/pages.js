// Pages come from the network and are never kept. Without it there is one page, the same for everybody.
const preloadPages = () => self.registration.navigationPreload?.enable()

const page = async (event) => {
  if (new URL(event.request.url).pathname.startsWith("/start")) startAfresh()
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request))
  } catch {
    return (await caches.match("/offline", { cacheName: SHELL, ignoreVary: true })) ?? Response.error()
  }
}
