// What another app shares becomes a scrap on this phone, nobody's yet.
const PICTURES_AT_MOST = 4
const LARGEST_PICTURE = 20 * 1024 * 1024

const isShare = ({ method, url }) => method === "POST" && new URL(url).pathname === "/share"

// A page of somebody else's, as far as it says so: it goes to the server, which refuses it. One that hides its address cannot be told from
// the phone's share sheet: what is left then are the limits, and that the tray says "Shared into Only Human".
const isForeign = ({ referrer, destination }) => destination !== "document" || (/^https?:/.test(referrer) && new URL(referrer).origin !== location.origin)

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
  const put = (pictures) => kept.takeIn(text, pictures, files.length - pictures.length)
  try {
    await put(fit).catch(() => put([]))
    return Response.redirect("/waiting", 303)
  } catch {
    return fetch("/share", { method: "POST", body: new URLSearchParams({ text: text.slice(0, kept.WORDS_AT_MOST) }) }) // a full phone
  }
}
