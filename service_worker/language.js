// The page that is kept speaks the language that was chosen last; one that a newer version made belongs to that version.
const speakAnew = async () => {
  const page = await fetch("/offline", { cache: "reload" })
  const words = await page.clone().text()
  for (const name of await caches.keys()) if (words.includes(name.replace("shell-", "/static/"))) await (await caches.open(name)).put("/offline", page.clone())
}

const changesLanguage = ({ method, url }) => method === "POST" && new URL(url).pathname === "/language"
