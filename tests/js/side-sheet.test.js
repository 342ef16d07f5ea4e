// A page of ours over the composer: what it shows is what stands in the words when it covers them.
import assert from "node:assert/strict"
import test from "node:test"
import { show } from "../../static/js/lib/side-sheet.js"

test("what is typed while the page is on its way is in it, or it is asked for again", async () => {
  let words = "Road", shown
  const asked = []
  globalThis.document = { adoptNode: (node) => node }
  globalThis.XMLHttpRequest = class {
    status = 200
    open() {}
    setRequestHeader() {}
    send() {
      const seen = words
      asked.push(seen)
      if (asked.length === 1) words = "Road closed"
      this.response = { documentElement: { dataset: {} }, querySelector: () => seen }
      setTimeout(() => this.onload(), 1)
    }
  }
  const sheet = { open: false, showModal() { this.open = true } }
  const desk = { saved: async () => true, parts: () => [words], variants: () => [] }
  await show({ sheet, view: { replaceChildren: (view) => { shown = view } } }, "/as/steph/drafts/d/split", desk)
  assert.deepEqual([asked, shown, sheet.open], [["Road", "Road closed"], "Road closed", true])
})
