"""A phone on which somebody uses the app: requests as its pages make them, ceremonies as its scripts do."""

import re
from html import unescape
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.cast import Member
from tests.software_passkey import SoftwarePasskey, Tampering

CODE = r"<li><span>(.*?)</span></li>"  # where a page shows recovery codes; for `words`
FROM_OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}


class Phone:
    """One browser with its cookies, and a passkey of its own until it is given somebody's."""

    def __init__(self, app: Flask, member: Member | None = None, passkey: SoftwarePasskey | None = None) -> None:
        self.app, self.client = app, app.test_client()
        self.passkey = passkey or (member.passkey if member else SoftwarePasskey())
        if member:
            with self.client.session_transaction() as cookie:
                cookie["_user_id"] = member.token

    def opens(self, path: str, **headers: str) -> TestResponse:
        """A page, as the address bar asks for it."""
        return self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def sends(self, path: str, /, **fields: object) -> TestResponse:
        """A form of one of our pages."""
        return self.client.post(path, data=fields, headers=FROM_OUR_PAGE)

    def is_asked(self, purpose: str, target: str = "", name: str = "") -> dict[str, Any]:
        """The options of a ceremony."""
        answer = self.sends("/challenges", purpose=purpose, target=target, name=name)
        assert answer.status_code == 200, answer.text
        options: dict[str, Any] = answer.get_json()
        return options

    def proves(self, purpose: str, target: str = "", **lies: Any) -> str:
        """A finger on the sensor."""
        told: Tampering = lies  # type: ignore[assignment]
        return self.passkey.get(self.is_asked(purpose, target), **told)

    def makes(self, purpose: str, target: str = "", name: str = "") -> str:
        """A new passkey on this phone."""
        return self.passkey.create(self.is_asked(purpose, target, name))

    def sets_up(self, token: str, name: str = "Steph") -> TestResponse:
        """The first Person's way in."""
        return self.sends(f"/setup/{token}", name=name, board="open", credential=self.makes("set_up", token, name))

    def signs_in(self, **more: str) -> TestResponse:
        """With the passkey that it holds."""
        return self.sends("/sign-in", credential=self.proves("sign_in"), **more)

    def speaks_as(self, handle: str) -> TestResponse:
        """Upward, with a finger."""
        return self.sends(f"/switch/{handle}", credential=self.proves("speak_as", handle))

    def is_let_in(self) -> bool:
        """Whether it is signed in."""
        return self.opens("/passkeys").status_code == 200

    def voice(self) -> str:
        """What the banner says."""
        return " ".join(words(self.opens("/switch"), r'<p class="who">(.*?<span class="kind">\w+)')[0].split())


def words(answer: TestResponse, pattern: str) -> list[str]:
    """The text of whatever in a page fits the pattern, without its tags."""
    return [unescape(re.sub(r"<[^>]+>", "", found)).strip() for found in re.findall(pattern, answer.text, re.DOTALL)]


def said(answer: TestResponse) -> list[str]:
    """The sentences that a page says once."""
    return words(answer, r'<p class="say" role="status">(.*?)</p>')
