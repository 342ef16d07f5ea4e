"""Every check, in one command: `python3 tests/check.py` (`--fast` leaves the browser out).

It brings what is missing, starts itself again inside the project's own environment, and ends with pytest's closing line.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
INSIDE = "ONLYHUMAN_TEST_INSIDE"
NEVER_KEEPS_WHAT_IT_COMPILED = "PYTHONDONTWRITEBYTECODE"  # with it each worker and each of a hundred commands compiles everything anew
WORKERS_AT_MOST = 4
PYTEST = [sys.executable, "-m", "pytest"]
ALONE = "tests/browser"  # where whatever must be alone is: finding the rest only to leave it out takes ten seconds
DEBIAN_PACKAGES = {
    "browser": ["chromium"],
    "engines": ["firefox-esr", "webkit2gtk-driver", "xvfb"],
    "fonts": ["fonts-liberation", "fonts-noto-color-emoji"],
    "shell": ["chromium-headless-shell"],
    "networks": ["snac2"],
    "store": ["postgresql"],
}
FINDERS = {
    "bluesky": "tests.networks.bluesky_packages",
    "browser": "tests.chromium",
    "engines": "tests.browser.engines",
    "networks": "tests.networks.speaks_mastodon",
    "store": "tests.databases",
}
DEBIANS_KEYS = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
BACKPORTS = Path("/etc/apt/sources.list.d/onlyhuman-backports.sources")
OTHERWISE = {
    "bluesky": "No npm registry gave us the Bluesky server: without it no real server is asked in Bluesky's language.",
    "browser": "Install Chromium or Google Chrome, or name one in ONLYHUMAN_TEST_BROWSER: without it the browser tests fail.",
    "engines": "Firefox and WebKitGTK's driver (with Xvfb) are not both here: without them the tests of other engines are skipped.",
    "fonts": "",  # only Debian's bare images come without any
    "shell": "",  # Chromium itself does as well, and takes longer
    "networks": "Install snac2 (Debian 12 has it in its backports): without it no real server is asked in Mastodon's language.",
    "store": "Install PostgreSQL's server (its initdb and postgres are enough, it need not run): without it those tests are skipped.",
}


def main(arguments: Sequence[str]) -> int:
    """Run everything and give the status of the first thing that failed."""
    os.chdir(ROOT)
    if not os.environ.get(INSIDE):  # --locked: a lock file that no longer fits pyproject.toml ends here, in uv's words
        again: list[str | Path] = [uv(), "run", "--quiet", "--locked", "python", "-m", "tests.check", *arguments]
        environment = {name: value for name, value in os.environ.items() if name != NEVER_KEEPS_WHAT_IT_COMPILED}
        return subprocess.call(again, env=environment | {INSIDE: "yes"})
    fast = "--fast" in arguments
    checks = [Check(name, command) for name, command in of_the_code()]
    say("set-up", bring_what_is_missing(browser=not fast))
    ended = {check.name: check.ends() for check in checks}
    if not fast:
        ended["what must be alone"] = timed("pytest, what must be alone", [*PYTEST, ALONE, "-m", "alone"])
    if failed := [name for name, status in ended.items() if status]:
        say("failed so far", ", ".join(failed))
    say("pytest")  # last: its closing line is the last line of all
    pytest = subprocess.call([*PYTEST, *side_by_side(), "-m", "not browser" if fast else "not alone"])
    return ended[failed[0]] if failed else pytest


class Check:
    """One check, at work from now on: beside the others, and beside what is brought meanwhile. What it says waits until it is asked."""

    def __init__(self, name: str, command: list[str | Path]) -> None:
        self.name = name
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def ends(self) -> int:
        """Its status, once it has one."""
        said, _ = self._process.communicate()
        say(self.name, f"{said.strip()}\nFAILED" if self._process.returncode else "ok")
        return self._process.returncode


def of_the_code() -> list[tuple[str, list[str | Path]]]:
    """The checks that need nothing which is still to be brought."""
    python = Path(sys.executable)
    return [
        ("ruff check", [python, "-m", "ruff", "check", "--quiet"]),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "--quiet"]),
        ("node", [node(), "--test", "--test-reporter=dot", "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", *javascript_tests()]),
        ("mypy", [python, "-m", "mypy", "--no-error-summary"]),
        ("what pytest finds", [*PYTEST, "--collect-only", "-qq"]),  # it leaves everything compiled for the workers, who would each do it
    ]


def side_by_side() -> list[str]:
    """A pytest worker for each core and one more, for browsers and couriers are waited for; each has stores and a browser of its own."""
    return ["--numprocesses", str(min((os.cpu_count() or 1) + 1, WORKERS_AT_MOST)), "--dist", "worksteal"]


def uv() -> Path:
    """The project's own uv, brought by pip the first time."""
    found = shutil.which("uv", path=TOOLS / "bin")
    if found is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "-qq", "--target", TOOLS, "uv"], check=True)
        found = shutil.which("uv", path=TOOLS / "bin")
    if found is None:
        raise SystemExit("pip has installed uv, but there is no uv in .tools/bin.")
    return Path(found)


