// kept.js: what this phone keeps. `drafts`: words and pictures by Person and Draft until the server has them. `scraps`: nobody's yet.
// The worker has it too, without the exports. What a page writes as it is closed goes to localStorage first: nothing else is done in time.

const MIRROR = "words:"
const SCRAP = /^scrap(:|$)/ // without its key in older versions
const STORES = ["drafts", "scraps"]
const SHARED_AT_MOST = 20
export const WORDS_AT_MOST = 40_000 // as many as a part of a draft can be kept with
const DURABLE = { durability: "strict" }
const read = new Map()
let opening

export const newScrap = (text, from = "typed", pictures = []) => ({ at: Date.now(), from, text, pictures })

export const look = async (store, key) => new Map(await lookAll(store, key)).get(key) ?? null

// [[key, value]], the newest first.
export async function lookAll(store, prefix = "") {
  const range = prefix ? IDBKeyRange.bound(prefix, `${prefix}\uffff`) : undefined
  const found = await within(store, "readonly", (rows) => Promise.all([answer(rows.getAllKeys(range)), answer(rows.getAll(range))]))
  const rows = new Map(found[0].map((key, index) => [key, found[1][index]]))
  for (const [there, key, both] of mirrored()) if (there === store && key.startsWith(prefix)) rows.set(key, both(rows.get(key)))
  return [...rows].sort(([, one], [, other]) => (other.at ?? 0) - (one.at ?? 0))
}

export const keep = (store, key, value) => within(store, "readwrite", (rows) => answer(rows.put({ at: Date.now(), ...value }, key))).then(() => unmirror(store, key))

// `raw`: what its page mirrored.
export const drop = (store, key, raw) => within(store, "readwrite", (rows) => answer(rows.delete(key))).then(() => unmirror(store, key, raw))

// Shared in. Nobody can be sure who shares, so there is an end to it, and what is left out is said. False: too much of it waits already.
export async function takeIn(words, pictures = [], left = 0) {
  const waiting = (await lookAll("scraps")).filter(([, { from }]) => from === "shared")
  if (waiting.length >= SHARED_AT_MOST) {
    const [[key, newest]] = waiting
    await keep("scraps", key, { ...newest, refused: (newest.refused ?? 0) + 1 })
    return false
  }
  const cut = words.length > WORDS_AT_MOST
  const text = cut ? words.slice(0, WORDS_AT_MOST).replace(/[\ud800-\udbff]$/, "") : words
  await keep("scraps", crypto.randomUUID(), { ...newScrap(text, "shared", pictures), left, cut })
  return true
}

// The words of a scrap as its page is closed, or where there is no room for its pictures. An exception: there is none for words either.
export function mirror(key, text) {
  const raw = JSON.stringify({ key, text })
  localStorage.setItem(`scrap:${key}`, raw)
  read.set(key, raw)
}

// Of the pictures of a draft, those that no server has yet.
export const onTheirWay = ({ pictures = [] }) => pictures.filter(({ id, blob }) => blob && !id)

// One Person's drafts and pictures, and what is nobody's yet.
export async function waiting(person) {
  const [drafts, pictures, scraps] = await Promise.all([lookAll("drafts", `${person}:`), lookAll("drafts", `pictures:${person}:`), lookAll("scraps")])
  return [
    drafts.filter(([, { parts, variants = [], pictures: some }]) => [...(parts ?? []), ...variants.map(([, text]) => text)].some((part) => part.trim()) || some?.length),
    pictures.filter(([, copy]) => copy.href && onTheirWay(copy).length),
    scraps,
  ]
}

// Nobody needs the words and the pictures of this draft here any more.
export async function forget(key) {
  await Promise.all([drop("drafts", key), drop("drafts", `pictures:${key}`)])
  localStorage.removeItem(`pictures:${key}`)
}

// The words and pictures that were held with this key arrived. What was kept beside them since did not.
export async function arrived(hold) {
  for (const [key, { holding }] of await lookAll("drafts")) {
    if (holding !== hold) continue
    await drop("drafts", key)
    localStorage.removeItem(key)
  }
}

// Moves a scrap into a draft's place in one step, so that it is never in neither.
export const place = (scrap, key, value) => within(STORES, "readwrite", (drafts, scraps) => Promise.all([answer(drafts.put({ at: Date.now(), ...value }, key)), answer(scraps.delete(scrap))])).then(() => unmirror("scraps", scrap))

