"""One question stands before ten: whatever is to be set aside, each kind by itself makes its answer a yes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from pwa.courier import Courier
from pwa.rules.own_up import Occasion
from pwa.store import astray, engine
from pwa.store.moments import database_time
from pwa.store.tables import Channel, Delivery, Edit, Identity, Post, ReadBack, Receipt, Retraction, Stop
from tests.cast import Member
from tests.conftest import Clock

AGO = timedelta(minutes=20)


def _late(session: Session, table: Any, **values: Any) -> None:
    session.execute(update(table).values(due_at=database_time(session) - AGO, **values))


def _abandoned(session: Session, table: Any, **of_it: Any) -> None:
    now = database_time(session)
    receipt = session.exec(select(Receipt.id)).first()
    taken = {"state": "sending", "lease_owner": "killed", "lease_until": now - AGO}
    session.add(table(receipt_id=receipt, asked_at=now, due_at=now, **taken, **of_it))


def _stopped(session: Session) -> None:
    body = session.exec(select(Identity.organisation_id).where(col(Identity.organisation_id).is_not(None))).first()
    session.add(Stop(organisation_id=body or 0, person_id=1, device="phone", stopped_at=database_time(session)))


KINDS: dict[str, Any] = {
    "a post that is late": lambda session: _late(session, Post, state="held", released_at=None),
    "a post that nobody said yes to": lambda session: _late(session, Post, state="held", released_at=None, approval="asked"),
    "a stop that stands": _stopped,
    "a delivery that is late": lambda session: _late(session, Delivery, state="due"),
    "a delivery that nobody finished": lambda session: session.execute(
        update(Delivery).values(state="sending", lease_owner="killed", lease_until=database_time(session) - AGO)
    ),
    "a removal that nobody finished": lambda session: _abandoned(session, Retraction, person_id=1),
    "a change that nobody finished": lambda session: _abandoned(session, Edit, person_id=1, payload="{}", digest=""),
    "a look that nobody finished": lambda session: _abandoned(session, ReadBack, occasion=Occasion.BEFORE),
    "a delivery of a post that was taken down": lambda session: [
        session.execute(update(Delivery).values(state="due")),
        session.execute(update(Post).values(retracted_at=database_time(session))),
    ],
    "a delivery to a closed channel": lambda session: [
        session.execute(update(Delivery).values(state="due")),
        session.execute(update(Channel).values(emergency_only=True)),
    ],
}


@pytest.fixture
def sent(steph: Member, courier: Courier, clock: Clock) -> None:
    """One that went out, and nothing that would have to be set aside."""
    steph.holds("The library opens at ten.")
    clock.forward(13)
    courier.run_once()


@pytest.mark.usefixtures("sent")
def test_each_kind_that_is_set_aside_is_asked_about() -> None:
    found = {}
    for kind, goes_astray in KINDS.items():
        with Session(engine.to_write()) as session:  # never committed
            before = astray.anything(session)
            goes_astray(session)
            session.flush()
            found[kind] = (before, astray.anything(session))
    assert found == dict.fromkeys(KINDS, (False, True))
