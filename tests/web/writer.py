"""Somebody at a composer: what its form holds, filled in and sent as a browser does it."""

import html
import re
from typing import Any, Self

from flask import Flask
from werkzeug.test import TestResponse

from tests.cast import Member
from tests.web.phone import FROM_OUR_PAGE, Phone


class Writer(Phone):
    """A Phone whose person writes."""

    def __init__(self, app: Flask, member: Member) -> None:
        super().__init__(app, member)
        self.member = member

    def saves(self, path: str, /, **fields: object) -> TestResponse:
        """The autosave of the composer's script."""
        return self.client.put(path, data=fields, headers=FROM_OUR_PAGE)

    def becomes(self, handle: str) -> Self:
        """Switch; an official voice takes a finger."""
        given = {} if handle == self.member.handle else {"credential": self.proves("speak_as", handle)}
        assert self.sends(f"/switch/{handle}", **given).status_code == 303
        return self

    def composer(self, handle: str, draft: str = "") -> dict[str, Any]:
        """What the form of a fresh composer holds; with a Draft's id, of that Draft."""
        page = self.opens(f"/as/{handle}/drafts/{draft}" if draft else f"/as/{handle}/?new=1")
        assert page.status_code == 200, page.text
        return form_of(page.text)

    def writes(self, handle: str, *parts: str) -> dict[str, Any]:
        """A fresh composer with these words in it, every channel ticked; it is meant as who it says, whatever went before."""
        return self.composer(handle) | {"part": list(parts), "chosen": handle}

    def holds(self, handle: str, *parts: str) -> str:
        """Hold these words; returns the address of the post."""
        answer = self.sends(f"/as/{handle}/posts", **self.writes(handle, *parts), armed="yes")
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"])


def form_of(page: str) -> dict[str, Any]:
    """The fields a composer would send."""
    named = {name: value_of(page, name) for name in ("person", "draft", "version", "page_key")}
    pictures = re.findall(r'name="picture" value="([^"]+)"', page)
    alts = {name: html.unescape(said) for name, said in re.findall(r'<textarea id="(alt-[^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)}
    channels = re.findall(r'name="channel" value="([^"]+)" checked', page)
    return named | {"part": parts_of(page), "channel": channels, "pictures": "yes", "picture": pictures, **alts}


def value_of(page: str, name: str) -> str:
    """The value of one hidden field."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found, f"there is no field {name}"
    return html.unescape(found[1])


def parts_of(page: str) -> list[str]:
    """The words in the text boxes of a composer."""
    boxes = re.findall(r'<textarea id="part-\d+" name="part"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return [html.unescape(box) for box in boxes]


def read(page: TestResponse) -> str:
    """A page as it is read: no tags, entities resolved."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
