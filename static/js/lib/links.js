// links.js: the link to a post that can be reshared from here.

export function noticeIn(text, site) {
  for (const [address] of text.matchAll(/https?:\/\/\S+/g)) {
    if (!URL.canParse(address)) continue
    const link = new URL(address)
    if (link.origin === site && /^\/board\/[a-z0-9-]{2,30}\/[a-z2-7]{16}\/?$/.test(link.pathname)) return address
  }
}
