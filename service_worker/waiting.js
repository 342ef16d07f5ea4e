// Says that words are waiting, to whoever allowed it and has no page of ours before their eyes. It sends none of them.
// In the language of the page that is kept; what may be out is never called unsent.
const spoken = async () => {
  const page = await caches.match("/offline", { cacheName: SHELL, ignoreVary: true })
  const language = /<html[^>]* lang="?(\w+)/.exec(await page?.text())?.[1]
  return language in WORDS ? language : "en"
}

// The browser knows of a link, and of no tunnel: only an answer says that the signal is back, and whose words may be told of here.
// Without one this is rejected, and the browser asks again later.
const signalIsBack = async () => {
  const answer = await fetch("/waiting", { headers: { "X-Poll": "1" }, redirect: "manual", signal: AbortSignal.timeout(ANSWER_WITHIN) })
  if (answer.status >= 500) throw new Error("nobody to save them")
  await sayWaiting(/<html[^>]* data-person="?([\w-]+)/.exec(await answer.text())?.[1])
}

const sayWaiting = async (person) => {
  if (globalThis.Notification?.permission !== "granted") return
  const pages = await self.clients.matchAll({ type: "window" })
  if (pages.some(({ visibilityState }) => visibilityState === "visible")) return
  const found = (await kept.waiting(person)).flat().map(([, row]) => row)
  if (!found.length) return
  const language = await spoken()
  const words = WORDS[language]
  const said = [howOld(found, words, language), found.some(({ holding }) => holding) ? words.unconfirmed : words.unsent]
  await self.registration.showNotification(words.waiting, { tag: "waiting", body: said.join(" "), data: { url: "/waiting" } })
}

const howOld = (found, { one, several }, language) => {
  const fill = (sentence, named) => sentence.replace(/%\((\w+)\)s/g, (_, name) => named[name] ?? named)
  const format = kept.ages(language, (count, unit) => fill(count ? WORDS[language][unit] : WORDS[language].now, count))
  const age = kept.age(Math.max(...found.map(({ at }) => at)), Date.now(), format)
  return fill(found.length > 1 ? several : one, { count: found.length, age })
}
