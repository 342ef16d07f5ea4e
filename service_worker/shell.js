// The static tree of one digest, kept whole; nothing that names anybody. DIGEST and FILES stand in the first line, put there by the server.
const SHELL = `shell-${DIGEST}`

const keepShell = async () => {
  const cache = await caches.open(SHELL)
  await cache.addAll(FILES.map((file) => new Request(file, { credentials: "omit" })))
}

const dropOlderShells = async () => {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name !== SHELL).map((name) => caches.delete(name)))
}

const fromShell = async (request) => (await caches.match(request)) ?? fetch(request)
