// The static tree of one digest, kept whole; nothing that names anybody. The server puts DIGEST, FILES and WORDS in front.
const SHELL = `shell-${DIGEST}`

const keepShell = async () => (await caches.open(SHELL)).addAll(FILES)

// The one before stays as well: a countdown that began with it still asks for its files.
const dropOlderShells = async () => {
  const shells = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== SHELL)
  await Promise.all(shells.slice(0, -1).map((name) => caches.delete(name)))
}

// Where the browser can, it takes files out of the cache itself, and what is not there from the network: no script of ours runs for them.
// What a page asks for goes there by itself as well: a good-bye, or the last asking of an Undo, is lost with its page while a worker has it.
const routeShell = (event) => event.addRoutes?.([
  { condition: { urlPattern: "/static/*" }, source: "cache" },
  { condition: { requestMode: "cors" }, source: "network" },
]).catch(() => {})

const fromShell = async (request) => (await caches.match(request)) ?? fetch(request)

// A newer version waits until a person takes it, or opens the app afresh: then it comes once the page that the start led to is there.
let afresh = false
const startAfresh = (event) => {
  if (new URL(event.request.url).pathname.startsWith("/start")) afresh = true
  else if (afresh) {
    afresh = false
    event.waitUntil(event.handled?.then(() => self.registration.waiting?.postMessage("take over")))
  }
}
