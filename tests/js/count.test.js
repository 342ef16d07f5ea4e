// What each network counts; tests/rules/test_counts_alike.py compares it with the server for 10,000 texts.
import assert from "node:assert/strict"
import test from "node:test"
import { counting, utf8Bytes } from "../../static/js/lib/count.js"

test("a unit brings its own way to count, and an unknown one none", async () => {
  const text = "👨‍👩‍👧 @anna@example.org: see example.org and https://example.org/a"
  const lengths = {}
  for (const unit of ["graphemes", "links_shortened", "weighted"]) lengths[unit] = (await counting(unit))(text)
  assert.deepEqual(lengths, { graphemes: 62, links_shortened: 52, weighted: 77 })
  assert.equal(await counting("inches"), undefined)
})

test("bytes are those of UTF-8", () => assert.equal(utf8Bytes("é👍"), 6))
