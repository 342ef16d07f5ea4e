// count.js: how long a text is where it goes, as pwa/rules counts it: the same names, the same figures. Imported when a channel needs more
// than graphemes.
import { graphemes } from "./draft.js"

export { graphemes }

const LINK_LENGTH = 23

// By the unit of a channel's limits. What only X needs, its list of names, comes when X is chosen.
export async function counting(unit) {
  if (unit === "weighted") return (await import("./count-x.js")).xLength
  return { graphemes, links_shortened: mastodonLength }[unit]
}

export const utf8Bytes = (text) => new TextEncoder().encode(text).length

// Mastodon: every link counts alike, and of a mention only the name.
export const mastodonLength = (text) =>
  graphemes(text.replace(mastodon, (found, name) => (name === undefined ? "x".repeat(LINK_LENGTH) : `@${name}`)))

const WORD = String.raw`[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]`
const LABEL = String.raw`[^\p{White_Space}\p{Cc}!-/:-@\[-^\x60{-~]`
const TOP = String.raw`(?:[xX][nN]--[0-9a-zA-Z]+|[a-zA-Z]{2,}|(?:(?![\p{Nd}_a-zA-Z])${WORD}){2,})(?![0-9a-zA-Z@])`
const PATH = String.raw`[^\p{White_Space}<>()?]`
const BRACKETS = String.raw`\((?:${PATH}+|${PATH}*\(${PATH}+\)${PATH}*)\)`
const PATH_END = String.raw`[^\p{White_Space}()?!*"'「」<>;:=,.$%\[\]~&|@]`
const QUERY = String.raw`\?[a-zA-Z0-9!?*'();:&=+$/%#\[\]\-_.,~|@^\u00a0-\u{10fffd}]*[a-zA-Z0-9_&=#/\-\u00a0-\u{10fffd}]`
const LINK =
  String.raw`(?<![a-zA-Z0-9@\uff20$#\uff03\u202a-\u202e\ufeff])[hH][tT][tT][pP][sS]?:\/\/(?:${LABEL}(?:-|${LABEL})*\.)+${TOP}(?::[0-9]+)?` +
  String.raw`(?:\/(?:(?:${PATH}|${BRACKETS})*(?:${PATH_END}|${BRACKETS}))?)?(?:${QUERY})?`
// A look ahead that is repeated takes all or nothing.
const MENTION =
  String.raw`(?<!=|\/|${WORD})@(?=([a-zA-Z0-9_]+(?:[.\-]+[a-zA-Z0-9_]+)*))\1(?=((?:@${WORD}+(?:[.\-]+${WORD}+)*)?))\2` +
  String.raw`(?![@\uff20\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u1e00-\u1eff]|:\/\/)`
const mastodon = new RegExp(`${LINK}|${MENTION}`, "gu")
