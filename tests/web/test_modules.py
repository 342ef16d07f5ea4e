"""Modules that travel inside another: nobody's import leads nowhere, and each of our files stays a module of its own."""

import re
import subprocess
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path, PurePosixPath
from posixpath import normpath

from pwa.web.assets import Assets
from pwa.web.modules import CARRIER, ELEMENTS, LED, joined
from tests.check import node
from tests.sources import ROOT

SMALL = {
    "js/lib/server.js": b"const words = {}\nexport const t = (english) => words[english]\n",
    "js/lib/draft.js": b'import { t } from "./server.js"\nexport const room = () => import("./kept.js").then(t)\n',
    "js/app.js": b'import { t } from "./lib/server.js"\nt("Write")\n',
    "js/elements/draft-form.js": b'import { ask } from "../lib/asker.js"\nimport { room } from "../lib/draft.js"\nconst it = room(ask)\n',
    "js/elements/hold-bar.js": b'import { tn } from "../lib/server.js"\nconst it = tn\n',
    "js/lib/rooms.js": b'import { room } from "./draft.js"\nroom()\n',
    "icons/icon.svg": b"<svg/>",
}


def test_a_carried_module_is_found_in_its_carrier() -> None:
    tree = joined(SMALL)
    assert set(SMALL) - set(tree) == set(LED)
    assert tree["js/app.js"].decode().splitlines() == [
        'import { ask } from "./lib/asker.js"',
        "const words = {}",
        "export const t = (english) => words[english]",
        'export const room = () => import("./lib/kept.js").then(t)',
        "queueMicrotask(() => {",
        "const it = room(ask)",
        "})",
        "queueMicrotask(() => {",
        "const it = tn",
        "})",
        't("Write")',
    ]
    assert tree["js/lib/rooms.js"].startswith(b'import { room } from "../app.js"\n')
    assert tree["icons/icon.svg"] == SMALL["icons/icon.svg"]


def test_a_tree_without_its_carrier_stays_as_it_is() -> None:
    apart = {path: body for path, body in SMALL.items() if path != CARRIER}
    assert joined(apart) == apart


def test_a_carried_module_is_found_however_it_is_asked_for() -> None:
    asking = (
        b'import {\n  room,\n  t as said,\n} from "./draft.js"\nimport * as server from "./server.js"\n'
        b'export { room as place } from "./draft.js"\nimport("./draft.js")\nimport "./kept.js"\n'
    )
    tree = joined(SMALL | {"js/lib/rooms.js": asking, "js/elements/split-words.js": asking.replace(b"./", b"../lib/")})
    assert tree["js/lib/rooms.js"] == asking.replace(b"./draft.js", b"../app.js").replace(b"./server.js", b"../app.js")
    assert tree["js/elements/split-words.js"] == tree["js/lib/rooms.js"].replace(b'"./', b'"../lib/')


def test_nobody_imports_a_name_of_an_element_that_travels() -> None:
    for path in ELEMENTS:
        assert "export" not in (ROOT / "static" / path).read_text(encoding="utf-8"), path


def test_no_import_of_the_tree_leads_nowhere_or_wants_what_is_not_given() -> None:
    for path, script in scripts().items():
        for address in re.findall(r"[\"'`](\.\.?/[^\"'`\n]*\.js)[\"'`]", script):
            assert "${" in address or found(path, address) in scripts(), (path, address)
        for names, address in re.findall(r"^import \{([^}]*)\} from \"(.*?)\"", script, re.MULTILINE):
            for name in re.findall(r"(\w+)(?: as \w+)?", names):
                given = rf"^export (?:async )?(?:const|let|function|class) {name}\b"
                assert re.search(given, scripts()[found(path, address)], re.MULTILINE), (path, name)


def test_no_module_waits_for_one_that_waits_for_it() -> None:
    """In a circle one of them runs before what it needs, and which one depends on the page."""
    waits = {
        path: {found(path, address) for address in re.findall(r"^import .*?\"(\..*?)\"", script, re.MULTILINE)}
        for path, script in scripts().items()
    }
    TopologicalSorter(waits).prepare()


def test_what_runs_in_a_thread_of_its_own_wants_nothing_of_a_page() -> None:
    """What carries another module asks for the page's own elements at once."""
    for path in ("js/lib/shrinker.js", "js/lib/shrink.js"):
        assert not {found(path, address) for address in re.findall(r" from \"(.*?)\"", scripts()[path])} & {CARRIER}


def test_what_is_joined_is_one_module(tmp_path: Path) -> None:
    """No name stands in it twice: a browser would run nothing of it."""
    module = tmp_path / "joined.mjs"
    module.write_text(scripts()[CARRIER], encoding="utf-8")
    subprocess.run([node(), "--check", module], check=True, capture_output=True)


@cache
def scripts() -> dict[str, str]:
    return {path: file.body.decode() for path, file in Assets(ROOT).files.items() if path.endswith(".js")}


def found(path: str, address: str) -> str:
    return normpath(PurePosixPath(path).parent / address)
