// What is typed is asked about once it stands still; an answer about older words never lands on newer ones.
import assert from "node:assert/strict"
import test from "node:test"
import { Asker } from "../../static/js/lib/asker.js"

const later = (milliseconds = 4) => new Promise((resolve) => setTimeout(resolve, milliseconds))

function desk(given = {}) {
  const made = { words: "", asked: [], stopped: [], shown: [], answers: [], may: true }
  made.asker = new Asker({
    words: () => made.words,
    ask: (words, signal) => new Promise((resolve, reject) => {
      made.asked.push(words)
      signal.addEventListener("abort", () => {
        made.stopped.push(words)
        reject(new Error("stopped"))
      })
      made.answers.push({ says: resolve, fails: reject })
    }),
    take: (answer) => made.shown.push(answer),
    may: () => made.may,
    pause: 1,
    ...given,
  })
  made.types = (words) => {
    made.words = words
    made.asker.changed()
  }
  return made
}

test("many keys are one question, about what stands there at the end", async () => {
  const made = desk({ pause: 20 })
  for (const words of ["b", "bl", "blo", "bloody"]) made.types(words)
  await later(40)
  made.answers[0].says("It swears.")
  await later()
  assert.deepEqual([made.asked, made.shown], [["bloody"], ["It swears."]])
})

test("a key takes the question back, and its answer is never shown", async () => {
  const made = desk()
  made.types("bloody")
  await later()
  made.types("blood")
  made.answers[0].says("It swears.")
  await later()
  made.answers[1].says("Nothing.")
  await later()
  assert.deepEqual([made.asked, made.stopped, made.shown], [["bloody", "blood"], ["bloody"], ["Nothing."]])
})

test("words that changed without a key are asked about again, not answered with the old", async () => {
  const made = desk()
  made.types("bloody")
  await later()
  made.words = "blood" // a copy came back, and nobody said so
  made.answers[0].says("It swears.")
  await later()
  assert.deepEqual([made.asked, made.shown], [["bloody", "blood"], []])
})

test("the same words are asked about once", async () => {
  const made = desk()
  made.types("road")
  await later()
  made.types("road") // a tick elsewhere, while it is on its way
  made.answers[0].says("Nothing.")
  await later()
  made.types("road")
  await later()
  assert.deepEqual([made.asked, made.stopped], [["road"], []])
})

test("without a signal nothing is asked and nothing old is shown; it is asked once there is one", async () => {
  const made = desk()
  made.may = false
  made.types("bloody")
  await later()
  assert.deepEqual([made.asked, made.shown], [[], [undefined]])
  made.may = true
  made.asker.again()
  await later()
  made.answers[0].says("It swears.")
  await later()
  assert.deepEqual([made.asked, made.shown], [["bloody"], [undefined, "It swears."]])
  made.asker.again()
  await later()
  assert.equal(made.asked.length, 1)
})

test("an error is quiet, and the next key asks again", async () => {
  const made = desk()
  made.types("road")
  await later()
  made.answers[0].fails(new Error("503"))
  await later()
  assert.deepEqual(made.shown, [undefined])
  made.types("roads")
  await later()
  assert.deepEqual(made.asked, ["road", "roads"])
})

test("back at words that were asked about before another question, they are asked about again", async () => {
  const made = desk()
  made.types("road")
  await later()
  made.answers[0].says("Nothing.")
  await later()
  made.types("roads")
  made.types("road")
  await later(8)
  assert.deepEqual([made.asked, made.shown], [["road"], ["Nothing."]])
})

test("a page that goes asks no more", async () => {
  const made = desk()
  made.types("road")
  made.asker.end()
  await later()
  assert.deepEqual(made.asked, [])
})
