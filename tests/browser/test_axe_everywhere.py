"""No page is left out: axe looks at every template that is one, and at every refusal in its place, in a test that runs with every check."""

from importlib import import_module
from pathlib import Path

from tests.browser.looked_at import SHOWN, pages, refusals

HERE = Path(__file__).parent


def test_axe_looks_at_every_page_that_there_is() -> None:
    for file in HERE.glob("test_*.py"):
        if "\n@axe_looks_at" in file.read_text(encoding="utf-8"):
            import_module(f"{__package__}.{file.stem}")
    every = pages() | refusals()
    assert every - SHOWN.keys() == set(), "no test declares @axe_looks_at(...) or @axe_looks_at_refused(...) of these"
    assert SHOWN.keys() - every == set(), "there are no such pages any more"
