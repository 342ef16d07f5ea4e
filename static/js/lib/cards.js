// cards.js: what only this phone has, and one card for each: its words, its pictures, its age, and what can be done with it.
import { age, ages, drop, keep } from "./kept.js"
import { t } from "./server.js"

export const make = (tag, textContent = "", className = "") => Object.assign(document.createElement(tag), { textContent, className })

export function button(label, act, className = "button plain") {
  const made = Object.assign(make("button", label, className), { type: "button" })
  made.onclick = act
  return made
}

function ageWords(count, unit) {
  if (!count) return t("this minute")
  if (unit === "minute") return t("%(minutes)s min ago", { minutes: count })
  return unit === "hour" ? t("%(hours)s h ago", { hours: count }) : t("%(days)s d ago", { days: count })
}

// How old a thing is, in the language of the page.
export const ago = (at) => age(at, Date.now(), ages(document.documentElement.lang || "en-GB", ageWords))

function came(from, at) {
  const when = { age: ago(at) }
  if (from === "chosen") return t("Chosen %(age)s.", when)
  return from === "shared" ? t("Shared into Only Human %(age)s.", when) : from === "pasted" ? t("Pasted %(age)s.", when) : t("Written %(age)s.", when)
}

// What came in and was not taken is never left unsaid.
function missing({ left, cut, refused }) {
  return [
    left && t("Pictures that were not taken: %(count)s. Four at most come along, each up to 20 MB.", { count: left }),
    cut && t("Only the beginning was taken: 40,000 characters at most."),
    refused && t("20 shared things wait here at most. Not taken after this one: %(count)s. Make room, and share it again.", { count: refused }),
  ]
}

export function card({ at, from, text, parts = [text], variants = [], pictures = [], ...rest }, said, ...buttons) {
  const made = make("article", "", "card")
  const row = make("div", "", "row")
  row.append(...buttons)
  const words = [...parts, ...variants.map(([, own]) => own)].filter((part) => part?.trim())
  made.append(...words.map((part) => Object.assign(make("p", part, "words"), { dir: "auto" })), ...(pictures.length ? [small(pictures)] : []))
  made.append(make("p", [said, ...missing(rest), at && came(from, at)].filter(Boolean).join(" ")), row)
  return made
}

function small(pictures) {
  const list = make("ul", "", "pictures")
  list.dataset.small = ""
  for (const picture of pictures) list.appendChild(make("li")).append(thumbnail(picture))
  return list
}

export function thumbnail(picture) {
  const image = Object.assign(make("img"), { alt: "", src: URL.createObjectURL(picture) })
  image.onload = () => URL.revokeObjectURL(image.src)
  return image
}

// Thrown away at once, and there again with one tap.
export function throwAway(store, key, value) {
  return button(t("Throw away"), async ({ target }) => {
    await drop(store, key)
    const card = target.closest("article")
    const gone = make("article", "", "card")
    const back = button(t("Put it back"), async () => {
      await keep(store, key, value)
      gone.replaceWith(card)
    })
    gone.append(make("p", t("Thrown away.")), back)
    card.replaceWith(gone)
    back.focus()
  })
}
