// Pages come from the network and are never kept. Without it there is one page, the same for everybody.
const preloadPages = () => self.registration.navigationPreload?.enable()

const page = async (event) => {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request))
  } catch {
    return (await caches.match("/offline")) ?? Response.error()
  }
}
