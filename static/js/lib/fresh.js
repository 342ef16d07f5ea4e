// fresh.js: a new version waits until somebody takes it, and is not spoken of while a countdown is on the screen.
import { t } from "./server.js"

const PATIENCE = 2_000

export function announce(registration) {
  const { installing, waiting } = registration
  if (waiting) show(waiting)
  else installing?.addEventListener("statechange", () => installing.state === "installed" && show(installing))
}

function show(worker) {
  if (document.querySelector("undo-ring")) return document.addEventListener("onlyhuman:fresh", () => show(worker), { once: true })
  if (document.querySelector("[data-fresh]")) return
  const take = make("button", { type: "button", className: "button plain push", textContent: t("Use it now") })
  const said = make("div", { className: "say row", role: "status" })
  const box = make("div", { className: "notices" })
  box.dataset.fresh = ""
  said.append(make("p", { textContent: t("A new version is ready.") }), take)
  box.append(said)
  take.onclick = () => takeOver(worker)
  document.getElementById("main").before(box)
}

const make = (tag, how) => Object.assign(document.createElement(tag), how)

// Pages come from the server, so this one is fresh when it is asked for again, whoever answers for its files.
function takeOver(worker) {
  const again = () => location.replace(location.pathname + location.search)
  navigator.serviceWorker.addEventListener("controllerchange", again, { once: true })
  setTimeout(again, PATIENCE)
  worker.postMessage("take over")
}
