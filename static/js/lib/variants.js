// variants.js: what single channels say instead of the rest, as pairs of a field's name and its words: which channel, which part, what.

export const fieldName = (channel, part) => `variant-${channel}-${part}`

export function named(name) {
  const [, channel, part] = /^variant-([a-z2-7]+)-(\d+)$/.exec(name) ?? []
  return { channel, part: Number(part) }
}

// Empty, or with the same words, it says the same as the rest.
export const differs = (text, rest) => !!text.trim() && text.trim() !== rest.trim()

// Parts that come beside those that are there, none of them twice, and whatever was said of them instead.
export function beside([there, theirs], [parts, own]) {
  const all = [...there]
  const at = parts.map((part) => (!part.trim() ? Math.max(1, all.length) : there.includes(part) ? there.indexOf(part) + 1 : all.push(part)))
  const moved = (own ?? []).map(([name, text]) => {
    const { channel, part } = named(name)
    return [fieldName(channel, at[part - 1] ?? Math.max(1, all.length)), text]
  })
  return [all, together(moved, theirs)]
}

// The same of parts that come behind so many others.
export const behind = (pairs, parts) => (pairs ?? []).map(([name, text]) => {
  const { channel, part } = named(name)
  return [fieldName(channel, part + parts), text]
})

// Both, each for its own parts; of two for the same place the later one counts.
export const together = (...lists) => [...new Map(lists.flatMap((list) => list ?? []))]
