// The few lines for browsers that cannot read or write passkey JSON themselves, and what a person is told.
import assert from "node:assert/strict"
import test from "node:test"
import { fromBase64url, parsed, plain, sentence, toBase64url } from "../../static/js/lib/passkeys.js"

const bytes = (...list) => new Uint8Array(list)

test("bytes survive the way there and back, without padding", () => {
  const all = Uint8Array.from({ length: 256 }, (_, index) => index)
  assert.deepEqual(fromBase64url(toBase64url(all.buffer)), all)
  assert.equal(toBase64url(bytes(251, 255).buffer), "-_8")
})

test("options to make a passkey become bytes where the browser wants bytes", () => {
  const options = parsed({ challenge: "AQI", user: { id: "Aw", name: "Steph" }, excludeCredentials: [{ id: "BA", type: "public-key" }] })
  assert.deepEqual([options.challenge, options.user.id, options.excludeCredentials[0].id], [bytes(1, 2), bytes(3), bytes(4)])
  assert.equal(options.user.name, "Steph")
})

test("options to use a passkey need no list", () => {
  assert.deepEqual(parsed({ challenge: "AQI", userVerification: "required" }).challenge, bytes(1, 2))
})

test("an answer is written down as the server reads it", () => {
  const credential = {
    id: "BQ", rawId: bytes(5).buffer, type: "public-key", authenticatorAttachment: "platform",
    response: { clientDataJSON: bytes(1).buffer, authenticatorData: bytes(2).buffer, signature: bytes(3).buffer, userHandle: null },
    getClientExtensionResults: () => ({}),
  }
  const told = plain(credential)
  assert.equal(told.rawId, "BQ")
  assert.deepEqual(JSON.parse(JSON.stringify(told.response)), { clientDataJSON: "AQ", authenticatorData: "Ag", signature: "Aw" })
})

test("a browser that can do it itself does", () => assert.deepEqual(plain({ toJSON: () => ({ id: "x" }) }), { id: "x" }))

test("whatever happens, the person is told that nothing changed", () => {
  for (const cause of ["silence", { name: "NotAllowedError" }, { name: "InvalidStateError" }, new TypeError("Failed to fetch"), undefined]) {
    assert.match(sentence(cause), /Nothing changed\.$/)
  }
  assert.equal(sentence({ told: "This link was used." }), "This link was used.")
})
