// A hold whose answer was lost: asked for until it is known, closed before it is denied, and never sent a second time by itself.
import assert from "node:assert/strict"
import test, { beforeEach } from "node:test"
import { hold } from "../../static/js/lib/holding.js"

globalThis.addEventListener = (_, resolve) => setTimeout(resolve, 1) // the signal comes back at once
const ACTION = "/as/steph/posts"
let asked, answers, said, beside, left, puts

const json = (status, body) => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } })
const half = () => new Response(new ReadableStream({ start: (stream) => stream.error(new TypeError("cut")) }), { headers: { "Content-Type": "application/json" } })
const there = () => json(200, { page: "/posts/p1" })
const door = () => Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" })
const nobody = () => Promise.reject(new TypeError("no signal"))

beforeEach(() => {
  asked = []
  said = []
  beside = ""
  left = undefined
  globalThis.fetch = async (address, { method = "GET" }) => {
    asked.push(`${method} ${address}`)
    return answers.shift()()
  }
})

const desk = () => ({
  page: { handle: "steph" },
  keep: () => {},
  offer: (words) => said.push(words),
  say: (words) => { beside = words },
  leave: (address) => { left = address },
  put: async (key, version) => puts.shift()?.(key, version),
  renew: (key, version) => said.push(`renewed to version ${version}`),
})
const holds = () => hold(desk(), ACTION, new URLSearchParams({ page_key: "K", part: "Road closed" }))

test("an answer that came whole leads to the countdown", async () => {
  answers = [() => json(200, { page: "/posts/p1" })]
  assert.ok(!(await holds()))
  assert.deepEqual([left, said], ["/posts/p1", []])
})

test("what was refused is shown by the form's own answer", async () => {
  answers = [() => json(409, { error: "Another identity is active." })]
  assert.equal(await holds(), true)
  assert.equal(left, undefined)
})

test("silence is said before anybody gives up", async () => {
  answers = [() => new Promise((resolve) => { setTimeout(() => resolve(there()), 1_700) })]
  const done = holds()
  await new Promise((resolve) => { setTimeout(resolve, 1_600) })
  assert.match(beside, /^Not confirmed yet/)
  await done
  assert.equal(left, "/posts/p1")
})

for (const [how, cut] of Object.entries({ "no answer": nobody, "half an answer": half, "a broken server": () => json(503, {}) })) {
  test(`${how} is not confirmed, until the hold is found by its key`, async () => {
    answers = [cut, nobody, there]
    await holds()
    assert.match(said[0], /^Not confirmed yet/)
    assert.equal(left, "/as/steph/holds/K")
    assert.deepEqual(asked.filter((one) => one.startsWith("POST")), [`POST ${ACTION}`])
  })
}

test("it is only denied when the key is closed, so that it can never arrive", async () => {
  const keys = []
  answers = [nobody, () => json(404, {}), () => json(404, {})]
  puts = [
    () => undefined,
    (key) => keys.push(key) && { status: 200, version: 3 },
    (key, version) => keys.push(key) && { status: 200, version: version + 1 },
  ]
  await holds()
  assert.equal(keys[0], "K")
  assert.notEqual(keys[1], "K")
  assert.deepEqual(said.slice(1), ["renewed to version 4", "It did not arrive. Nothing was sent. The words are here."])
  assert.equal(asked.filter((one) => one.startsWith("POST")).length, 1)
})

test("a hold that comes while its key is being closed is found", async () => {
  answers = [nobody, () => json(404, {}), there]
  puts = [() => ({ status: 410 })]
  await holds()
  assert.equal(left, "/as/steph/holds/K")
  assert.ok(!said.some((words) => words.includes("did not arrive")))
})

test("whoever is signed out meanwhile is led to where it can be seen", async () => {
  answers = [nobody, () => json(401, {})]
  await holds()
  assert.equal(left, "/as/steph/holds/K")
})

test("a way to the door is never taken for a hold", async () => {
  answers = [nobody, door]
  await holds()
  assert.equal(left, "/as/steph/holds/K")
  assert.ok(!said.includes("It was held."))
})
