// What a phone keeps: which of two copies counts, and how old a thing is.
import assert from "node:assert/strict"
import test from "node:test"
import { age, ages, newScrap, newer } from "../../static/js/lib/kept.js"

test("the words a page wrote as it was closed are the newer ones", () => {
  assert.deepEqual(newer({ parts: ["Road"], at: 1 }, { parts: ["Road closed"], at: 2 }).parts, ["Road closed"])
  assert.deepEqual(newer(undefined, { parts: ["Road"] }).parts, ["Road"])
})

test("words from before there was a time on them are moved in", () => assert.deepEqual(newer({ parts: ["old"], at: 5 }, { parts: ["older app"] }).parts, ["older app"]))

test("what another page kept later is not overwritten", () => assert.deepEqual(newer({ parts: ["later"], at: 9 }, { parts: ["early"], at: 2 }).parts, ["later"]))

test("a page that was closed before it had seen the copy loses none of it", () => {
  assert.deepEqual(newer({ parts: ["kept"], version: 3, at: 1 }, { parts: ["typed"], blind: true, at: 2 }), { parts: ["kept", "typed"], version: 3, at: 2 })
  assert.deepEqual(newer({ parts: ["same"], at: 1 }, { parts: ["same"], blind: true, at: 2 }).parts, ["same"])
})

test("pictures stay with the words that were written as a page was closed, and only pictures do", () => {
  const pictures = [new Blob(["x"])]
  assert.equal(newer({ parts: ["Road"], pictures, at: 1 }, { parts: ["Road closed"], at: 2 }).pictures, pictures)
  assert.equal(newer(undefined, { parts: ["Road"], pictures: [{}], at: 2 }).pictures, undefined)
})

test("a scrap says when and how it came", () => {
  const { at, from, text, pictures } = newScrap("Road closed", "pasted")
  assert.ok(Date.now() - at < 1000)
  assert.deepEqual([from, text, pictures], ["pasted", "Road closed", []])
})

test("an age is told in the words of a person", () => {
  const now = Date.UTC(2026, 10, 26, 12)
  assert.equal(age(now - 5_000, now), "this minute")
  assert.equal(age(now - 3 * 60_000, now), "3 minutes ago")
  assert.equal(age(now - 2 * 3_600_000, now), "2 hours ago")
  assert.equal(age(now - 24 * 3_600_000, now), "yesterday")
  assert.equal(age(now + 60_000, now), "this minute")
})

test("where the browser does not speak the language an age is told in our words", () => {
  const now = Date.UTC(2026, 10, 26, 12)
  const words = ages("tlh", (count, unit) => `${count} ${unit}`)
  assert.deepEqual([5_000, 3 * 60_000, 2 * 3_600_000, 72 * 3_600_000].map((before) => age(now - before, now, words)), ["0 minute", "3 minute", "2 hour", "3 day"])
})
