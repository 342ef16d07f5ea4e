// picture-item.js: one picture of a draft as it stands in the tray.
import { t } from "./server.js"

const ACTS = {
  earlier: (number) => t("Move picture %(number)s earlier", { number }),
  later: (number) => t("Move picture %(number)s later", { number }),
  remove: (number) => t("Remove picture %(number)s", { number }),
}

export const make = (tag, given, ...children) => {
  const element = Object.assign(document.createElement(tag), given)
  element.append(...children)
  return element
}

// Says in `picture.node` where it stands, and whether it is here.
export function draw(picture, index, many, parts) {
  picture.node ??= built(picture)
  const { node, id, trouble } = picture
  const number = index + 1
  const find = (what) => node.querySelector(what)
  node.ariaLabel = t("Picture %(number)s", { number })
  Object.assign(find("[name=picture]"), { value: `${picture.part} ${id}`, disabled: !id })
  find("textarea").name = id ? `alt-${id}` : ""
  find(".on-its-way").hidden = !!id || !!trouble
  find(".trouble").hidden = !trouble
  find(".trouble p").textContent = trouble ?? ""
  find("[data-act=again]").hidden = !picture.again
  const where = find("select")
  if (where.options.length !== parts) where.replaceChildren(...Array.from({ length: parts }, (_, part) => new Option(t("In part %(number)s", { number: part + 1 }), part + 1)))
  Object.assign(where, { hidden: parts < 2, ariaLabel: t("Part of picture %(number)s", { number }), value: picture.part })
  for (const [act, words] of Object.entries(ACTS)) find(`[data-act=${act}]`).ariaLabel = words(number)
  find("[data-act=earlier]").disabled = !index
  find("[data-act=later]").disabled = number === many
}

function built(picture) {
  const id = `picture-${crypto.randomUUID()}`
  picture.bar = make("progress", { max: 1, value: picture.share ?? 0, ariaLabel: t("How much of it has arrived") })
  picture.how = make("small", { textContent: t("Waiting") })
  const shown = make("img", { src: picture.small ?? URL.createObjectURL(picture.blob), alt: "" })
  shown.onerror = () => shown.removeAttribute("src") // not for this browser to read
  return make(
    "li", {},
    make("input", { type: "hidden", name: "picture" }),
    shown,
    make("div", { className: "field" }, make("label", { htmlFor: id, textContent: t("Describe this picture") }), make("textarea", { id, rows: 2, dir: "auto", value: picture.alt, placeholder: t("For who cannot see it") }), make("select", {})),
    make("div", { className: "on-its-way" }, picture.bar, picture.how),
    make("div", { className: "trouble" }, make("p", {}), act("again", t("Try again"))),
    make("div", { className: "acts" }, act("earlier", "↑"), act("later", "↓"), act("remove", t("Remove"))),
  )
}

function act(name, words) {
  const button = make("button", { type: "button", className: "ghost", textContent: words })
  button.dataset.act = name
  return button
}
