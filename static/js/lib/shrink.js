// shrink.js: makes a picture smaller on this phone, before it costs anybody's data. What was beside its pixels stays here.

const LONG_SIDE = 2048
const SMALL = 300_000
const policy = globalThis.trustedTypes?.createPolicy("onlyhuman-pictures", { createScriptURL: () => new URL("./shrinker.js", import.meta.url).href })

export function fitted(width, height, most = LONG_SIDE) {
  const scale = Math.min(1, most / Math.max(width, height))
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
}

// A picture that this browser cannot read goes as it is: the server may.
export async function shrink(file) {
  if (file.size <= SMALL && /jpeg|png|webp/.test(file.type)) return file
  const made = (await beside(file)) ?? (await smaller(file).catch(() => file))
  return made.size < file.size ? made : file
}

export async function smaller(file) {
  const bitmap = await createImageBitmap(file)
  const canvas = new OffscreenCanvas(...fitted(bitmap.width, bitmap.height))
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  return canvas.convertToBlob({ type: /png|webp/.test(file.type) ? "image/webp" : "image/jpeg", quality: 0.87 })
}

// In a thread of its own, so that no thumb waits for twelve million pixels. Undefined where the browser cannot do it there.
async function beside(file) {
  let worker
  const made = await new Promise((resolve) => {
    worker = new Worker(policy?.createScriptURL("") ?? new URL("./shrinker.js", import.meta.url), { type: "module" })
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = () => resolve()
    worker.postMessage(file)
  }).catch(() => {})
  worker?.terminate()
  return made
}
