// copies.js: what this phone has of a draft when its composer opens, and what a person may do with it. Loaded only when there is something.
import { said, sameParts, verdict, written } from "./draft.js"
import { drop, keep, look, lookAll, onTheirWay, place, waiting } from "./kept.js"
import { fetchPage, t, tn } from "./server.js"
import { behind, beside as besideThem, together } from "./variants.js"

const ignore = () => {}

// `desk` is the composer: what the server sent (`before`), what stands in it now, and the few things that can be done with it.
export async function restore(desk) {
  const { key, before, varied, page } = desk
  const copy = await look("drafts", key)
  const todo = verdict(copy, { parts: before, variants: varied, version: desk.version() })
  const typed = !sameParts(said(desk.parts(), desk.variants()), said(before, varied))
  if (copy?.pictures?.length) desk.pictures(copy.pictures)
  if (todo === "drop" && !copy.pictures?.length) await drop("drafts", key)
  if (todo === "choose" || todo === "restore") {
    desk.fill(...beside(desk, copy.parts, copy.variants))
    if (todo === "choose") return choose(desk, [before, varied], desk.version())
    desk.save()
    const otherwise = said(before, varied).length ? t("Use the saved words") : t("Start empty")
    return desk.offer(t("These words were on this phone and not saved yet. They are back."), [t("Go on")], ...(typed ? [] : [[otherwise, () => desk.take(before, varied)]]))
  }
  if (!typed && !(await adopt(desk)) && !(await put(desk))) await tell(page.person, key, desk)
}

// A thumb that was quicker stays where it writes, and these words come behind it: neither is written over the other.
function beside({ parts, variants, before, varied }, kept, own) {
  const there = [parts(), variants()]
  return sameParts(said(...there), said(before, varied)) ? [kept, own] : besideThem(there, [kept, own])
}

// Words whose draft is gone begin a new one, of the same identity.
async function adopt(desk) {
  if (said(desk.before, desk.varied).length) return false
  const mine = await lookAll("drafts", `${desk.page.person}:`)
  const [key, copy] = mine.find(([, { homeless }]) => homeless === desk.page.handle) ?? []
  if (!key) return false
  await keep("drafts", desk.key, { ...copy, homeless: undefined, version: desk.version(), href: desk.href })
  if (key !== desk.key) await drop("drafts", key)
  if ((key !== desk.key && (await carry(key, desk))) || copy.pictures?.length) desk.pictures(copy.pictures ?? [])
  if (copy.origin) document.getElementById("draft").elements.origin.value = copy.origin
  desk.take(...beside(desk, copy.parts, copy.variants))
  return true
}

// Pictures that no server has yet come along.
async function carry(key, desk) {
  const [from, to] = [key, desk.key].map((one) => `pictures:${one}`)
  const left = onTheirWay((await look("drafts", from)) ?? {})
  if (!left.length) return false
  await keep("drafts", to, { parts: [], href: desk.href, pictures: left })
  localStorage.setItem(to, "kept")
  await drop("drafts", from)
  localStorage.removeItem(from)
  return true
}

// A scrap for which a person has just chosen this identity, at most a minute ago.
async function put(desk) {
  const placing = JSON.parse(sessionStorage.getItem("placing"))
  if (placing?.handle !== desk.page.handle || Date.now() - placing.at > 60_000) return false
  const scrap = await look("scraps", placing.scrap)
  if (scrap && written(desk.before).length) return location.replace(`/as/${desk.page.handle}/?new=1`) ?? true
  sessionStorage.removeItem("placing")
  if (!scrap) return false
  const parts = [scrap.text]
  const form = document.getElementById("draft")
  const origin = (form.elements.origin.value = scrap.from === "shared" ? "shared" : "scrap")
  await place(placing.scrap, desk.key, { parts, origin, pictures: scrap.pictures, version: desk.version(), href: desk.href })
  if (scrap.pictures?.length) desk.pictures(scrap.pictures)
  desk.take(...beside(desk, parts))
  return true
}

// A link among the words is a post that this voice could reshare. Said once for each.
const told = new Set()
export function reshare(desk, { link, network }) {
  const form = document.getElementById("draft")
  if (told.has(link) || form.querySelector("[name=link], [name=reshares]")) return
  told.add(link)
  desk.offer(t("The link is a post on %(network)s.", { network }), [t("Reshare it"), () => {
    const button = Object.assign(document.createElement("button"), { name: "link", value: link, formAction: `${desk.href}/reshare`, hidden: true })
    form.append(button)
    form.requestSubmit(button)
  }], [t("Leave it a link")])
}

async function tell(person, own, desk) {
  const others = (await waiting(person)).flat().filter(([key]) => key !== own && key !== `pictures:${own}`)
  if (!others.length) return
  const newest = Math.max(...others.map(([, { at }]) => at))
  const { ago } = await import("./cards.js")
  desk.offer(tn("Waiting for you: 1 thing kept on this phone, %(age)s.", "Waiting for you: %(num)s things kept on this phone, the last %(age)s.", others.length, { age: ago(newest) }), [t("Look"), () => location.assign("/waiting")], [t("Not now")])
}

// The draft was held, moved or deleted on another page, and there are words here; or the server has them in a draft on `page`.
export function gone(desk, { error = t("This draft was posted, moved or deleted on another page."), page }) {
  if (page) {
    desk.say("")
    return desk.offer(error, [t("Open your draft"), () => drop("drafts", desk.key).then(() => desk.leave(page))])
  }
  desk.offer(error, [t("Put these words in a new draft"), async () => {
    if (!(await desk.keep({ homeless: desk.page.handle }))) return desk.say(t("This phone could not keep them. Copy them first."), true)
    desk.leave(`/as/${desk.page.handle}/?new=1`)
  }], [t("Leave them"), () => drop("drafts", desk.key)])
}

// Somebody saved another version meanwhile.
export async function other(desk, version) {
  const page = (await fetchPage(desk.href).catch(ignore))?.document
  const theirs = [...(page?.querySelectorAll("[data-part] > textarea") ?? [])].map((area) => area.value)
  const own = [...(page?.querySelectorAll("[name^=variant-]") ?? [])]
  document.dispatchEvent(new CustomEvent("onlyhuman:theirs", { detail: page }))
  if (theirs.length) choose(desk, [theirs, own.map(({ name, value }) => [name, value])], page.querySelector("#draft [name=version]")?.value ?? version)
}

function choose(desk, [theirs, own], version) {
  desk.stop()
  const goOn = (choice) => () => {
    desk.goOn(version)
    desk.take(...choice())
  }
  const both = () => {
    const parts = desk.parts()
    return [[...parts, ...theirs], together(desk.variants(), behind(own, parts.length))]
  }
  desk.offer(
    `${t("This draft was changed somewhere else. Nothing is lost. The other words:")}\n\n${[...theirs, ...own.map(([, text]) => text)].join("\n\n")}`,
    [t("Keep mine"), goOn(() => [desk.parts(), desk.variants()])],
    [t("Use the other"), goOn(() => [theirs, own])],
    [t("Keep both"), goOn(both)],
  )
}
