"""Modules that travel inside another: nobody's import leads nowhere, and each of our files stays a module of its own."""

import re

from pwa.web.assets import Assets
from pwa.web.modules import CARRIED, joined
from tests.sources import ROOT

SMALL = {
    "js/lib/server.js": b"const words = {}\nexport const t = (english) => words[english]\n",
    "js/lib/draft.js": b'import { t } from "./server.js"\nexport const room = () => import("./kept.js").then(t)\n',
    "js/app.js": b'import { t } from "./lib/server.js"\nt("Write")\n',
    "js/elements/draft-form.js": b'import { room } from "../lib/draft.js"\nimport { t, tn } from "../lib/server.js"\nroom(t)\n',
    "js/lib/rooms.js": b'import { room } from "./draft.js"\nroom()\n',
    "icons/icon.svg": b"<svg/>",
}


def test_a_carried_module_is_found_in_its_carrier() -> None:
    tree = joined(SMALL)
    assert set(SMALL) - set(tree) == set(CARRIED)
    assert tree["js/app.js"] == SMALL["js/lib/server.js"] + b't("Write")\n'
    assert tree["js/elements/draft-form.js"].splitlines() == [
        b'import { t, tn } from "../app.js"',
        b'export const room = () => import("../lib/kept.js").then(t)',
        b"room(t)",
    ]
    assert tree["js/lib/rooms.js"].startswith(b'import { room } from "../elements/draft-form.js"\n')
    assert tree["icons/icon.svg"] == SMALL["icons/icon.svg"]


def test_no_import_of_the_tree_leads_nowhere_or_wants_what_is_not_given() -> None:
    scripts = {path: file.body.decode() for path, file in Assets(ROOT).files.items() if path.endswith(".js")}
    for path, script in scripts.items():
        for names, address in re.findall(r"^import (?:\* as )?(.*?) from \"(.*?)\"", script, re.MULTILINE):
            given = scripts[(ROOT / path).parent.joinpath(address).resolve().relative_to(ROOT).as_posix()]
            for name in re.findall(r"(\w+)(?: as \w+)?", names) if "{" in names else []:
                assert re.search(rf"^export (?:async )?(?:const|let|function|class) {name}\b", given, re.MULTILINE), (path, name)

        for address in re.findall(r"\bimport\([\"`](\..*?)[\"`]\)", script):
            led_to = (ROOT / path).parent.joinpath(address).resolve().relative_to(ROOT)
            assert led_to.as_posix() in scripts or "${" in address, (path, address)


def test_what_is_joined_gives_no_name_twice() -> None:
    scripts = {path: file.body.decode() for path, file in Assets(ROOT).files.items() if path in CARRIED.values()}
    for path, script in scripts.items():
        names = re.findall(r"^(?:export )?(?:async )?(?:const|let|function|class) (\w+)", script, re.MULTILINE)
        assert len(names) == len(set(names)), path
