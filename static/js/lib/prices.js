// prices.js: what posting costs where a network takes money, as pwa/web/prices.py says it. Imported when there is such a channel.
import { xLinks, xWithoutLinks } from "./count-x.js"
import { t } from "./server.js"

// Prices are in thousandths of a dollar.
const dollars = (price) => `$${(price / 1000).toFixed(price % 10 ? 3 : 2)}`

// `places`: of each chosen channel that takes money, its network, its prices and the parts that go there.
export function costs(places) {
  const sums = {}
  for (const { network, parts, ...prices } of places) {
    const sum = (sums[network] ??= { price: 0, linked: false })
    for (const part of parts) {
      const linked = xLinks(part).length > 0
      sum.price += Number(linked ? prices.linkedPrice : prices.price)
      sum.linked ||= linked
    }
  }
  return Object.entries(sums).map(([network, { price, linked }]) => said(linked, { network, price: dollars(price) })).join(" · ")
}

const said = (linked, named) => (linked ? t("%(price)s on %(network)s: it has a link", named) : t("%(price)s on %(network)s", named))

// What this channel says, part by part: its own words, or those of the rest.
export function goes(form, channel) {
  return [...form.querySelectorAll("[data-part] > textarea")].map((area, index) => (form.querySelector(`[name="variant-${channel}-${index + 1}"]`) ?? area).value)
}

// The words as they read when its links are taken out, as pwa/rules/x_text.py says.
export const unlinked = (text) => GAPS.reduce((words, [gap, instead]) => words.replace(gap, instead), xLinks(text).length ? xWithoutLinks(text)[0] : text)

const GAPS = [
  [/\(\)/g, ""],
  [/[ \t]+([.,;!?])/g, "$1"],
  [/[ \t]*\n[ \t]*/g, "\n"],
  [/[ \t]{2,}/g, " "],
  [/\n{3,}/g, "\n\n"],
  [/^[ \t\n]+|[ \t\n:]+$/g, ""],
]

// Says it beside the send control of this form, whatever is ticked and typed by then, and offers what is cheaper.
export function tell(form) {
  const line = form.querySelector("[data-costs]")
  const places = [...form.querySelectorAll("[data-price]:checked")].map(({ dataset, value }) => ({ ...dataset, channel: value, parts: goes(form, value) }))
  const words = costs(places)
  if (line.textContent !== words) line.textContent = words
  line.hidden = !words
  const dearer = places.filter(({ parts }) => parts.some((part) => xLinks(part).length) && parts.every((part) => unlinked(part)))
  const button = form.querySelector("[data-unlinked]")
  button.hidden = !dearer.length
  if (!dearer.length) return
  const [{ network }] = dearer
  button.textContent = t("Send it to %(network)s without the link (%(price)s)", { network, price: costs(dearer.map((place) => ({ ...place, parts: place.parts.map(unlinked) }))).split(" ")[0] })
  button.onclick = () => takeOut(form.closest("draft-form").desk, dearer)
}

// What goes elsewhere keeps its link; what stands there is seen under the words.
function takeOut(desk, places) {
  const [parts, before] = [desk.parts(), desk.variants()]
  const own = places.flatMap(({ channel, parts: theirs }) => theirs.map((part, index) => [`variant-${channel}-${index + 1}`, unlinked(part)]).filter((_, index) => xLinks(theirs[index]).length))
  const names = own.map(([name]) => name)
  desk.take(parts, [...before.filter(([name]) => !names.includes(name)), ...own])
  desk.offer(t("%(network)s gets it without the link, the others with it.", { network: places[0].network }), [t("Undo"), () => desk.take(desk.parts(), before)], [t("Good")])
}
