"""What a phone fetches before the composer works stays small: its modules, in one round trip behind the page, and their weight."""

import re
from pathlib import PurePosixPath
from posixpath import normpath

from pwa.web.assets import Assets
from tests.sources import ROOT

MODULES_AT_MOST = 3
COLD_BYTES_AT_MOST = 11 * 1024  # gzip: what the first page runs on; the worker comes a second after it
BYTES_AT_MOST = 64 * 1024  # gzip: every script there is, 9 of it X's counting; the worker fetches them all, once, when the page is done
COMPOSER = (ROOT / "pwa" / "templates" / "drafts" / "composer.html").read_text(encoding="utf-8")
SERVED = Assets(ROOT)


def test_all_javascript_fits_in_its_budget() -> None:
    assert sum(weights().values()) <= BYTES_AT_MOST, weights()


def test_a_first_page_runs_on_little() -> None:
    first = {f"js/{module}" for module in graph("draft-form", "hold-bar")}
    cold = {path: weight for path, weight in weights().items() if path in first}
    assert sum(cold.values()) <= COLD_BYTES_AT_MOST, cold


def test_a_composer_runs_on_a_handful_of_modules() -> None:
    assert len(graph("draft-form")) <= MODULES_AT_MOST
    assert len(graph("draft-form", "hold-bar")) <= MODULES_AT_MOST  # the official one


def test_no_module_of_a_composer_waits_for_another_to_ask_for_it() -> None:
    named = re.findall(r"(?:script type=\"module\" src|modulepreload\" href)=\"{{ asset\('js/(.*?)'\)", COMPOSER)
    assert graph("draft-form", "hold-bar") - {"app.js"} == set(named)


def test_no_element_of_a_composer_waits_for_the_first_module_to_run() -> None:
    scripts = re.findall(r"script type=\"module\" src=\"{{ asset\('js/elements/(.*?).js'\)", COMPOSER)
    assert scripts == ["draft-form", "hold-bar"]


def weights() -> dict[str, int]:
    """Every script as it is sent."""
    scripts = {path: file for path, file in SERVED.files.items() if path.endswith(".js")} | {"worker.js": SERVED.worker}
    return {path: len(file.compressed or file.body) for path, file in scripts.items()}


def graph(*tags: str) -> set[str]:
    """What a page with these elements loads: app.js, the elements, and whatever they import in turn."""
    waiting, found = ["app.js", *(f"elements/{tag}.js" for tag in tags)], set[str]()
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            imported = re.findall(r"^import .*? from \"(.*?)\"", SERVED.files[f"js/{module}"].body.decode(), re.MULTILINE)
            waiting += [normpath(PurePosixPath(module).parent / path) for path in imported]
    return found
