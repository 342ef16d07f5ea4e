import assert from "node:assert/strict"
import { test } from "node:test"

import { noticeIn } from "../../static/js/lib/links.js"

const SITE = "https://post.example.org"
const NOTICE = `${SITE}/board/wv11/abcdefgh234567ab`

test("a notice of this server is found among words", () => {
  assert.equal(noticeIn(`Look at this\n\n${NOTICE} now`, SITE), NOTICE)
  assert.equal(noticeIn(`${NOTICE}/?from=app`, SITE), `${NOTICE}/?from=app`)
  assert.equal(noticeIn(`https://example.org/ and ${NOTICE}`, SITE), NOTICE)
})

test("nothing else is", () => {
  for (const text of ["", "No link.", SITE, `${SITE}/board/wv11`, `${SITE}/board/wv11/feed.atom`, NOTICE.replace("post.", "other."), "https://[", `${NOTICE}x`]) {
    assert.equal(noticeIn(text, SITE), undefined, text)
  }
})
