// prices.js: what posting costs where a network takes money, as pwa/web/prices.py says it. Imported when there is such a channel.
import { xLinks } from "./count-x.js"
import { t } from "./server.js"

// Prices are in thousandths of a dollar.
const dollars = (price) => `$${(price / 1000).toFixed(price % 10 ? 3 : 2)}`

// `places`: of each chosen channel that takes money, its network and prices. The parts go to all of them.
export function costs(parts, places) {
  const linked = parts.filter((part) => xLinks(part).length).length
  const sums = {}
  for (const { network, price, linkedPrice } of places) sums[network] = (sums[network] ?? 0) + linked * linkedPrice + (parts.length - linked) * price
  return Object.entries(sums).map(([network, price]) => said(linked, { network, price: dollars(price) })).join(" · ")
}

const said = (linked, named) => (linked ? t("%(price)s on %(network)s: it has a link", named) : t("%(price)s on %(network)s", named))

// Says it beside the send control of this form, whatever is ticked and typed by then.
export function tell(form) {
  const line = form.querySelector("[data-costs]")
  const parts = [...form.querySelectorAll("[data-part] textarea")].map(({ value }) => value)
  const words = costs(parts, [...form.querySelectorAll("[data-price]:checked")].map(({ dataset }) => dataset))
  if (line.textContent !== words) line.textContent = words
  line.hidden = !words
}
