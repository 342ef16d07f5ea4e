// Words on a phone: counted, kept, restored, and saved one at a time.
import assert from "node:assert/strict"
import test from "node:test"
import { Copy, Saver, graphemes, mirror, roomWords, sameParts, verdict, written } from "../../static/js/lib/draft.js"

test("a family emoji is one, and so is a letter with its accent", () => {
  assert.equal(graphemes("👨‍👩‍👧"), 1)
  assert.equal(graphemes("e\u0301"), 1)
  assert.equal(graphemes("🇬🇧 Walsall"), 9)
})

test("the room is quiet until it is nearly used up", () => {
  assert.equal(roomWords("x".repeat(4400), 5000).words, "")
  assert.equal(roomWords("x".repeat(4990), 5000).words, "10 left")
  assert.deepEqual(roomWords("x".repeat(5012), 5000), { words: "12 too many", over: true, near: true })
  assert.equal(roomWords("👨‍👩‍👧".repeat(700), 5000).words, "")
})

test("empty parts and line ends make no difference", () => {
  assert.ok(sameParts(["a\r\nb", " "], ["a\nb"]))
  assert.deepEqual(written(["", "x", "\n"]), ["x"])
})

test("no copy, nothing to do", () => assert.equal(verdict(null, { parts: ["x"], version: 1 }), "none"))

test("a copy the server has is dropped", () => assert.equal(verdict({ parts: ["x"], version: 1 }, { parts: ["x"], version: 2 }), "drop"))

test("a newer copy of the same version comes back", () => assert.equal(verdict({ parts: ["xy"], version: 1 }, { parts: ["x"], version: 1 }), "restore"))

test("a copy comes back over our own save whose answer was lost", () => {
  assert.equal(verdict({ parts: ["xyz"], version: 1, sent: ["xy"] }, { parts: ["xy"], version: 2 }), "restore")
})

test("when somebody else saved meanwhile, the person chooses", () => {
  assert.equal(verdict({ parts: ["mine"], version: 1, sent: ["min"] }, { parts: ["theirs"], version: 2 }), "choose")
})

test("an empty copy is no choice", () => assert.equal(verdict({ parts: [""], version: 1 }, { parts: ["theirs"], version: 2 }), "drop"))

const answers = (...list) => {
  const sent = []
  const saver = new Saver(async () => {
    sent.push(list[0])
    return list.length > 1 ? list.shift() : list[0]
  }, 1)
  return { saver, sent }
}

test("several changes in a pause are one save", async () => {
  const { saver, sent } = answers("saved")
  saver.changed()
  saver.changed()
  assert.equal(await saver.flush(), true)
  assert.equal(sent.length, 1)
  assert.equal(saver.unsaved, false)
})

test("one save at a time: what changes during a save goes next", async () => {
  let release
  let running = 0
  let most = 0
  let count = 0
  const saver = new Saver(async () => {
    count += 1
    running += 1
    most = Math.max(most, running)
    if (count === 1) await new Promise((resolve) => { release = resolve })
    running -= 1
    return "saved"
  }, 1)
  saver.changed()
  const first = saver.flush()
  saver.changed()
  const second = saver.flush()
  release()
  assert.equal(await first, true)
  assert.equal(await second, true)
  assert.deepEqual([count, most], [2, 1])
})

test("what nobody answered stays unsaved and is tried again", async () => {
  const { saver, sent } = answers("later", "saved")
  saver.changed()
  assert.equal(await saver.flush(), false)
  assert.equal(saver.unsaved, true)
  assert.equal(await saver.flush(), true)
  assert.equal(sent.length, 2)
})

test("after a stop nothing is sent until somebody says go", async () => {
  const { saver, sent } = answers("stop", "saved")
  saver.changed()
  await saver.flush()
  saver.changed()
  await saver.flush()
  assert.equal(sent.length, 1)
  saver.go()
  assert.equal(await saver.flush(), true)
  assert.equal(sent.length, 2)
})

test("nothing is sent before what this phone kept has been looked at", async () => {
  const { saver, sent } = answers("saved")
  let looked
  saver.after = new Promise((resolve) => { looked = resolve })
  saver.changed()
  const done = saver.flush()
  await new Promise((resolve) => setTimeout(resolve, 10))
  assert.deepEqual([sent.length, saver.unsaved, saver.inFlight], [0, true, false])
  looked()
  assert.equal(await done, true)
  assert.equal(sent.length, 1)
})

// A phone that keeps nothing in its database; in its localStorage only as long as there is room.
function phone(room = true) {
  const rows = {}
  const setItem = (key, raw) => {
    if (!room) throw new Error("QuotaExceededError")
    rows[key] = raw
  }
  Object.defineProperty(globalThis, "localStorage", { configurable: true, value: { setItem } })
  return rows
}

test("what was typed before this phone was looked at is kept as it stands after that", async () => {
  const rows = phone()
  let parts = ["typed"]
  let looked
  const copy = new Copy("k", () => ({ parts }))
  copy.begin(new Promise((resolve) => { looked = resolve }))
  const kept = copy.keep()
  parts = ["typed", "was kept"]
  looked()
  await kept
  assert.deepEqual(JSON.parse(rows["words:k"]).parts, ["typed", "was kept"])
})

for (const room of [true, false]) {
  test(`a phone ${room ? "that found another place is not full" : "that is full says so"}`, async () => {
    phone(room)
    const copy = new Copy("k", () => ({ parts: ["words"] }))
    copy.begin(Promise.resolve())
    assert.equal(!!(await copy.keep()), room)
    assert.equal(copy.full, !room)
  })
}

test("a picture is not written where only text can stand", () => {
  const rows = phone()
  mirror("k", { parts: ["words"], pictures: [new Blob(["x"])] })
  assert.ok(!("pictures" in JSON.parse(rows["words:k"])))
})
