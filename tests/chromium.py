"""A real Chromium for the tests: finding it, a phone's shape for it, and a finger that matches or does not.

As a command, `python -m tests.chromium` prints which browser would be used, and fails when there is none.
"""

import os
import shutil
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import Browser, CDPSession, Page, Playwright, sync_playwright

CHOICE = "ONLYHUMAN_TEST_BROWSER"
SHELL = "chromium-headless-shell"  # without what a window needs, a fifth of the processor's work; it knows no notifications
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
USUAL_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
)
# Nothing of the browser's own goes out to the network, so that a request in a test is a request of ours.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--metrics-recording-only",
    "--password-store=basic",
)
A_PHONE = "Pixel 7"
FINGER = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

Credential = dict[str, Any]


def find_browser(playwright: Playwright, *, whole: bool = True) -> str | None:
    """The browser to drive: the one chosen by the environment, Playwright's own, or one that is installed."""
    if chosen := os.environ.get(CHOICE):
        return chosen
    installed = (shutil.which(name) for name in (NAMES if whole else (SHELL, *NAMES)))
    candidates = [playwright.chromium.executable_path, *filter(None, installed), *USUAL_PLACES]
    return next((path for path in candidates if Path(path).is_file()), None)


def flags(*more: str) -> list[str]:
    """The browser's command line. Chromium's sandbox does not work as root, and only then is it off."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*QUIET, *(["--no-sandbox"] if as_root else []), *more]


def launch(playwright: Playwright, *more: str, whole: bool = True) -> Browser:
    """Start the browser; not `whole`: its shell will do, where there is one. Raises LookupError with the command that brings one."""
    path = find_browser(playwright, whole=whole)
    if path is None:
        raise LookupError("No Chromium here. Run: python3 tests/check.py")
    return playwright.chromium.launch(executable_path=path, args=flags(*more))


def phone(playwright: Playwright, **other: Any) -> dict[str, Any]:
    """What `browser.new_context(**...)` needs to look like a phone in Britain; `other` changes parts of it."""
    device = dict(playwright.devices[A_PHONE])
    device.pop("default_browser_type", None)
    return {**device, "locale": "en-GB", "timezone_id": "Europe/London", **other}


class VirtualAuthenticator:
    """The phone's own authenticator on one page. It belongs to that page: another page needs its own, and `carry_to` fills it."""

    def __init__(self, page: Page, **options: Any) -> None:
        self._cdp: CDPSession = page.context.new_cdp_session(page)
        self._cdp.send("WebAuthn.enable", {"enableUI": False})
        added = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": {**FINGER, **options}})
        self._id: str = added["authenticatorId"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, cause: BaseException | None, trace: TracebackType | None) -> None:
        self.remove()

    def set_user_verified(self, verified: bool) -> None:
        """Whether the finger matches from here on."""
        self._send("setUserVerified", isUserVerified=verified)

    def set_present(self, present: bool) -> None:
        """Whether anybody touches the phone at all; when not, a ceremony stays open until the page gives up."""
        self._send("setAutomaticPresenceSimulation", enabled=present)

    def credentials(self) -> list[Credential]:
        """The passkeys on this authenticator, with their private keys."""
        found: list[Credential] = self._send("getCredentials")["credentials"]
        return found

    def add(self, credential: Credential) -> None:
        """Put a passkey from another authenticator on this one."""
        self._send("addCredential", credential=credential)

    def carry_to(self, other: "VirtualAuthenticator") -> None:
        """Copy every passkey, as a synced keychain does."""
        for credential in self.credentials():
            other.add(credential)

    def forget(self, credential_id: str | None = None) -> None:
        """Lose one passkey, given by its id as `credentials` shows it, or all of them."""
        if credential_id is None:
            self._send("clearCredentials")
        else:
            self._send("removeCredential", credentialId=credential_id)

    def remove(self) -> None:
        """Take the authenticator away: from here on no passkey prompt is ever answered."""
        self._send("removeVirtualAuthenticator")

    def _send(self, method: str, **parameters: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._cdp.send(f"WebAuthn.{method}", {"authenticatorId": self._id, **parameters})
        return answer


if __name__ == "__main__":
    with sync_playwright() as running:
        found = find_browser(running)
    print(found or "No Chromium is installed.")
    sys.exit(0 if found else 1)
