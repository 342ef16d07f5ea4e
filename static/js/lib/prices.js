// prices.js: what posting costs where a network takes money, as pwa/web/prices.py says it. Imported when there is such a channel.
import { xLinks } from "./count-x.js"
import { t } from "./server.js"

// Prices are in thousandths of a dollar.
const dollars = (price) => `$${(price / 1000).toFixed(price % 10 ? 3 : 2)}`

// `places`: of each chosen channel that takes money, its network and prices, and its own parts where it says them differently.
export function costs(parts, places) {
  const sums = {}
  const links = {}
  for (const { network, price, linkedPrice, own = parts } of places) {
    const linked = own.filter((part) => xLinks(part).length).length
    links[network] = (links[network] ?? 0) + linked
    sums[network] = (sums[network] ?? 0) + linked * linkedPrice + (own.length - linked) * price
  }
  return Object.entries(sums).map(([network, price]) => said(links[network], { network, price: dollars(price) })).join(" · ")
}

const said = (linked, named) => (linked ? t("%(price)s on %(network)s: it has a link", named) : t("%(price)s on %(network)s", named))

// Says it beside the send control of this form, whatever is ticked and typed by then.
export function tell(form) {
  const line = form.querySelector("[data-costs]")
  const areas = [...form.querySelectorAll("[data-part] > textarea")]
  const own = (channel) => areas.map((area) => (area.parentElement.querySelector(`[name^="variant-${channel}-"]`) ?? area).value)
  const words = costs([], [...form.querySelectorAll("[data-price]:checked")].map(({ value, dataset }) => ({ ...dataset, own: own(value) })))
  if (line.textContent !== words) line.textContent = words
  line.hidden = !words
}
