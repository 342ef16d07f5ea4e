// shrink.js: makes a picture smaller on this phone, before it costs anybody's data. What was beside its pixels stays here.

const LONG_SIDE = 2048
const SMALL = 300_000

export function fitted(width, height, most = LONG_SIDE) {
  const scale = Math.min(1, most / Math.max(width, height))
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
}

// A picture that this browser cannot read goes as it is: the server may.
export async function shrink(file) {
  if (file.size <= SMALL && /jpeg|png|webp/.test(file.type)) return file
  try {
    const bitmap = await createImageBitmap(file)
    const canvas = new OffscreenCanvas(...fitted(bitmap.width, bitmap.height))
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    bitmap.close()
    const made = await canvas.convertToBlob({ type: /png|webp/.test(file.type) ? "image/webp" : "image/jpeg", quality: 0.87 })
    return made.size < file.size ? made : file
  } catch {
    return file
  }
}
