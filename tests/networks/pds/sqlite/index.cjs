// What the server asks of better-sqlite3, answered by Node's own SQLite: nothing has to be compiled before it starts.
const { DatabaseSync } = require("node:sqlite")

const CODES = { 5: "SQLITE_BUSY", 517: "SQLITE_BUSY_SNAPSHOT", 1555: "SQLITE_CONSTRAINT_PRIMARYKEY", 2067: "SQLITE_CONSTRAINT_UNIQUE" }

module.exports = class Database {
  #inside

  constructor(path, { timeout = 5000, readonly = false } = {}) {
    this.#inside = new DatabaseSync(path, { timeout, readOnly: readonly })
  }

  prepare(text) {
    const prepared = named(() => this.#inside.prepare(text))
    return {
      reader: prepared.columns().length > 0,
      all: (values = []) => named(() => prepared.all(...values)).map(withBuffers),
      run: (values = []) => named(() => prepared.run(...values)),
    }
  }

  pragma(text) {
    return this.prepare(`PRAGMA ${text}`).all()
  }

  close() {
    this.#inside.close()
  }
}

function named(work) {
  try {
    return work()
  } catch (trouble) {
    throw Object.assign(trouble, { code: CODES[trouble.errcode] ?? trouble.code })
  }
}

function withBuffers(row) {
  for (const [name, value] of Object.entries(row)) if (value instanceof Uint8Array) row[name] = Buffer.from(value)
  return row
}
