"""A keeper sees in the outbox what was posted from somewhere else, and says whether it is known."""

import re
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from pwa.store.tables import Channel, Identity, OutsidePost
from pwa.store.transaction import transaction
from tests.web.writer import Writer, read

OUTBOX = "/as/wv11/outbox"


@pytest.fixture
def elsewhere(steph_phone: Writer) -> None:
    """Somebody has posted on WV11's account without us."""
    now = datetime.now(UTC)
    with transaction() as session:
        wv11 = session.exec(select(Identity).where(Identity.handle == "wv11")).one()
        channel = Channel(
            identity_id=wv11.id, network="mastodon", handle="wv11@social.example", remote_id="7", connected_at=now, connected_by=1
        )
        session.add(channel)
        session.flush()
        strange = OutsidePost(
            channel_id=channel.id,
            remote_id="9",
            url="https://social.example/@wv11/9",
            text="Buy <b>these</b> coins.",
            posted_at=now,
            seen_at=now,
        )
        session.add(strange)


@pytest.mark.usefixtures("elsewhere")
def test_a_keeper_sees_the_evidence_and_says_that_it_is_known(steph_phone: Writer) -> None:
    page = steph_phone.opens(OUTBOX)
    said = read(page)
    assert "Posted from somewhere else" in said
    assert "This stands on Mastodon as wv11@social.example, and it did not come from here." in said
    assert "Buy <b>these</b> coins." in said
    assert "<b>these</b>" not in page.text
    assert 'href="https://social.example/@wv11/9"' in page.text
    found = re.search(r"/outside-posts/\w+/known", page.text)
    assert found
    assert steph_phone.sends(found[0]).headers["Location"] == OUTBOX
    after = read(steph_phone.opens(OUTBOX))
    assert "Noted: you know of it." in after
    assert "Posted from somewhere else" not in after


@pytest.mark.usefixtures("elsewhere")
def test_whoever_only_speaks_for_it_sees_none_of_it(steph_phone: Writer, anna_phone: Writer) -> None:
    found = re.search(r"/outside-posts/\w+/known", steph_phone.opens(OUTBOX).text)
    assert found
    assert "from somewhere else" not in anna_phone.opens(OUTBOX).text
    assert anna_phone.sends(found[0]).status_code == 404
    assert steph_phone.sends("/outside-posts/aaaaaaaaaaaaaaaa/known").status_code == 404
