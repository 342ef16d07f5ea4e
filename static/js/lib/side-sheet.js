// side-sheet.js: a page of ours as a sheet over this one; Back, Escape or a tap beside it close it, and nothing of this page is lost.
import { fetchPage, t } from "./server.js"

const make = (tag, how, ...inside) => {
  const made = Object.assign(document.createElement(tag), how)
  made.append(...inside)
  return made
}

export function makeSheet(label) {
  const close = make("form", { method: "dialog", className: "push" }, make("button", { className: "ghost", textContent: t("Close") }))
  const view = make("div", { className: "stack" })
  const sheet = make("dialog", { className: "sheet laid", ariaLabel: label }, make("div", { className: "row" }, close), view)
  sheet.setAttribute("closedby", "any")
  sheet.addEventListener("close", () => sheet.remove())
  document.body.append(sheet)
  return { sheet, view }
}

// Shows what is at this address. The words are saved first: the server shows what it has.
export async function show({ sheet, view }, address, desk) {
  let saved, answer, asked
  const there = () => JSON.stringify([desk.parts(), desk.variants()])
  do { // until it lies over them, somebody may be typing
    saved = await desk.saved()
    asked = there()
    answer = saved && (await fetchPage(address).catch(() => {}))
  } while (answer && asked !== there())
  const found = answer?.status === 200 && answer.document.querySelector("[data-view]")
  view.replaceChildren(found ? document.adoptNode(found) : make("p", { className: "say", role: "alert", textContent: saved && answer?.status === 404 ? t("There are no words yet.") : t("There is no connection. Nothing was sent.") }))
  if (!sheet.open) sheet.showModal()
  sheet.scrollTop = 0
  return found || undefined
}
