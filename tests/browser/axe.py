"""Axe, which looks at a page as assistive tools would, and says what it has against it."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.looked_at import ALERT, seen

AXE = Axe().axe_script
ALL_RULES = {"resultTypes": ["violations"]}
COLOUR_RULES = ALL_RULES | {"runOnly": ["color-contrast", "link-in-text-block"]}  # the dark is the same page in other colours


def axe_says(page: Page) -> list[str]:
    """What axe has against this page by light, and against its colours in the dark; nothing moves meanwhile."""
    said = []
    for scheme, rules in (("light", ALL_RULES), ("dark", COLOUR_RULES)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        said += [f"{page.url} {scheme}: {fault['id']} {fault['nodes'][0]['html'][:160]}" for fault in axe_finds(page, rules)]
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    return said


def axe_finds(page: Page, rules: dict[str, Any]) -> list[dict[str, Any]]:
    """What axe has against this page. It is half a megabyte, and brought to each page once."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    seen(page.url, alert=page.locator(f"main [{ALERT}]").first.is_visible())
    found: list[dict[str, Any]] = page.evaluate("async (rules) => (await axe.run(document, rules)).violations", rules)
    return found
