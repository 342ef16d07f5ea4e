import assert from "node:assert/strict"
import test from "node:test"
import { fitted } from "../../static/js/lib/shrink.js"
import { moved, nudge, withoutPart } from "../../static/js/lib/tray.js"
import { CHUNK, Refused, bring, patience } from "../../static/js/lib/uploads.js"

const picture = { id: "p1", small: "/pictures/p1/small" }

// A server that keeps what arrives, and a link that fails at these requests, before or after it arrived.
function server(size, { before = [], after = [], forgetAt } = {}) {
  let received = 0
  let count = 0
  const asked = []
  const ask = async (address, { method = "GET", body } = {}) => {
    const number = ++count
    asked.push(`${method} ${address}`)
    if (before.includes(number)) throw new TypeError("Failed to fetch")
    if (number === forgetAt) {
      received = 0
      return { gone: true }
    }
    const begins = address === "/uploads"
    const offset = Number(new URLSearchParams(address.split("?")[1]).get("offset"))
    if (method === "PUT" && offset === received) received += body.size
    if (after.includes(number)) throw new TypeError("Failed to fetch")
    if (begins) return { href: "/uploads/u1", offset: 0 }
    return received === size ? { picture, offset: received } : { href: "/uploads/u1", offset: received }
  }
  return { ask, asked, get received() { return received } }
}

const file = (size) => new Blob([new Uint8Array(size)])
const pauses = () => {
  const waited = []
  return { waited, pause: async (failures) => waited.push(failures) }
}

test("a file goes in pieces, and is a picture in the end", async () => {
  const size = CHUNK * 2 + 10
  const there = server(size)
  const shares = []
  assert.equal(await bring(file(size), { ask: there.ask, told: (share) => shares.push(share) }), picture)
  assert.deepEqual(there.asked, ["POST /uploads", `PUT /uploads/u1?offset=0`, `PUT /uploads/u1?offset=${CHUNK}`, `PUT /uploads/u1?offset=${CHUNK * 2}`])
  assert.ok(shares.every((share, index) => !index || share > shares[index - 1]))
})

for (const cut of [1, 2, 3, 4, 5]) {
  for (const side of ["before", "after"]) {
    test(`a link that breaks ${side} request ${cut} costs a piece at most`, async () => {
      const size = CHUNK * 2 + 10
      const there = server(size, { [side]: [cut] })
      const { pause, waited } = pauses()
      assert.equal(await bring(file(size), { ask: there.ask, pause }), picture)
      assert.ok(there.received === size && waited.length <= 1)
    })
  }
}

test("it waits longer each time, and from the start again once something arrived", async () => {
  const there = server(CHUNK, { before: [1, 2, 3, 5] })
  const { pause, waited } = pauses()
  await bring(file(CHUNK), { ask: there.ask, pause })
  assert.deepEqual(waited, [0, 1, 2, 0])
  assert.deepEqual([0, 1, 2, 9].map(patience), [1000, 2000, 4000, 30_000])
})

test("after a reload it asks how far it had come", async () => {
  const size = CHUNK * 2
  const there = server(size)
  await there.ask("/uploads", { method: "POST" })
  await there.ask("/uploads/u1?offset=0", { method: "PUT", body: file(CHUNK) })
  assert.equal(await bring(file(size), { href: "/uploads/u1", ask: there.ask }), picture)
  assert.deepEqual(there.asked.slice(2), ["GET /uploads/u1", `PUT /uploads/u1?offset=${CHUNK}`])
})

test("what the server has forgotten begins again", async () => {
  const there = server(10, { forgetAt: 1 })
  const begun = []
  assert.equal(await bring(file(10), { href: "/uploads/old", ask: there.ask, begun: ({ href }) => begun.push(href) }), picture)
  assert.deepEqual(begun, ["/uploads/u1"])
})

test("what the server will not have is not asked again", async () => {
  const ask = async () => { throw new Refused("No picture.") }
  await assert.rejects(bring(file(10), { ask, pause: () => assert.fail("it waited") }), Refused)
})

test("a picture is made smaller and never larger", () => {
  assert.deepEqual(fitted(4000, 3000), [2048, 1536])
  assert.deepEqual(fitted(3000, 4000), [1536, 2048])
  assert.deepEqual(fitted(640, 480), [640, 480])
  assert.deepEqual(fitted(100_000, 1), [2048, 1])
})

const shown = (...parts) => parts.map((part, index) => ({ name: index + 1, part, alt: "" }))
const names = (pictures) => pictures.map(({ name }) => name)

test("pictures move one place, and into the next part at its edge", () => {
  assert.deepEqual(names(moved(shown(1, 1, 1), 0, 1)), [2, 1, 3])
  assert.deepEqual(names(moved(shown(1, 1, 1), 0, -1)), [1, 2, 3])
  assert.deepEqual(moved(shown(1, 2), 0, 1).map(({ part }) => part), [2, 2])
})

test("pictures of a part that goes stay", () => {
  assert.deepEqual(withoutPart(shown(1, 2, 3), 2).map(({ part }) => part), [1, 1, 2])
  assert.deepEqual(withoutPart(shown(1, 2), 1).map(({ part }) => part), [1, 1])
})

test("a description is asked for, and no more", () => {
  assert.equal(nudge([]), "")
  assert.equal(nudge([{ alt: "A door" }]), "")
  assert.match(nudge([{ alt: " " }]), /^1 picture has/)
  assert.match(nudge([{ alt: "" }, { alt: "" }, { alt: "x" }]), /^2 pictures have/)
})
