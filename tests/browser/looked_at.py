"""Which pages axe looks at: a test says of which templates they are, and the application which one each address was drawn from."""

import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec
from urllib.parse import urlsplit

from flask import has_request_context, request, template_rendered

import pwa

Given = ParamSpec("Given")
TEMPLATES = Path(pwa.__file__).parent / "templates"
DRAWN: dict[str, str] = {}  # by its path: the template of whatever stood there last
SEEN: set[str] = set()  # in the test that runs now
SHOWN: dict[str, set[str]] = {}  # by its template: the tests in which axe looks at a page


def axe_looks_at(*templates: str) -> Callable[[Callable[Given, None]], Callable[Given, None]]:
    """Declares of a test that axe looks at pages of these templates in it. The test fails when it does not."""

    def declared(test: Callable[Given, None]) -> Callable[Given, None]:
        for template in templates:
            SHOWN.setdefault(template, set()).add(f"{test.__module__}.{test.__qualname__}")

        @wraps(test)
        def watched(*given: Given.args, **named: Given.kwargs) -> None:
            SEEN.clear()
            test(*given, **named)
            assert set(templates) <= SEEN, f"axe has not looked at {set(templates) - SEEN}"

        return watched

    return declared


def seen(address: str) -> str:
    """Axe looks at the page at this address; from which template it was drawn."""
    SEEN.add(template := DRAWN.get(urlsplit(address).path, ""))
    return template


def pages() -> set[str]:
    """Every template that is a whole page: it extends a layout or has a main part of its own, and nothing extends it."""
    sources = {str(one.relative_to(TEMPLATES)): one.read_text(encoding="utf-8") for one in TEMPLATES.rglob("*.html")}
    layouts = {found for source in sources.values() for found in re.findall(r'{%-? extends "(.+?)"', source)}
    return {name for name, source in sources.items() if re.search("{%-? extends |<main ", source)} - layouts


def _drawn(_app: object, template: Any, **_: object) -> None:
    if has_request_context():
        DRAWN[request.path] = template.name


template_rendered.connect(_drawn)
