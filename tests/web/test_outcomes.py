"""A post that went to several places and had a different fate in each is told in one breath."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from pwa.courier import Courier
from pwa.networks.contract import Found, Refused, TryLater, Unsure
from pwa.store.tables import Channel, Identity, Person
from pwa.store.transaction import transaction
from tests.conftest import Clock
from tests.networks.stand_in import StandIn
from tests.web.writer import Writer, read

LEFT = 40  # seconds after which whatever was held here has left
TOO_LONG = Refused("It is too long.", "Shorten it and post it again.")


class Elsewhere:
    """Steph's channels on four networks, and a courier that knows all of them."""

    def __init__(self, folder: Path, *others: str) -> None:
        self.networks = {name: StandIn() for name in ("noticeboard", *others)}
        self.courier = Courier(self.networks, folder)
        with transaction() as session:
            steph = session.exec(select(Identity).where(Identity.handle == "steph")).one()
            by = session.exec(select(Person).where(Person.id == steph.person_id)).one()
            for name in others:
                at = datetime.now(UTC)
                session.add(
                    Channel(identity_id=steph.id, network=name, handle="steph", remote_id=f"{name}-1", connected_at=at, connected_by=by.id)
                )

    def answers(self, **answers: Exception) -> None:
        """Each network says this to the next thing it is asked."""
        for name, answer in answers.items():
            self.networks[name].answers["Road closed"] = [answer]
            self.networks[name].looks = [Found.CANNOT_TELL] * 9


@pytest.fixture
def elsewhere(steph_phone: Writer, data: Path) -> Elsewhere:
    return Elsewhere(data, "mastodon", "x", "facebook")


def test_where_it_is_who_refused_it_and_what_is_not_known(steph_phone: Writer, elsewhere: Elsewhere, clock: Clock) -> None:
    elsewhere.answers(x=TOO_LONG, facebook=Unsure("no answer"))
    post = steph_phone.holds("steph", "Road closed")
    clock.forward(LEFT)
    elsewhere.courier.run_once()
    said = read(steph_phone.opens(post))
    assert "Out on Noticeboard and Mastodon. X said no: It is too long." in said
    assert "Facebook did not say whether it arrived." in said
    assert "Below is" not in said


def test_what_is_still_on_its_way_and_where_nothing_went(steph_phone: Writer, elsewhere: Elsewhere, clock: Clock) -> None:
    elsewhere.answers(x=TryLater(), facebook=TOO_LONG)
    post = steph_phone.holds("steph", "Road closed")
    clock.forward(LEFT)
    elsewhere.courier.run_once()
    said = read(steph_phone.opens(post))
    assert "Out on Noticeboard and Mastodon. Facebook said no: It is too long." in said
    assert "On its way to X." in said
    clock.forward(LEFT)
    elsewhere.courier.run_once()
    assert "Out on Noticeboard, Mastodon and X. Facebook said no" in read(steph_phone.opens(post))


def test_what_went_well_everywhere_is_told_as_before(steph_phone: Writer, elsewhere: Elsewhere, clock: Clock) -> None:
    post = steph_phone.holds("steph", "Road closed")
    clock.forward(LEFT)
    elsewhere.courier.run_once()
    said = read(steph_phone.opens(post))
    assert "and arrived." in said
    assert "Out on" not in said
