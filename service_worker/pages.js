// Pages come from the network and are never kept. Without it there is one page, the same for everybody.
const PATIENCE = 10_000
const preloadPages = () => self.registration.navigationPreload?.enable()

// A page counts when all of it has come: half a countdown, or half an answer, would say what is not so.
const wholePage = async (event) => {
  const answer = (await event.preloadResponse) ?? (await fetch(event.request))
  if (answer.type === "opaqueredirect" || answer.redirected) return answer
  const body = await answer.arrayBuffer()
  return new Response(body.byteLength ? body : null, { status: answer.status, statusText: answer.statusText, headers: answer.headers })
}

// Nobody waits for a page for ever; what was sent with one is another matter, and nobody knows.
const page = async (event) => {
  startAfresh(event)
  const late = new Promise((_, reject) => { if (event.request.method === "GET") setTimeout(reject, PATIENCE) })
  try {
    return await Promise.race([wholePage(event), late])
  } catch {
    return (await caches.match("/offline", { cacheName: SHELL, ignoreVary: true })) ?? Response.error()
  }
}
