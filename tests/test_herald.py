"""A real `onlyhuman courier` process tells a phone of a hold that was made elsewhere, and says in its log only what it may."""

import os
from pathlib import Path

from pwa.actions.subscribe import subscribe
from tests.cast import Cast
from tests.commands import line_of, running
from tests.push_service import push_service

WORDS = "That man on the bus again!"


def test_a_process_of_its_own_tells_a_phone_of_a_hold_and_of_its_undo(cast: Cast, store: str, data: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    chosen = {"ONLYHUMAN_DATA": str(data), "ONLYHUMAN_DATABASE_URL": store, "ONLYHUMAN_OUTBOUND_LOOPBACK": "1"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ONLYHUMAN_")} | chosen
    with push_service() as service, running(environment, "courier", log=log) as courier:
        phone, other = service.browser(), service.browser()
        subscribe(cast.anna.caller, **phone.fields, language="en", folder=data, loopback=True)
        subscribe(cast.steph.another_browser().caller, **other.fields, language="en", folder=data, loopback=True)
        other.answers = [(410, {}), (503, {})]
        assert line_of(courier) == "The courier is at work."
        cast.steph.speaks_as("wv11")
        post = cast.steph.holds(WORDS, handle="wv11")
        [held] = phone.waits_for(1)
        cast.anna.undoes(post)
        assert phone.waits_for(2)[1].says["title"] == "WV11: undone"
    assert held.says["title"].startswith("Goes out in ")
    said = log.read_text()
    assert not any(secret in said for secret in (*phone.fields.values(), *other.fields.values(), "/push/", WORDS))
