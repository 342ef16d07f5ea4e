// choices.js: asks a person in the page, never over it: what to do with words, and which of two versions goes on.

export function offer(form, words, ...answers) {
  const box = form.querySelector("[data-offer]")
  box.querySelector("p").textContent = words
  for (const [index, button] of box.querySelectorAll("button").entries()) {
    const [label, act] = answers[index]
    button.textContent = label
    button.onclick = () => {
      box.hidden = true
      act?.()
    }
  }
  show(box)
}

// `keep` gets the chosen parts.
export function choose(form, mine, theirs, keep) {
  const box = form.querySelector("[data-conflict]")
  const shown = theirs.map((part) => Object.assign(document.createElement("p"), { className: "words", textContent: part }))
  box.querySelector("[data-theirs]").replaceChildren(...shown)
  for (const button of box.querySelectorAll("[data-keep]")) {
    button.onclick = () => {
      box.hidden = true
      keep({ mine: mine(), theirs, both: [...mine(), ...theirs] }[button.dataset.keep])
    }
  }
  show(box)
}

function show(box) {
  box.hidden = false
  box.scrollIntoView({ block: "nearest" })
}
