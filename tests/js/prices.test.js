// What posting costs, as tests/web/test_prices.py says it for the server.
import assert from "node:assert/strict"
import test from "node:test"
import { costs } from "../../static/js/lib/prices.js"

const x = (...parts) => ({ network: "X", price: "15", linkedPrice: "200", parts })

test("a link makes it dearer, and words after it do not", () => {
  assert.equal(costs([x("Bus 5 is late.")]), "$0.015 on X")
  assert.equal(costs([x("Bus 5: wv11.co.uk/5 is late.")]), "$0.20 on X: it has a link")
})

test("a series, and two accounts, cost their sum", () => {
  assert.equal(costs([x("One", "Two")]), "$0.03 on X")
  assert.equal(costs([x("One", "See https://wv11.co.uk"), x("One", "See https://wv11.co.uk")]), "$0.43 on X: it has a link")
})

test("where nobody is paid nothing is said", () => assert.equal(costs([]), ""))
