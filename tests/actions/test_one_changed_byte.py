"""After a yes, one byte of what is held is changed in the store: the courier sees it right before it asks a network, and sends nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import delete, update
from sqlmodel import col, select

from pwa.actions.hold_post import hold_post
from pwa.actions.release_due import release_due
from pwa.courier import Courier
from pwa.rules.chain import digest
from pwa.rules.pictures import Placed
from pwa.store import identities
from pwa.store.tables import Approval, BoardEntry, Channel, Delivery, LedgerLine, Part, PartPicture, PictureFile, Post, Rendering
from pwa.store.transaction import Session, reading, transaction
from tests.actions.second_person import MUST, asks_for, says_yes
from tests.actions.test_uploads import brings
from tests.cast import Member
from tests.conftest import Clock

REFUSED = "This is not what a colleague said yes to"


@pytest.fixture
def agreed(speaking: Member, anna: Member) -> Post:
    """Two parts and a picture, held by Steph as WV11, with Anna's yes."""
    asks_for(speaking, MUST)
    picture = brings(speaking)
    words = replace(speaking.words("The bridge is open.", "From six.", handle="wv11"), pictures=[Placed(picture.public_id, 1, "A bridge")])
    post = hold_post(speaking.caller, "wv11", words)
    says_yes(anna, post)
    return post


def the_rendering(session: Session) -> None:
    """Even with its own digest made to fit."""
    row = session.exec(select(Rendering).order_by(col(Rendering.id))).first()
    assert row is not None
    row.payload = row.payload.replace("open", "Open")
    row.digest = digest(row.payload)


def the_part(session: Session) -> None:
    session.exec(update(Part).where(col(Part.position) == 2).values(text="From siy."))


def the_alt_text(session: Session) -> None:
    session.exec(update(PartPicture).values(alt="A Bridge"))


def the_bytes_of_the_picture(session: Session) -> None:
    file = session.exec(select(PictureFile)).one()
    file.body = file.body[:-1] + bytes([file.body[-1] ^ 1])


def a_channel_less(session: Session) -> None:
    last = session.exec(select(Rendering.id).order_by(col(Rendering.id).desc())).first()
    session.exec(delete(Rendering).where(col(Rendering.id) == last))


def a_channel_more(session: Session) -> None:
    first = session.exec(select(Rendering).order_by(col(Rendering.id))).first()
    assert first is not None
    channel = session.get_one(Channel, first.channel_id)
    other = Channel(**channel.model_dump(exclude={"id", "public_id"}) | {"remote_id": "elsewhere"})
    session.add(other)
    session.flush()
    session.add(Rendering(part_id=first.part_id, channel_id=other.id, payload=first.payload, digest=first.digest))


def the_account_of_a_channel(session: Session) -> None:
    wv11 = session.exec(select(Channel).where(col(Channel.handle) == "wv11")).one()
    wv11.remote_id = "wv12"


def the_yes_itself(session: Session) -> None:
    session.exec(delete(Approval))


BYTES: list[Callable[[Session], None]] = [the_rendering, the_part, the_alt_text, the_bytes_of_the_picture]
BYTES += [a_channel_less, a_channel_more, the_account_of_a_channel, the_yes_itself]


@pytest.mark.parametrize("change", BYTES, ids=lambda one: one.__name__)
def test_one_changed_byte_and_nothing_is_sent(change: Callable[[Session], None], agreed: Post, clock: Clock, courier: Courier) -> None:
    with transaction() as session:
        change(session)
    clock.forward(40)
    courier.run_once()
    with reading() as session:
        firsts = session.exec(select(Delivery).where(col(Delivery.position) == 1)).all()
        assert firsts
        assert {one.state for one in firsts} == {"refused"}
        assert all("colleague" in (one.reason or "") for one in firsts)
        assert session.exec(select(BoardEntry)).all() == []
        assert [body for body in session.exec(select(LedgerLine.body)) if '"delivery_refused"' in body]


@pytest.mark.one_store
def test_nor_when_a_delivery_is_pointed_elsewhere(agreed: Post, speaking: Member, clock: Clock, courier: Courier) -> None:
    clock.forward(40)
    release_due()
    with transaction() as session:
        own = identities.channels(session, identities.personal(session, speaking.caller.person))[0]
        session.exec(update(Delivery).values(channel_id=own.id))
    courier.run_once()
    with reading() as session:
        first = session.exec(select(Delivery).where(col(Delivery.position) == 1)).one()
        assert (first.state, session.exec(select(BoardEntry)).all()) == ("refused", [])
        assert (first.reason or "").startswith(REFUSED)


@pytest.mark.one_store
def test_unchanged_it_goes_out_whole(agreed: Post, clock: Clock, courier: Courier) -> None:
    clock.forward(40)
    courier.run_once()
    with reading() as session:
        assert [entry.text for entry in session.exec(select(BoardEntry).order_by(col(BoardEntry.id)))] == [
            "The bridge is open.",
            "From six.",
        ]
