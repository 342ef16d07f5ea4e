// back.js: where the phone's Back does not itself close what lies over a page. Opening lays an entry on the history; Back takes it off.

let over
const lies = (sheet) => sheet.matches(":popover-open, [open]")

function changed(sheet) {
  if (!sheet.matches(".sheet") || lies(sheet) === (sheet === over)) return
  if (sheet !== over) {
    if (!over) history.pushState({ over: true }, "")
    over = sheet
  } else {
    over = undefined
    if (history.state?.over) history.back()
  }
}

// Popovers say that they open; not every browser's dialogs do.
addEventListener("toggle", ({ target }) => changed(target), true)
new MutationObserver((seen) => seen.forEach(({ target }) => changed(target))).observe(document, { subtree: true, attributeFilter: ["open"] })
document.querySelectorAll(".sheet").forEach(changed)

addEventListener("popstate", () => {
  const sheet = over
  over = undefined
  if (sheet?.close) sheet.close()
  else sheet?.hidePopover()
})
