"""That an official post read like the person who held it is seen by that person, and by no keeper on any page, in any export or figure."""

import json
import re
from pathlib import Path

from flask import Flask

from pwa.actions.export_ledger import export_ledger
from pwa.courier import Courier
from tests.actions.learnt import taught_from_corpus
from tests.actions.test_look_for_reading import HERS
from tests.cast import Cast
from tests.conftest import Clock
from tests.test_wall import pages_of
from tests.wall import ids_there
from tests.web.phone import Phone

TOLD = re.compile(r"Reads \d+|reads_like|9\d %|like Anna", re.IGNORECASE)


def test_a_keeper_finds_it_nowhere(app: Flask, cast: Cast, clock: Clock, courier: Courier, data: Path) -> None:
    anna, steph = cast.anna, cast.steph
    taught_from_corpus()
    anna.speaks_as("wv11")
    gone, held = anna.holds(HERS, handle="wv11"), anna.holds(f"{HERS} and another thing", handle="wv11")
    hers = Phone(app, anna)
    assert re.search(r"Reads 9\d % like Anna\.", hers.opens(f"/posts/{held.public_id}").text)
    steph.speaks_as("wv11")
    keeper = Phone(app, steph)
    while_held = {path: keeper.opens(path).text for path in (f"/posts/{held.public_id}", "/as/wv11/outbox", "/identities/wv11/voice")}
    clock.forward(125)
    courier.run_once()
    own = ids_there()
    own["handle"] = ["wv11", "steph"]
    afterwards = pages_of(app, steph, own)
    assert f"/posts/{gone.public_id}" in afterwards
    for path, page in [*while_held.items(), *afterwards.items()]:
        assert not TOLD.search(page), path
    typed = keeper.sends("/as/wv11/drafts/abcdefghijklmnop/second-look", part=HERS)
    assert not TOLD.search(typed.text)
    assert keeper.sends(f"/posts/{held.public_id}/second-look", fine="reads_like").status_code == 404
    export_ledger(data, data / "record", of="wv11")
    record = (data / "record").read_text()
    assert not TOLD.search(record)
    assert json.dumps({"rule": "private"}, separators=(",", ":")) in record.replace('\\"', '"')
