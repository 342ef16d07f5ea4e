"""What people did on the screen once, so that a test begins where they were: it takes longer than most of what is tested after it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.browser.screens import Phone
from tests.chromium import Credential


@dataclass(frozen=True)
class OnPhone:
    """What a phone keeps of somebody who is signed in."""

    credentials: list[Credential]
    cookies: list[Any]

    @classmethod
    def of(cls, phone: Phone) -> Self:
        """Read it."""
        return cls(phone.finger.credentials(), phone.page.context.cookies())

    def put_on(self, phone: Phone) -> None:
        """The same on another phone."""
        for credential in self.credentials:
            phone.finger.add(credential)
        phone.page.context.add_cookies(self.cookies)


@dataclass(frozen=True)
class MadeByHand:
    """A template of the store, the keys and checkpoints beside it, and what is on each phone."""

    template: str
    folder: Path
    steph: OnPhone
    anna: OnPhone | None = None
