// The budget: all JavaScript, the worker included, at most 14 KiB gzip, file by file as a phone fetches it.
import assert from "node:assert/strict"
import { readFileSync, readdirSync } from "node:fs"
import test from "node:test"
import { gzipSync } from "node:zlib"

const weigh = (text) => gzipSync(text, { level: 9 }).length
const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url))

test("all JavaScript fits in its budget", () => {
  const modules = readdirSync(new URL("../../static/js", import.meta.url), { recursive: true }).filter((path) => path.endsWith(".js"))
  const worker = ["shell.js", "pages.js", "worker.js"].map((path) => read(`service_worker/${path}`))
  const total = modules.reduce((sum, path) => sum + weigh(read(`static/js/${path}`)), weigh(Buffer.concat(worker)))
  assert.ok(total <= 14 * 1024, `${total} bytes`)
})
