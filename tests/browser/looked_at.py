"""Which pages axe looks at, and in which state: a test says of which templates they are, and the application from which each was drawn."""

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
ALERT = 'role="alert"'  # what makes a phone read out why the page has come again


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


def axe_looks_at_refused(*templates: str) -> Callable[[Callable[Given, None]], Callable[Given, None]]:
    """The same of pages that come again because what they sent was refused, and say why."""
    return axe_looks_at(*map(refused, templates))


def refused(template: str) -> str:
    """What a page in that state is called here."""
    return f"{template} refused"


def seen(address: str, *, alert: bool) -> str:
    """Axe looks at the page at this address, on which an `alert` can be seen or not; from which template it was drawn."""
    template = DRAWN.get(urlsplit(address).path, "")
    SEEN.update({template, refused(template)} if alert else {template})
    return template


def pages() -> set[str]:
    """Every template that is a whole page: it extends a layout or has a main part of its own, and nothing extends it."""
    sources = _sources()
    layouts = {found for source in sources.values() for found in re.findall(r'{%-? extends "(.+?)"', source)}
    return {name for name, source in sources.items() if re.search("{%-? extends |<main ", source)} - layouts


def refusals() -> set[str]:
    """Every template that can say why something was refused, in that state."""
    return {refused(name) for name, source in _sources().items() if ALERT in source}


def _sources() -> dict[str, str]:
    return {str(one.relative_to(TEMPLATES)): one.read_text(encoding="utf-8") for one in TEMPLATES.rglob("*.html")}


def _drawn(_app: object, template: Any, **_: object) -> None:
    if has_request_context():
        DRAWN[request.path] = template.name


template_rendered.connect(_drawn)