def node() -> Path:
    """The Node that Playwright carries: the same one everywhere, and nobody has to install any."""
    import playwright

    driver = Path(playwright.__file__).parent / "driver"
    return Path(shutil.which("node", path=driver) or "node")


def javascript_tests() -> list[Path]:
    return sorted((ROOT / "tests" / "js").rglob("*.*js"))


def bring_what_is_missing(*, browser: bool) -> str:
    """Install what the tests need and is not here; say what was done and what a person must do."""
    missing = not_here(needs(browser=browser))
    from_npm = subprocess.Popen([sys.executable, "-m", FINDERS["bluesky"], "install"]) if "bluesky" in missing else None
    if missing and is_debian() and os.geteuid() == 0:
        packages = [package for need in missing for package in DEBIAN_PACKAGES.get(need, [])]
        if packages:
            say("set-up", f"installing {', '.join(packages)}")
            apt("update")
        if "networks" in missing:
            open_backports(*DEBIAN_PACKAGES["networks"])
        for need in DEBIAN_PACKAGES.keys() & missing:  # each by itself: what one Debian does not have keeps nothing else away
            apt("install", "--yes", "--no-install-recommends", *DEBIAN_PACKAGES[need])
    elif "browser" in missing:
        say("set-up", "downloading Playwright's own Chromium")
        subprocess.call([sys.executable, "-m", "playwright", "install", "chromium"])
    if from_npm:
        from_npm.wait()  # it came while Debian's packages did
    said = [OTHERWISE[need] for need in not_here(missing) if OTHERWISE[need]]
    return " ".join(said) or "everything is here"


def open_backports(package: str) -> None:
    """Where Debian's stable does not know a package, ask its backports too, in a file of their own; if that fails it is as it was."""
    if "Candidate: " in (known := output_of("apt-cache", "policy", package)) and "Candidate: (none)" not in known:
        return
    listed = output_of("apt-get", "indextargets", "--format", "$(CODENAME) $(REPO_URI)", "Created-By: Packages", "Origin: Debian")
    for code, address in (line.split(" ", 1) for line in listed.splitlines()):
        if "-" not in code:  # not its updates or its security
            signed = f"Signed-By: {DEBIANS_KEYS}\n" if DEBIANS_KEYS.exists() else ""
            BACKPORTS.write_text(f"Types: deb\nURIs: {address}\nSuites: {code}-backports\nComponents: main\n{signed}")
            if apt("update"):
                BACKPORTS.unlink()
                apt("update")
            return


def needs(*, browser: bool) -> list[str]:
    wanted = ["bluesky", "browser", "engines", "networks", "store"] if browser else ["bluesky", "networks", "store"]
    return [*wanted, "fonts", "shell"] if browser and is_debian() else wanted


def not_here(wanted: Sequence[str]) -> list[str]:
    """Those that are not met; each is asked in a process of its own."""
    with ThreadPoolExecutor() as asking:
        return [need for need, here in zip(wanted, asking.map(is_here, wanted), strict=True) if not here]


def is_here(need: str) -> bool:
    """Whether a need is met; the tests' own finders decide, so that both always agree."""
    if need not in FINDERS:
        return all(succeeds("dpkg", "--status", package) for package in DEBIAN_PACKAGES[need])
    return succeeds(sys.executable, "-m", FINDERS[need])


def succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def output_of(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=False, text=True).stdout


def is_debian() -> bool:
    return shutil.which("apt-get") is not None and shutil.which("dpkg") is not None


def apt(*arguments: str) -> int:
    """Run apt-get without questions; a failure is shown and what it leaves missing is said afterwards."""
    return subprocess.call(["apt-get", "--quiet=2", *arguments], env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})


def timed(name: str, command: list[str | Path]) -> int:
    """Run one check under a heading, with the time it took."""
    say(name)
    started = time.monotonic()
    status = subprocess.call(command)
    print(f"{'ok' if status == 0 else 'FAILED'}, {time.monotonic() - started:.1f} s", flush=True)
    return status


def say(heading: str, rest: str = "") -> None:
    print(f"\n== {heading}" + (f": {rest}" if rest else ""), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
