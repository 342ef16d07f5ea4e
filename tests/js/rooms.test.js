// How much room the chosen networks leave: the tightest one first.
import assert from "node:assert/strict"
import test from "node:test"
import { left, rooms, words } from "../../static/js/lib/rooms.js"

const length = (text) => text.length

test("what runs out first counts, the network's unit or its bytes", () => {
  assert.equal(left("abc", { limit: "300" }, length), 297)
  assert.equal(left("\u00e9\u00e9", { limit: "300", bytes: "10" }, length), 6)
})

test("the tightest one is in front, the others beside it", () => {
  const said = words([{ network: "Mastodon", left: 212 }, { network: "X", left: 12 }, { network: "Bluesky", left: 32 }], [])
  assert.deepEqual(said, { words: "12 left on X \u00b7 Bluesky 32 \u00b7 Mastodon 212", over: false, near: true })
})

test("far from the end it is seen and not said aloud", () => assert.equal(words([{ network: "X", left: 200 }], []).near, false))

test("too much is said of the one that refuses it", () => {
  const said = words([{ network: "Mastodon", left: 200 }, { network: "X", left: -20 }], [])
  assert.deepEqual(said, { words: "20 too many for X \u00b7 Mastodon 200", over: true, near: true })
})

test("a network that takes no series says so", () => {
  assert.deepEqual(words([{ network: "X", left: 200 }], ["X"]), { words: "X takes no series \u00b7 200 left on X", over: true, near: true })
})

test("a channel with words of its own has no say about the rest", async () => {
  const chip = { value: "abc", dataset: { network: "X", unit: "graphemes", limit: "10" } }
  const form = { querySelectorAll: () => [chip], querySelector: () => null, getAttribute: () => "5000" }
  const room = await rooms(form)
  const part = (own) => ({ querySelector: (selector) => (own && selector.includes("variant-abc-") ? {} : null) })
  assert.equal(room("x".repeat(12), 1, part(false)).words, "2 too many for X")
  assert.deepEqual(room("x".repeat(12), 1, part(true)), { words: "" })
})
