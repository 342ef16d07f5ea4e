"""Modules that travel inside the one that always asks for them: on a slow phone each request takes 10 ms of the thread that paints.

Our source stays in small files, each with its tests. As in the style sheets, they are joined when the tree is read; whoever else imports
a joined module finds the same names in the module that carries it.
"""

import posixpath
import re

CARRIED = {"js/lib/server.js": "js/app.js", "js/lib/draft.js": "js/elements/draft-form.js"}
IMPORT = re.compile(r"^import \{ (.*?) \} from \"(.*?)\"\n", re.MULTILINE)
ON_DEMAND = re.compile(r"\bimport\(\"(.*?)\"\)")

Tree = dict[str, bytes]


def joined(tree: Tree) -> Tree:
    """The tree with every carried module inside its carrier, and the imports of all others led there."""
    scripts = {path: body.decode() for path, body in tree.items() if path.endswith(".js")}
    for path, carrier in CARRIED.items():
        if path in scripts and carrier in scripts:
            scripts[carrier] = _inside(path, scripts.pop(path), carrier, scripts[carrier])
    others = {path: body for path, body in tree.items() if not path.endswith(".js")}
    return others | {path: _led(path, script).encode() for path, script in scripts.items()}


def _inside(path: str, script: str, carrier: str, around: str) -> str:
    """Both as one module, which imports each name once."""
    wanted: dict[str, set[str]] = {}
    for place, text in ((path, script), (carrier, around)):
        for names, address in IMPORT.findall(text):
            wanted.setdefault(_found(place, address), set()).update(names.split(", "))
    wanted.pop(path, None)
    moved = ON_DEMAND.sub(lambda asked: f'import("{_address(carrier, _found(path, asked[1]))}")', script)
    lines = [f'import {{ {", ".join(sorted(names))} }} from "{_address(carrier, module)}"\n' for module, names in wanted.items()]
    return "".join([*lines, IMPORT.sub("", moved), IMPORT.sub("", around)])


def _led(path: str, script: str) -> str:
    def to_carrier(line: re.Match[str]) -> str:
        module = _found(path, line[2])
        return f'import {{ {line[1]} }} from "{_address(path, CARRIED.get(module, module))}"\n'

    return IMPORT.sub(to_carrier, script)


def _found(path: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), address))


def _address(path: str, module: str) -> str:
    address = posixpath.relpath(module, posixpath.dirname(path))
    return address if address.startswith(".") else f"./{address}"
