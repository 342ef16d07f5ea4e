"""Modules that travel inside the one that always asks for them: on a slow phone each request takes 10 ms of the thread that paints.

Our source stays in small files, each with its tests. As in the style sheets, they are joined when the tree is read; whoever else imports
a joined module finds the same names in the module that carries it.
"""

import posixpath
import re

CARRIED = {"js/lib/server.js": "js/app.js", "js/lib/draft.js": "js/elements/draft-form.js"}
IMPORT = re.compile(r"^import \{([^}]*)\} from \"(.*?)\";?\n", re.MULTILINE)
ADDRESS = re.compile(r"(\bfrom |\bimport |\bimport\()\"(\..*?)\"")  # in whatever way a module asks for another

Tree = dict[str, bytes]


def joined(tree: Tree) -> Tree:
    """The tree with every carried module inside its carrier, and the imports of all others led there."""
    scripts = {path: body.decode() for path, body in tree.items() if path.endswith(".js")}
    carried = {path: carrier for path, carrier in CARRIED.items() if path in scripts and carrier in scripts}
    for path, carrier in carried.items():
        script, around = _moved(scripts.pop(path), path, carrier, {}), _moved(scripts[carrier], carrier, carrier, {})
        scripts[carrier] = _inside(script, around, _address(carrier, path))
    others = {path: body for path, body in tree.items() if not path.endswith(".js")}
    return others | {path: _moved(script, path, path, carried).encode() for path, script in scripts.items()}


def _inside(script: str, around: str, carried: str) -> str:
    """Both as one module, which imports each name once, and nothing from the address of the one that it carries."""
    wanted: dict[str, set[str]] = {}
    for names, address in IMPORT.findall(script + around):
        wanted.setdefault(address, set()).update(name.strip() for name in names.split(",") if name.strip())
    wanted.pop(carried, None)
    lines = [f'import {{ {", ".join(sorted(names))} }} from "{address}"\n' for address, names in wanted.items()]
    return "".join([*lines, IMPORT.sub("", script), IMPORT.sub("", around)])


def _moved(script: str, path: str, to: str, led: dict[str, str]) -> str:
    """A module's words with what it asks for found from another place, and whatever is carried in its carrier."""

    def found(asked: re.Match[str]) -> str:
        module = posixpath.normpath(posixpath.join(posixpath.dirname(path), asked[2]))
        return f'{asked[1]}"{_address(to, led.get(module, module))}"'

    return ADDRESS.sub(found, script)


def _address(path: str, module: str) -> str:
    address = posixpath.relpath(module, posixpath.dirname(path))
    return address if address.startswith(".") else f"./{address}"
