"""What Lighthouse says of the pages a person meets first, on its own emulated phone. Needs npm, and is never part of the checks.

`python -m tests.bench.lighthouse [-n 5] [--detail] [PAGE ...]`: brings Lighthouse 12 into a temporary folder, opens each page n times with
the cookie of somebody who is signed in, and prints the four scores of its middle run; `--detail` names every audit that is not perfect.
Beside them, in the same run, the floor: one page, one style, one module, one worker; and a peer, where `tests/check.py` has brought it: the
page on which people sign in to a Bluesky server, as its makers serve it. A composer's largest paint is to come in a quarter of the time
that Phanpy's takes: 3.2 s, measured elsewhere beside a floor of 0.67, for its source is not to be had from a registry.
PAGE is how the name of one begins; without any, it is all of them.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.bench.figures import show, verdict
from tests.bench.servers import Running, only_human, peer
from tests.bench.volunteer import Volunteer
from tests.chromium import find_browser, flags
from tests.networks.bluesky_packages import find_packages
from tests.networks.speaks_bluesky import BlueskyServer

VERSION = "lighthouse@12"  # the newest that runs on Node 20
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
# What is asked for is 100; a busy machine takes some of the first. Pages behind a sign-in ask search engines to stay away.
AT_LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100}
FLOOR, PEER = "floor", "a peer: Bluesky, signing in"
QUARTER_OF_PHANPY = 3_200 / 4  # milliseconds
TRIES = 3  # now and then it finds no start in its own trace, and asks to be run again
Page = tuple[str, str, dict[str, str]]  # its name, its address and whose cookies


def main() -> int:
    """Returns 1 when a score is too low, or a composer's largest paint too late."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=5)
    parser.add_argument("--detail", action="store_true")
    parser.add_argument("pages", nargs="*", default=[""])
    asked = parser.parse_args()
    if shutil.which("npm") is None:
        raise SystemExit("Lighthouse comes from npm, and there is no npm here.")
    with tempfile.TemporaryDirectory(prefix="onlyhuman-lighthouse-") as folder, only_human("sqlite") as server, peer("floor") as floor:
        program = _bring(Path(folder))
        reports = {
            name: _middle(program, url, cookies, asked.n)
            for name, url, cookies in chain(_pages(server), [(FLOOR, f"{floor.url}/", {})], _peer())
            if name.startswith((*asked.pages, FLOOR, PEER))
        }
    rows = [[name, *(_score(report, category) for category in CATEGORIES), *_timings(report)] for name, report in reports.items()]
    show(f"Lighthouse, mobile; the middle one of {asked.n} by performance, then LCP", ["", *CATEGORIES, "FCP s", "LCP s", "TBT ms"], rows)
    if asked.detail:
        for name, report in reports.items():
            _tell(name, report)
    met = [_in_time(name, report) for name, report in reports.items() if name.startswith("composer")]
    ours = [report for name, report in reports.items() if name not in (FLOOR, PEER)]
    return 0 if all(met) and all(int(_score(report, category)) >= least for report in ours for category, least in AT_LEAST.items()) else 1


def _in_time(name: str, report: dict[str, Any]) -> bool:
    return verdict(f"{name}, LCP", report["audits"]["largest-contentful-paint"]["numericValue"], QUARTER_OF_PHANPY, "ms")


def _peer() -> Iterator[Page]:
    if find_packages():
        yield PEER, f"{BlueskyServer().own_home}/account", {}


def _pages(server: Running) -> Iterator[Page]:
    """Each as it is when it is asked for: what comes later changes what was there before."""
    steph = Volunteer(server)
    steph.makes_wv11()
    official = steph.another_browser()
    official.speaks_as_wv11()
    yield "welcome", f"{server.url}/welcome", {}
    yield "composer, personal", f"{server.url}/as/steph/?new=1", steph.cookies
    yield "composer, official", f"{server.url}/as/wv11/?new=1", official.cookies
    steph.hangs_up()  # the server has, while the pages before were looked at
    sent = steph.posts_at_once("Road closed at the Crown junction until noon.")
    steph.edits_own_voice(window=600)
    held, _ = steph.holds("The Crown junction is open again.")
    yield "composer, official, with a second look", f"{server.url}/as/wv11/?new=1", official.cookies
    for name, path in {
        "outbox": "/as/steph/outbox",
        "noticeboard": "/board/steph",
        "going out": held,
        "receipt": sent,
        "stop": "/stop",
        "house voice": "/identities/wv11/voice",
        "elections": "/identities/wv11/elections",
    }.items():
        yield name, server.url + path, {} if name == "noticeboard" else steph.cookies


def _bring(folder: Path) -> Path:
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, VERSION], check=True)
    return folder / "node_modules" / ".bin" / "lighthouse"


def _middle(program: Path, url: str, cookies: dict[str, str], runs: int) -> dict[str, Any]:
    reports = [_report(program, url, cookies) for _ in range(runs)]
    return sorted(reports, key=lambda one: (int(_score(one, "performance")), -float(_timings(one)[1])))[runs // 2]


def _report(program: Path, url: str, cookies: dict[str, str]) -> dict[str, Any]:
    with sync_playwright() as playwright:
        browser = find_browser(playwright)
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
    command: list[str | Path] = [program, url, "--quiet", "--output=json", "--disable-full-page-screenshot"]
    command += [f"--only-categories={','.join(CATEGORIES)}", f"--extra-headers={json.dumps(headers)}"]
    command += [f"--chrome-flags={' '.join(flags('--headless=new'))}"]
    for _ in range(TRIES):
        ran = subprocess.run(command, capture_output=True, env=os.environ | {"CHROME_PATH": str(browser)})
        if not ran.returncode:
            report: dict[str, Any] = json.loads(ran.stdout)
            return report
    raise SystemExit(f"Lighthouse saw nothing of {url}: {ran.stderr.decode()}")


def _score(report: dict[str, Any], category: str) -> str:
    return str(round((report["categories"][category]["score"] or 0) * 100))


def _timings(report: dict[str, Any]) -> list[str]:
    audits = report["audits"]
    seconds = [f"{audits[name]['numericValue'] / 1000:.2f}" for name in ("first-contentful-paint", "largest-contentful-paint")]
    return [*seconds, f"{audits['total-blocking-time']['numericValue']:.0f}"]


def _tell(page: str, report: dict[str, Any]) -> None:
    for category in CATEGORIES:
        for entry in report["categories"][category]["auditRefs"]:
            audit = report["audits"][entry["id"]]
            if entry["weight"] and audit["score"] is not None and audit["score"] < 1:
                items = [item.get("node", {}).get("snippet") or item for item in (audit.get("details") or {}).get("items", [])[:3]]
                print(f"  {page}, {category}: {audit['title']} ({audit.get('displayValue', audit['score'])}) {items}")


if __name__ == "__main__":
    sys.exit(main())
