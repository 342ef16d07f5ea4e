// A phone that is put away: it says good-bye, unless somebody pressed Undo and nobody has answered yet.
import assert from "node:assert/strict"
import test from "node:test"
import { Heartbeat } from "../../static/js/lib/heartbeat.js"

const PULSE = "/posts/p1/heartbeat"
const UNDO = "/posts/p1/cancellation"
globalThis.window = new EventTarget()

// What goes out as the page is hidden.
function putAway(begin = () => {}) {
  globalThis.document = Object.assign(new EventTarget(), { hidden: false })
  const asked = []
  globalThis.fetch = async (address, { method, keepalive }) => {
    asked.push([method, address, keepalive])
    return new Response(null, { status: 204 })
  }
  const pulse = new Heartbeat(PULSE, 5, () => {})
  pulse.start()
  try {
    begin(pulse)
    document.hidden = true
    document.dispatchEvent(new Event("visibilitychange"))
  } finally {
    pulse.stop() // or its next beat keeps the test running
  }
  return asked.slice(1) // without the first beat
}

test("put away, it says good-bye", () => {
  assert.deepEqual(putAway(), [["DELETE", PULSE, true]])
})

test("while an undo is unheard, that is sent along and no good-bye", () => {
  assert.deepEqual(putAway((pulse) => pulse.undoes(UNDO)), [["POST", UNDO, true]])
})

test("after the undo was answered nothing more is said", () => {
  assert.deepEqual(putAway((pulse) => {
    pulse.undoes(UNDO)
    pulse.stop()
  }), [])
})
