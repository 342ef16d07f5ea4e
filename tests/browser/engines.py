"""Where Firefox and WebKitGTK are on this machine, and one of each for a test.

As a command, `python -m tests.browser.engines` fails when one of them is not here.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.servers import free_port
from tests.browser.webdriver import PATIENCE, Firefox, WebKit

FIREFOX = ("firefox-esr", "firefox")
PREFERENCES = {
    "security.webauth.webauthn_enable_softtoken": True,
    "security.webauth.webauthn_enable_usbtoken": False,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "intl.accept_languages": "en-GB",
}


def firefox_program() -> str | None:
    return next(filter(None, map(shutil.which, FIREFOX)), None)


def webkit_programs() -> tuple[str, str] | None:
    """The driver and the screen that it draws on."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    return (driver, screen) if driver and screen and minibrowser() else None


def minibrowser() -> Path | None:
    return next(iter(sorted(Path("/usr/lib").glob("*/webkit2gtk-4*/MiniBrowser"))), None)


@contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """With a profile of its own, and no window."""
    port, profile = free_port(), folder / "firefox"
    profile.mkdir()
    chosen = PREFERENCES | {"marionette.port": port}
    (profile / "user.js").write_text("".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in chosen.items()))
    command = [str(firefox_program()), "--marionette", "--headless", "--no-remote", "--profile", str(profile)]
    with _running(command, os.environ | {"HOME": str(folder), "MOZ_HEADLESS_WIDTH": "412", "MOZ_HEADLESS_HEIGHT": "839"}):
        browser = Firefox(port)
        try:
            yield browser
        finally:
            browser.ends()


@contextmanager
def webkit(folder: Path) -> Iterator[WebKit]:
    """On a screen of its own."""
    programs = webkit_programs()
    assert programs is not None
    driver, screen = programs
    reading, writing = os.pipe()
    drawn = [screen, "-displayfd", str(writing), "-screen", "0", "500x900x24", "-nolisten", "tcp"]
    with _running(drawn, dict(os.environ), pass_fds=(writing,)):
        os.close(writing)
        with os.fdopen(reading) as said:
            display = said.readline().strip()  # the whole line: closed before its end, the screen would end itself
        own = {"DISPLAY": f":{display}", "HOME": str(folder), "GDK_BACKEND": "x11", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
        own |= {"NO_AT_BRIDGE": "1"}
        port, program = free_port(), minibrowser()
        assert program is not None
        with _running([driver, f"--port={port}"], os.environ | own):
            browser = WebKit(port, program)
            try:
                yield browser
            finally:
                browser.ends()


@contextmanager
def _running(command: list[str], environment: dict[str, str], pass_fds: tuple[int, ...] = ()) -> Iterator[None]:
    """In a session of its own, so that what it starts ends with it."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, pass_fds=pass_fds, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


if __name__ == "__main__":
    missing = [name for name, found in (("Firefox", firefox_program()), ("WebKitGTK", webkit_programs())) if not found]
    print(f"Not here: {', '.join(missing)}." if missing else "Both are here.")
    sys.exit(1 if missing else 0)
