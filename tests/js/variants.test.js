// What single channels say instead of the rest: which words are a channel's own, and that none is lost when two versions meet.
import assert from "node:assert/strict"
import test from "node:test"
import { said, verdict } from "../../static/js/lib/draft.js"
import { newer } from "../../static/js/lib/kept.js"
import { behind, beside, differs, fieldName, named, together } from "../../static/js/lib/variants.js"

const X = "variant-abc234-1"

test("a field says which channel and which part", () => {
  assert.deepEqual(named(X), { channel: "abc234", part: 1 })
  assert.equal(fieldName("abc234", 12), "variant-abc234-12")
})

test("empty, or with the same words, it says the same as the rest", () => {
  assert.ok(differs("Bins late", "Bins a day late"))
  assert.ok(!differs(" \n", "Bins a day late"))
  assert.ok(!differs("Bins a day late ", "Bins a day late"))
})

test("behind other parts they keep theirs", () => assert.deepEqual(behind([[X, "a"]], 2), [["variant-abc234-3", "a"]]))

test("of two for the same place the later one counts", () => assert.deepEqual(together([[X, "a"]], undefined, [[X, "b"]]), [[X, "b"]]))

test("a part that is there already takes what was said of it instead", () => {
  const there = [["Typed", "Same"], []]
  assert.deepEqual(beside(there, [["Kept", " ", "Same"], [[X, "Kept, on X"], ["variant-abc234-3", "Same, on X"]]]), [
    ["Typed", "Same", "Kept"],
    [["variant-abc234-3", "Kept, on X"], ["variant-abc234-2", "Same, on X"]],
  ])
  assert.deepEqual(beside([["Same"], [[X, "typed"]]], [["Same"], [[X, "kept"]]]), [["Same"], [[X, "typed"]]])
})

test("a copy that differs in nothing else comes back", () => {
  const page = { parts: ["Bins"], variants: [], version: 1 }
  assert.equal(verdict({ parts: ["Bins"], variants: [[X, "On X"]], version: 1 }, page), "restore")
  assert.equal(verdict({ parts: ["Bins"], variants: [[X, " "]], version: 1 }, page), "drop")
  assert.equal(verdict({ parts: ["Bins"], version: 1 }, page), "drop") // kept by an older page
  const sent = said(["Bins"], [[X, "On"]])
  assert.equal(verdict({ parts: ["Bins"], variants: [[X, "On X"]], version: 1, sent }, { ...page, variants: [[X, "On"]], version: 2 }), "restore")
  assert.equal(verdict({ parts: ["Bins"], variants: [[X, "On X"]], version: 1, sent }, { ...page, variants: [[X, "Theirs"]], version: 2 }), "choose")
})

test("a page that was closed before it had seen the copy loses none of it", () => {
  const both = newer({ parts: ["kept"], variants: [[X, "kept, on X"]], at: 1 }, { parts: ["typed"], variants: [[X, "typed, on X"]], blind: true, at: 2 })
  assert.deepEqual(both.parts, ["kept", "typed"])
  assert.deepEqual(both.variants, [[X, "kept, on X"], ["variant-abc234-2", "typed, on X"]])
})