// What was written as a page was closed is newer than what was kept before, except for pictures, which cannot stand there.
// A page that had not seen that yet loses none of it.
export function newer(kept, mirror) {
  if (!kept || (!mirror.blind && (mirror.at ?? Infinity) >= (kept.at ?? 0))) return { ...mirror, pictures: kept?.pictures }
  const [all, others] = [kept, mirror].map(({ parts, variants = [] }) => JSON.stringify([parts, variants]))
  if (!mirror.blind || all === others) return kept
  const own = (mirror.variants ?? []).map(([name, text]) => [name.replace(/\d+$/, (part) => Number(part) + kept.parts.length), text])
  const variants = [...(kept.variants ?? []), ...own]
  return { ...kept, parts: [...kept.parts, ...mirror.parts], ...(variants.length && { variants }), at: mirror.at }
}

// 3 minutes ago; quiet about seconds.
export function age(at, now = Date.now(), words = ages("en-GB")) {
  const minutes = Math.round((at - now) / 60_000)
  if (minutes > -60) return words.format(Math.min(0, minutes), "minute")
  return minutes > -1440 ? words.format(Math.round(minutes / 60), "hour") : words.format(Math.round(minutes / 1440), "day")
}

// In the browser's own words, or in ours where it does not speak the language: few know Welsh.
export const ages = (language, said) => (Intl.RelativeTimeFormat.supportedLocalesOf(language).length
  ? new Intl.RelativeTimeFormat(language, { numeric: "auto" })
  : { format: (count, unit) => said(Math.abs(count), unit) })

async function within(store, mode, act) {
  const database = await open()
  const change = database.transaction(store, mode, mode === "readonly" ? {} : DURABLE)
  const done = new Promise((resolve, reject) => {
    change.oncomplete = resolve
    change.onabort = change.onerror = () => reject(change.error)
  })
  const [found] = await Promise.all([act(...[store].flat().map((name) => change.objectStore(name))), done])
  return found
}

function open() {
  opening ??= start().catch((trouble) => {
    opening = undefined
    throw trouble
  })
  return opening
}

async function start() {
  const request = indexedDB.open("onlyhuman", 1)
  request.onupgradeneeded = () => STORES.forEach((name) => request.result.createObjectStore(name))
  const database = await answer(request)
  database.onclose = database.onversionchange = () => {
    database.close()
    opening = undefined
  }
  // On a full phone it is read where it stands.
  await moveIn(database).catch(() => {})
  return database
}

// What pages wrote as they were closed: [store, key, what becomes of the row there].
function mirrored() {
  const found = []
  for (const [name, raw] of Object.entries(globalThis.localStorage ?? {})) {
    const scrap = SCRAP.test(name)
    const value = scrap || name.startsWith(MIRROR) ? parsed(raw) : ""
    if (!value) continue
    const key = scrap ? (value.key ?? name) : name.slice(MIRROR.length)
    found.push(scrap ? ["scraps", key, (row) => newScrap(value.text ?? String(value), row?.from, row?.pictures)] : ["drafts", key, (row) => ({ at: Date.now(), ...newer(row, value) })])
    read.set(key, raw)
  }
  return found
}

// The row has it, or is gone with it: if this page has read it, or written it itself.
function unmirror(store, key, raw) {
  for (const name of store === "scraps" ? [`scrap:${key}`, "scrap"] : [MIRROR + key]) {
    const there = globalThis.localStorage?.[name]
    if (there && (there === raw || there === read.get(key))) localStorage.removeItem(name)
  }
}

// Each leaves localStorage only when it is safe here.
async function moveIn(database) {
  const found = mirrored()
  if (!found.length) return
  const change = database.transaction(STORES, "readwrite", DURABLE)
  const done = new Promise((resolve, reject) => {
    change.oncomplete = resolve
    change.onabort = () => reject(change.error)
  })
  for (const [store, key, both] of found) {
    const rows = change.objectStore(store)
    rows.get(key).onsuccess = ({ target }) => rows.put(both(target.result), key)
  }
  await done
  for (const [store, key] of found) unmirror(store, key)
}

// Whatever stands there, its words are kept. An exception in a handler ends the change, and nothing has moved.
function parsed(raw) {
  try {
    return JSON.parse(raw) ?? ""
  } catch {
    return { parts: [raw] }
  }
}

const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})
