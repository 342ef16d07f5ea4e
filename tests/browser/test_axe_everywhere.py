"""No page is left out: axe looks at every template that is one, in a test that runs with every check."""

from importlib import import_module
from pathlib import Path

from tests.browser.looked_at import SHOWN, pages

HERE = Path(__file__).parent


def test_axe_looks_at_every_page_that_there_is() -> None:
    for file in HERE.glob("test_*.py"):
        if f"\n@{'axe_looks_at'}(" in file.read_text(encoding="utf-8"):
            import_module(f"{__package__}.{file.stem}")
    assert pages() - SHOWN.keys() == set(), "no test declares @axe_looks_at(...) of these"
    assert SHOWN.keys() - pages() == set(), "there are no such pages any more"
