// rooms.js: how much room the chosen networks leave, the tightest one first. Imported when a channel counts in a way of its own.
import { counting, utf8Bytes } from "./count.js"
import { roomWords } from "./draft.js"
import { t } from "./server.js"

const NEAR = 40 // from here on it is said aloud, too

// How much is left on one network; less than none is too much.
export const left = (text, { limit, bytes }, count) => Math.min(limit - count(text), bytes ? bytes - utf8Bytes(text) : Infinity)

// `places`: each network's name and what is left there.
export function words(places, alone) {
  const [tightest, ...others] = [...places].sort((one, other) => one.left - other.left)
  const said = [
    alone.length ? t("%(network)s takes no series", { network: alone.join(", ") }) : "",
    tightest.left < 0
      ? t("%(count)s too many for %(network)s", { count: -tightest.left, network: tightest.network })
      : t("%(count)s left on %(network)s", { count: tightest.left, network: tightest.network }),
    ...others.map((place) => `${place.network} ${place.left}`),
  ]
  return { words: said.filter(Boolean).join(" · "), over: tightest.left < 0 || alone.length > 0, near: tightest.left <= NEAR || alone.length > 0 }
}

// What is said of a part of this form, whatever is ticked by then.
export async function rooms(form) {
  const units = new Set([...form.querySelectorAll("[data-unit]")].map(({ dataset }) => dataset.unit))
  const counts = Object.fromEntries(await Promise.all([...units].map(async (unit) => [unit, await counting(unit)])))
  const prices = form.querySelector("[data-price]") && (await import("./prices.js"))
  return (text, parts, part) => {
    const sayThis = ({ value }) => !part.querySelector(`[name^="variant-${value}-"]`)
    prices?.tell(form)
    const chosen = [...form.querySelectorAll("[data-unit]:checked")].filter(sayThis).map(({ dataset }) => dataset)
    if (!chosen.length || !text) return roomWords(text, Number(form.getAttribute("limit")))
    const places = chosen.map((place) => ({ network: place.network, left: left(text, place, counts[place.unit]) }))
    return words(places, parts > 1 ? chosen.filter((place) => "alone" in place).map(({ network }) => network) : [])
  }
}
