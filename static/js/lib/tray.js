// tray.js: pictures in their order, and what is still to be said of them.
import { tn } from "./server.js"

export function moved(pictures, index, by) {
  const order = [...pictures]
  const target = Math.min(order.length - 1, Math.max(0, index + by))
  const [picture] = order.splice(index, 1)
  const neighbour = pictures[target]
  order.splice(target, 0, picture.part === neighbour.part ? picture : Object.assign(picture, { part: neighbour.part }))
  return order
}

// Those of a part that goes are in the one before it; those behind it move up.
export const withoutPart = (pictures, gone) => pictures.map((picture) => (picture.part >= gone && picture.part > 1 ? Object.assign(picture, { part: picture.part - 1 }) : picture))

// A nudge, never a wall.
export function nudge(pictures) {
  const many = pictures.filter(({ alt }) => !alt.trim()).length
  return many ? tn("1 picture has no description yet. Who cannot see it will miss it.", "%(num)s pictures have no description yet. Who cannot see them will miss them.", many) : ""
}
