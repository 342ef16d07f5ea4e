"""What a phone fetches before the composer works stays small: one module, in one round trip behind the page."""

import gzip
import re

from pwa.web.assets import Assets
from pwa.web.modules import CARRIER
from tests.sources import ROOT

COLD_BYTES_AT_MOST = 9 * 1024  # gzip: what every first page runs on; the worker comes a second after it
BYTES_AT_MOST = 64 * 1024  # gzip: every script there is, 9 of it X's counting; the worker fetches them all, once, when the page is done
SERVED = Assets(ROOT)


def test_all_javascript_fits_in_its_budget() -> None:
    scripts = {path: file for path, file in SERVED.files.items() if path.endswith(".js")} | {"worker.js": SERVED.worker}
    weights = {path: len(file.compressed or file.body) for path, file in scripts.items()}
    assert sum(weights.values()) <= BYTES_AT_MOST, weights


def test_a_first_page_runs_on_little() -> None:
    starter = gzip.compress(SERVED.inside.starter.encode())
    assert len(SERVED.files[CARRIER].compressed or b"") + len(starter) <= COLD_BYTES_AT_MOST


def test_a_composer_runs_on_one_module_that_waits_for_no_other() -> None:
    script = SERVED.files[CARRIER].body.decode()
    assert re.findall(r"^import .*", script, re.MULTILINE) == []
    assert set(re.findall(r'^customElements.define\("(.*?)"', script, re.MULTILINE)) == {"lease-timer", "draft-form", "hold-bar"}
