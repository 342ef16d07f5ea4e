// What another app shares becomes a scrap on this phone, nobody's yet.
const PICTURES_AT_MOST = 4
const LARGEST_PICTURE = 20 * 1024 * 1024

const isShare = ({ method, url }) => method === "POST" && new URL(url).pathname === "/share"

const sharedWords = (form) => {
  const [text, title, url] = ["text", "title", "url"].map((name) => String(form.get(name) ?? "").trim())
  return [title && !text.includes(title) && title, text, url && !text.includes(url) && url].filter(Boolean).join("\n\n")
}

const takeShare = async (request) => {
  const form = await request.formData()
  const text = sharedWords(form)
  const files = form.getAll("pictures").filter((file) => file.size)
  const fit = files.filter(({ type, size }) => type.startsWith("image/") && size <= LARGEST_PICTURE).slice(0, PICTURES_AT_MOST)
  if (!text && !files.length) return Response.redirect("/waiting", 303)
  const put = (pictures) => kept.keep("scraps", crypto.randomUUID(), { ...kept.newScrap(text, "shared", pictures), left: files.length - pictures.length })
  try {
    await put(fit).catch(() => put([]))
    return Response.redirect("/waiting", 303)
  } catch {
    return fetch("/share", { method: "POST", body: new URLSearchParams({ text }) }) // a full phone
  }
}
