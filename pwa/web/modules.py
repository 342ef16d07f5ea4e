"""Modules that travel inside `app.js`, which every page asks for: on a slow phone each request takes 10 ms of the thread that paints.

Our source stays in small files, each with its tests. As in the style sheets, they are joined when the tree is read; whoever else imports
a joined module finds the same names in the one that carries it.
"""

import posixpath
import re

CARRIER = "js/app.js"
LIBRARIES = ("js/lib/server.js", "js/lib/draft.js")  # others import their names
ELEMENTS = ("js/elements/draft-form.js", "js/elements/hold-bar.js")  # nobody does: each keeps a scope of its own
LED = dict.fromkeys((*LIBRARIES, *ELEMENTS), CARRIER)
IMPORT = re.compile(r"^import \{([^}]*)\} from \"(.*?)\";?\n", re.MULTILINE)
ADDRESS = re.compile(r"(\bfrom |\bimport |\bimport\()\"(\..*?)\"")  # in whatever way a module asks for another

Tree = dict[str, bytes]


def joined(tree: Tree) -> Tree:
    """The tree with every carried module inside its carrier, and the imports of all others led there."""
    if CARRIER not in tree:
        return tree
    scripts = {path: _moved(body.decode(), path) for path, body in tree.items() if path.endswith(".js")}
    libraries, elements = ([scripts.pop(path) for path in paths if path in scripts] for paths in (LIBRARIES, ELEMENTS))
    scripts[CARRIER] = _as_one(libraries, elements, scripts[CARRIER])
    others = {path: body for path, body in tree.items() if not path.endswith(".js")}
    return others | {path: script.encode() for path, script in scripts.items()}


def _as_one(libraries: list[str], elements: list[str], around: str) -> str:
    """All as one module, which imports each name once, and nothing from itself.

    An element begins when the module has run to its end, and the words of a page that is not in English with it.
    """
    wanted: dict[str, set[str]] = {}
    for names, address in IMPORT.findall("".join([*libraries, *elements, around])):
        wanted.setdefault(address, set()).update(name.strip() for name in names.split(",") if name.strip())
    wanted.pop(_address(CARRIER, CARRIER), None)
    lines = [f'import {{ {", ".join(sorted(names))} }} from "{address}"\n' for address, names in wanted.items()]
    apart = [f"queueMicrotask(() => {{\n{IMPORT.sub('', element)}}})\n" for element in elements]
    return "".join([*lines, *(IMPORT.sub("", library) for library in libraries), *apart, IMPORT.sub("", around)])


def _moved(script: str, path: str) -> str:
    """A module's words with what it asks for found from where it will stand, and whatever is carried in its carrier."""

    def found(asked: re.Match[str]) -> str:
        module = posixpath.normpath(posixpath.join(posixpath.dirname(path), asked[2]))
        return f'{asked[1]}"{_address(LED.get(path, path), LED.get(module, module))}"'

    return ADDRESS.sub(found, script)


def _address(path: str, module: str) -> str:
    address = posixpath.relpath(module, posixpath.dirname(path))
    return address if address.startswith(".") else f"./{address}"
