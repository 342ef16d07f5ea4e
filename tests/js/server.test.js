// What a phone shows of the server's time.
import assert from "node:assert/strict"
import test from "node:test"
import { correct, figures, leftWords, millisecondsLeft, passed, secondsLeft, serverTime, speak, t, tn } from "../../static/js/lib/server.js"

test("a phone whose clock is an hour slow shows the server's time", () => {
  const phone = Date.parse("2026-11-22T13:00:00Z")
  correct("2026-11-22T14:00:00Z", phone)
  assert.ok(Math.abs(serverTime() - Date.now() - 3_600_000) < 5)
  correct(new Date().toISOString())
})

test("a page without the server's time leaves the clock as it was", () => {
  correct(new Date(Date.now() + 5000).toISOString())
  correct(undefined)
  assert.ok(serverTime() - Date.now() > 4000)
  correct(new Date().toISOString())
})

test("a started second counts, and nothing is less than nothing", () => {
  assert.equal(secondsLeft(10_001, 0), 11)
  assert.equal(secondsLeft(10_000, 0), 10)
  assert.equal(millisecondsLeft(5, 10), 0)
})

test("figures are seconds while they fit in the ring", () => {
  assert.equal(figures(99), "99")
  assert.equal(figures(100), "1:40")
  assert.equal(figures(600), "10:00")
  assert.equal(figures(0), "0")
})

test("words for what is left", () => {
  assert.equal(leftWords(7), "7 s left")
  assert.equal(leftWords(121), "3 min left")
})

test("a mark is passed once, also by a slow tick, and never at nought", () => {
  const marks = [5, 10, 30]
  assert.equal(passed(marks, 31, 30), 30)
  assert.equal(passed(marks, 30, 29), undefined)
  assert.equal(passed(marks, 12, 4), 5)
  assert.equal(passed([3], 4, 0), undefined)
})

test("English stands in the code", () => {
  assert.equal(t("Undoing…"), "Undoing…")
  assert.equal(t("Part %(number)s", { number: 2 }), "Part 2")
  assert.deepEqual([1, 2].map((many) => tn("%(num)s draft of %(who)s", "%(num)s drafts of %(who)s", many, { who: "Jo" })), ["1 draft of Jo", "2 drafts of Jo"])
})

test("what a person wrote is put in as it stands", () => {
  assert.equal(t("You kept “%(words)s”", { words: "%(words)s $& 100 %" }), "You kept “%(words)s $& 100 %”")
})

test("another language has as many forms as it needs, and English for what it lacks", () => {
  speak({ "%(num)s part": ["0 rhan", "1 rhan", "%(num)s ran"], "Undoing…": "Yn dadwneud…" }, (many) => Math.min(many, 2))
  assert.equal(tn("%(num)s part", "%(num)s parts", 2), "2 ran")
  assert.equal(t("Undoing…"), "Yn dadwneud…")
  assert.equal(t("Saved"), "Saved")
  assert.equal(tn("%(num)s draft", "%(num)s drafts", 2), "2 drafts")
  speak({})
})
