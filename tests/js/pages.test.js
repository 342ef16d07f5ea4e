// The worker's patience with a page: short with silence, long with a link that is only slow, and none at all without a signal.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import test from "node:test"
import vm from "node:vm"

const SCRIPT = readFileSync(new URL("../../service_worker/pages.js", import.meta.url), "utf8")
const never = new Promise(() => {})

// What a navigation shows, and when: `asked` answers a page, `health` the question whether anybody is there.
async function shown(t, { method = "GET", asked, health = () => never }) {
  t.mock.timers.enable({ apis: ["setTimeout"] })
  const later = (milliseconds, value) => new Promise((resolve) => { milliseconds ? setTimeout(resolve, milliseconds, value) : resolve(value) })
  const questions = []
  const limit = (milliseconds) => later(milliseconds).then(() => { throw new Error("silence") })
  const fetch = (request, { signal } = {}) => {
    if (request !== "/health") return asked(later)
    questions.push(request)
    return Promise.race([health(later), signal])
  }
  const worker = vm.createContext({
    setTimeout, fetch, Response, startAfresh: () => {}, SHELL: "shell", self: { registration: {} },
    AbortSignal: { timeout: limit }, caches: { match: async () => "no signal" },
  })
  vm.runInContext(`${SCRIPT}\nself.page = page`, worker)
  let found
  worker.self.page({ request: { method } }).then((answer) => { found = answer })
  for (let waited = 0; waited <= 60_000; waited += 500) {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
    await new Promise((resolve) => { setImmediate(resolve) })
    if (found) return { page: found === "no signal" ? found : await found.text(), waited, questions: questions.length }
    t.mock.timers.tick(500)
  }
  return { page: "none", waited: Infinity, questions: questions.length }
}

// Its headers, and after them its body.
const page = (later, headers, body) => later(headers, {
  type: "basic", status: 200, statusText: "OK", headers: {},
  arrayBuffer: () => later(body, new TextEncoder().encode("the page").buffer),
})

test("a page that comes at once is shown, and nobody is asked about it", async (t) => {
  assert.deepEqual(await shown(t, { asked: (later) => page(later, 0, 0) }), { page: "the page", waited: 0, questions: 0 })
})

test("without a signal nobody waits", async (t) => {
  assert.deepEqual(await shown(t, { asked: async () => { throw new TypeError("no signal") } }), { page: "no signal", waited: 0, questions: 0 })
})

test("nobody waits longer than three seconds in silence", async (t) => {
  assert.deepEqual(await shown(t, { asked: () => never }), { page: "no signal", waited: 3_000, questions: 1 })
})

test("a slow link that has begun to answer has ten seconds for all of it", async (t) => {
  assert.deepEqual(await shown(t, { asked: (later) => page(later, 2_500, 7_000) }), { page: "the page", waited: 9_500, questions: 1 })
})

test("half a page is waited for no longer than that", async (t) => {
  assert.deepEqual(await shown(t, { asked: (later) => page(later, 500, 60_000) }), { page: "no signal", waited: 10_000, questions: 0 })
})

test("a server that is well and takes its time over a page is no silence", async (t) => {
  assert.deepEqual(await shown(t, { asked: (later) => page(later, 6_000, 0), health: (later) => later(500, "ok") }), { page: "the page", waited: 6_000, questions: 1 })
})

test("what was sent is given ten seconds in silence", async (t) => {
  assert.deepEqual(await shown(t, { method: "POST", asked: () => never }), { page: "no signal", waited: 10_000, questions: 1 })
})

test("what was sent is waited for as long as somebody is there", async (t) => {
  assert.deepEqual(await shown(t, { method: "POST", asked: (later) => page(later, 40_000, 0), health: async () => "ok" }), { page: "the page", waited: 40_000, questions: 1 })
})
