// The static tree of one digest, kept whole; nothing that names anybody. The server puts DIGEST and FILES in front.
const SHELL = `shell-${DIGEST}`

const keepShell = async () => (await caches.open(SHELL)).addAll(FILES)

const dropOlderShells = async () => {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name !== SHELL).map((name) => caches.delete(name)))
}

const fromShell = async (request) => (await caches.match(request)) ?? fetch(request)
