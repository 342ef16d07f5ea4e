// back.js: where the phone's Back does not itself close what lies over a page. Opening lays an entry on the history; Back takes it off.

let over

function changed(sheet, opens) {
  if (!sheet.matches(".sheet") || opens === (sheet === over)) return
  if (opens) {
    if (!over) history.pushState({ over: true }, "")
    over = sheet
  } else {
    over = undefined
    if (history.state?.over) history.back()
  }
}

// Popovers say that they open; not every browser's dialogs do.
addEventListener("beforetoggle", ({ target, newState }) => changed(target, newState === "open"), true)
new MutationObserver((seen) => seen.forEach(({ target }) => changed(target, target.open))).observe(document, { subtree: true, attributeFilter: ["open"] })
document.querySelectorAll(".sheet:is(:popover-open, [open])").forEach((sheet) => changed(sheet, true))

addEventListener("popstate", () => {
  const sheet = over
  over = undefined
  if (sheet?.close) sheet.close()
  else sheet?.hidePopover()
})
