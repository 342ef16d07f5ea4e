"""Words that a chosen network would refuse are refused before they are held, and kept; a network that was not chosen has no say."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from pwa.rules.room import Limits, Unit, stored
from pwa.store.tables import Channel, Identity, Post
from pwa.store.transaction import reading, transaction
from tests.web.writer import Writer, form_of, read

X = Limits(280, Unit.WEIGHTED, 4, 5_000_000, 1_000, series=False)


@pytest.fixture
def on_x(steph_phone: Writer) -> str:
    """Steph has an account on X; its id here."""
    with transaction() as session:
        steph = session.exec(select(Identity).where(Identity.handle == "steph")).one()
        at = datetime.now(UTC)
        channel = Channel(
            identity_id=steph.id, network="x", handle="steph", remote_id="7", connected_at=at, connected_by=1, limits=stored(X)
        )
        session.add(channel)
        return channel.public_id


def held() -> int:
    with reading() as session:
        return len(session.exec(select(Post)).all())


def test_the_page_says_how_much_each_channel_takes(steph_phone: Writer, on_x: str) -> None:
    page = steph_phone.opens("/as/steph/").text
    assert f'value="{on_x}" checked data-network="X" data-unit="weighted" data-limit="280" data-alone' in page


def test_what_is_too_long_for_one_is_held_nowhere_and_kept(steph_phone: Writer, on_x: str) -> None:
    form = steph_phone.writes("steph", "a" * 300)
    assert on_x in form["channel"]
    answer = steph_phone.sends("/as/steph/posts", **form)
    assert answer.status_code == 422
    assert "It is too long for X by 20. Nothing was sent. Shorten it, or leave X out." in read(answer)
    assert form_of(answer.text)["part"] == ["a" * 300]
    assert held() == 0
    left_out = form_of(answer.text) | {"channel": [one for one in form["channel"] if one != on_x]}
    assert steph_phone.sends("/as/steph/posts", **left_out).status_code == 303
    assert held() == 1


def test_a_series_goes_where_series_go(steph_phone: Writer, on_x: str) -> None:
    form = steph_phone.writes("steph", "One", "Two")
    answer = steph_phone.sends("/as/steph/posts", **form)
    assert answer.status_code == 422
    assert "X takes no series." in read(answer)
