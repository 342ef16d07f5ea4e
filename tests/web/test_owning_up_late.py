"""Somebody owns up to what was taken down, or lost its words, before."""

from pathlib import Path

import pytest
from sqlmodel import select

from pwa.courier import Courier
from pwa.store.tables import LedgerText
from pwa.store.transaction import transaction
from tests.conftest import Clock
from tests.web.test_boards import posts
from tests.web.writer import Writer, read

SLIP = "Look at this picture!"


@pytest.fixture
def slip(steph_phone: Writer, clock: Clock, courier: Courier) -> str:
    """It is out as WV11; its address."""
    return posts(steph_phone.becomes("wv11"), courier, clock, SLIP, handle="wv11")


def test_what_was_taken_down_before_is_looked_for_and_not_waited_for(steph_phone: Writer, slip: str, courier: Courier) -> None:
    steph_phone.sends(f"{slip}/retraction")
    courier.run_once()
    steph_phone.sends(f"{slip}/own-up")
    courier.run_once()
    assert "Noticeboard says that it is gone, checked at" in read(steph_phone.opens(f"{slip}/own-up"))


def test_words_that_were_deleted_do_not_come_back_by_owning_up(steph_phone: Writer, slip: str, courier: Courier, data: Path) -> None:
    steph_phone.sends(f"{slip}/words", credential=steph_phone.proves("delete_words", slip.rsplit("/", 1)[1]))
    steph_phone.sends(f"{slip}/own-up")
    courier.run_once()
    with transaction() as session:
        assert not [one for one in session.exec(select(LedgerText.text)) if SLIP in one or '{"text":""}' in one]
    page = read(steph_phone.opens(f"{slip}/own-up"))
    assert "Keep the words as a draft of your own" not in page
    assert steph_phone.sends(f"{slip}/own-up/words").status_code == 409
