// Pages come from the network and are never kept. Without it there is one page, the same for everybody.
const PATIENCE = 10_000
const BEGINS_WITHIN = { GET: 3_000, POST: 10_000 }
const SAYS_WITHIN = 2_000
const preloadPages = () => self.registration.navigationPreload?.enable()

// Silence: nobody begins to answer, nor says whether the server is well. One that takes its time over a page still says that.
const begun = (answer, { method }) => {
  let came = false
  const silence = new Promise((resolve) => { setTimeout(resolve, BEGINS_WITHIN[method] - SAYS_WITHIN) })
  const said = silence.then(() => came || fetch("/health", { signal: AbortSignal.timeout(SAYS_WITHIN) }))
  return Promise.race([answer.finally(() => { came = true }), said.then(() => answer)])
}

const asked = async (event) => (await event.preloadResponse) ?? fetch(event.request)

// A page counts when all of it has come: half a countdown, or half an answer, would say what is not so.
const wholePage = async (event) => {
  const answer = await begun(asked(event), event.request)
  if (answer.type === "opaqueredirect" || answer.redirected) return answer
  const body = await answer.arrayBuffer()
  return new Response(body.byteLength ? body : null, { status: answer.status, statusText: answer.statusText, headers: answer.headers })
}

// Nobody waits for a page for ever, nor in silence for what was sent with one: the page that comes then says that it may have arrived.
const page = async (event) => {
  startAfresh(event)
  const late = new Promise((_, reject) => { if (event.request.method === "GET") setTimeout(reject, PATIENCE) })
  try {
    return await Promise.race([wholePage(event), late])
  } catch {
    return (await caches.match("/offline", { cacheName: SHELL, ignoreVary: true })) ?? Response.error()
  }
}
