// count-x.js: how long a text is for X and which links it finds in it, as pwa/rules/x_text.py says; count.js imports it.
import { TOP_LEVEL_NAMES } from "./top-level-names.js"

const LINK_LENGTH = 23
const [LONGEST_LINK, LONGEST_LABEL, LONGEST_SHORTENED] = [4096, 63, 40]

// In what X counts: characters by their weight after NFC, every link alike.
export function xLength(text) {
  const [words, links] = xWithoutLinks(text, "\0") // keeps apart what a link kept apart
  return weight(words) + (LINK_LENGTH - 1) * links.length
}

export const xLinks = (text) => xWithoutLinks(text)[1]

// The words after NFC, with this `instead` of each link, and the links.
export function xWithoutLinks(text, instead = "") {
  const normal = text.normalize("NFC"), links = []
  let words = "", after = 0
  for (const [start, end] of spans(normal)) {
    words += normal.slice(after, start) + instead
    links.push(normal.slice(start, end))
    after = end
  }
  return [words + normal.slice(after), links]
}

const HEAVY = /[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]/gu
const TONED = String.raw`\p{Emoji_Modifier_Base}[\u{1f3fb}-\u{1f3ff}]|\u{1f3f4}[\u{e0020}-\u{e007e}]+\u{e007f}`
const PICTURE = String.raw`(?:${TONED}|(?![©®])\p{Extended_Pictographic}(?:(?<!\p{Emoji_Presentation})\ufe0f|(?!\ufe0e))|[©®]\ufe0f)`
const EMOJI = new RegExp(String.raw`[\u{1f1e6}-\u{1f1ff}]{2}|[0-9#*]\ufe0f?\u20e3|${PICTURE}(?:\u200d${PICTURE})*`, "gu")

function weight(text) {
  let emoji = 0
  const rest = text.replace(EMOJI, () => (emoji++, ""))
  return 2 * emoji + [...rest].length + (rest.match(HEAVY)?.length ?? 0)
}

const NEVER = String.raw`\ufffe\ufeff\uffff`
const SPACE = String.raw`\t-\r \u0085\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`
const LETTER = String.raw`[^!'#%&()*+,\\\-.\/:;<=>?@\[\]\^_{|}~$${SPACE}${NEVER}\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069]`
const label = (joint) => String.raw`(?:${LETTER}(?:${joint}|${LETTER}){0,62})?${LETTER}\.`
const TOP = `(?:(?:${TOP_LEVEL_NAMES.trim().split(/\s/).sort().reverse().join("|")})${String.raw`(?![0-9a-z@+\-])|xn--[0-9a-z\-]+)`}`
const ACCENTED =
  String.raw`\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b\u02bb` +
  String.raw`\u0300-\u036f\u1e00-\u1eff`
const PATH = String.raw`[a-z\u0400-\u04ff0-9!*';:=+,.$\/%#\[\]\-\u2013_~@|&${ACCENTED}]`
const BRACKETS = String.raw`\((?:${PATH}+|${PATH}*\(${PATH}+\)${PATH}*)\)`
const PATH_END = String.raw`[+\-a-z\u0400-\u04ff0-9=_#\/${ACCENTED}]`
const QUERY = String.raw`\?[a-z0-9!?*'@();:&=+$\/%#\[\]\-_.,~|]*[a-z0-9\-_&=#\/]`
const LINK = new RegExp(
  String.raw`(?<before>[^a-z0-9@\uff20$#\uff03${NEVER}]|^)(?<link>(?<scheme>https?:\/\/)?(?<domain>(?:${label("[_\\-]")}){0,10}${label("-")}${TOP})` +
    String.raw`(?::[0-9]+)?(?<path>\/(?:(?:${PATH}|${BRACKETS})*(?:${PATH_END}|${BRACKETS}))?)?(?:${QUERY})?)`,
  "gu",
)
const ASCII_DOMAIN = new RegExp(String.raw`(?:[\-a-z0-9${ACCENTED}]+\.)+${TOP}`, "gu")
const SHORTENED = new RegExp(String.raw`^https?:\/\/t\.co\/(?<slug>[a-z0-9]+)(?:${QUERY})?`, "u")

function* spans(text) {
  if (!text.includes(".")) return
  for (const found of small(text).matchAll(LINK)) {
    const { before, link, scheme, domain, path } = found.groups
    const start = found.index + before.length
    if (!mayBe(link, scheme ?? "https://", domain)) continue
    if (scheme) {
      const short = link.match(SHORTENED)
      if (!short || short.groups.slug.length <= LONGEST_SHORTENED) yield [start, start + (short ? short[0] : link).length]
    } else if (!/[-_./]$/.test(before)) {
      const names = [...domain.matchAll(ASCII_DOMAIN)].map((one) => [start + one.index, start + one.index + one[0].length])
      if (path && names.length) names.at(-1)[1] = start + link.length
      yield* names
    }
  }
}

const small = (text) => text.replace(/./gsu, (character) => {
  const lower = character.toLowerCase()
  return lower.length === character.length ? lower : character
})

function mayBe(link, scheme, domain) {
  if (domain.startsWith("xn--") && domain.search(ASCII_DOMAIN) < 0) return false
  return scheme.length + [...link].length <= LONGEST_LINK && domain.split(".").every((one) => encoded(one) > 0 && encoded(one) <= LONGEST_LABEL)
}

// How long a part of a name is once it is in ASCII; other kinds of dots divide it again.
function encoded(label) {
  const pieces = label.split(/[.\u3002\uff0e\uff61]/)
  return pieces.reduce((length, piece) => length + (/^[\0-\x7f]*$/.test(piece) ? piece.length : 4 + punycode(piece)), pieces.length - 1)
}

// RFC 3492, section 6.3; only how long it becomes.
function punycode(label) {
  const points = [...label].map((character) => character.codePointAt(0))
  let length = points.filter((one) => one < 128).length
  let [next, delta, bias, done] = [128, 0, 72, length]
  const first = done
  if (done) length++
  while (done < points.length) {
    const least = Math.min(...points.filter((one) => one >= next))
    delta += (least - next) * (done + 1)
    next = least
    for (const point of points) {
      if (point < next) delta++
      if (point !== next) continue
      let left = delta
      for (let k = 36; ; k += 36) {
        length++
        const threshold = Math.min(Math.max(k - bias, 1), 26)
        if (left < threshold) break
        left = Math.floor((left - threshold) / (36 - threshold))
      }
      bias = adapted(delta, done + 1, done === first)
      delta = 0
      done++
    }
    delta++
    next++
  }
  return length
}

function adapted(delta, count, first) {
  let left = Math.floor(delta / (first ? 700 : 2)), k = 0
  left += Math.floor(left / count)
  for (; left > 455; k += 36) left = Math.floor(left / 35)
  return k + Math.floor((36 * left) / (left + 38))
}
