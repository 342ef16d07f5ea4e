"""People on their way to a network and back, and what its servers gave us when we introduced ourselves."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func
from sqlalchemy import select as row_of
from sqlmodel import Session, col, select, update

from pwa.rules.channel import JOURNEY_LIFE, RENEW_AGAIN
from pwa.rules.refusals import JourneyOver, NotFound
from pwa.store.moments import database_now, later
from pwa.store.sessions import Caller
from pwa.store.tables import AppRegistration, Channel, Identity, Journey


def begin(
    session: Session,
    by: Caller,
    identity: Identity,
    *,
    network: str,
    home: str,
    state_hash: str,
    kept: bytes,
    channel: Channel | None,
    now: datetime,
) -> Journey:
    """Ten minutes from now on, for this Session alone."""
    journey = Journey(
        state_hash=state_hash,
        session_id=by.session.id,
        person_id=by.person.id,
        identity_id=identity.id,
        channel_id=channel.id if channel else None,
        network=network,
        home=home,
        kept=kept,
        begun_at=now,
        expires_at=now + JOURNEY_LIFE,
    )
    session.add(journey)
    session.flush()
    return journey


def of_state(session: Session, state_hash: str) -> Journey | None:
    """The one that this state was made for, whatever became of it."""
    return session.exec(select(Journey).where(col(Journey.state_hash) == state_hash)).first()


def burn(session: Session, state_hash: str, now: datetime) -> Journey | None:
    """Use a state up, whoever brings it. None: there is none, or it was used before, or its time is over."""
    waiting = update(Journey).where(
        col(Journey.state_hash) == state_hash, col(Journey.back_at).is_(None), col(Journey.expires_at) > database_now()
    )
    burned = session.exec(waiting.values(back_at=now).returning(col(Journey.id))).first()
    return session.get(Journey, burned[0], populate_existing=True) if burned else None


def came_back(session: Session, journey: Journey, found: bytes, now: datetime) -> None:
    """What was found waits ten minutes for its answer."""
    there = update(Journey).where(col(Journey.id) == journey.id, col(Journey.found).is_(None), col(Journey.ended_at).is_(None))
    session.exec(there.values(found=found, expires_at=now + JOURNEY_LIFE))


def waiting(session: Session, by: Caller, public_id: str) -> Journey:
    """A Journey of this Session whose accounts wait for an answer. Raises NotFound, or JourneyOver when they wait no longer."""
    mine = (col(Journey.public_id) == public_id, col(Journey.session_id) == by.session.id, col(Journey.person_id) == by.person.id)
    still = and_(col(Journey.found).is_not(None), col(Journey.ended_at).is_(None), col(Journey.expires_at) > database_now())
    found = session.execute(row_of(Journey, still).where(*mine)).first()
    if found is None:
        raise NotFound
    if not found[1]:
        raise JourneyOver("answered_or_old")
    journey: Journey = found[0]
    return journey


def end(session: Session, journey: Journey, now: datetime) -> None:
    """Its accounts were answered for, once; what opens them is kept here no longer. Raises JourneyOver when somebody was faster."""
    open_one = update(Journey).where(col(Journey.id) == journey.id, col(Journey.ended_at).is_(None))
    if session.exec(open_one.values(ended_at=now, found=None, kept=b"")).rowcount != 1:
        raise JourneyOver("answered_or_old")


def refuse(session: Session, journey: Journey, now: datetime) -> None:
    """Its accounts are not the one. What opens them is kept until it was given back. Raises JourneyOver when somebody was faster."""
    open_one = update(Journey).where(col(Journey.id) == journey.id, col(Journey.ended_at).is_(None))
    if session.exec(open_one.values(ended_at=now, expires_at=now, kept=b"")).rowcount != 1:
        raise JourneyOver("answered_or_old")


def to_give_back(session: Session, networks: Collection[str]) -> Journey | None:
    """Take one that is over and still has what opens its accounts; unless that is dropped, somebody tries again in five minutes."""
    wanted = (*_to_give_back(), col(Journey.network).in_(networks), _not_just_tried())
    first = select(Journey.id).where(*wanted).order_by(col(Journey.expires_at)).limit(1).with_for_update(skip_locked=True)
    number = session.exec(first).first()
    if number is None:
        return None
    session.exec(update(Journey).where(col(Journey.id) == number).values(give_back_at=database_now() + later(RENEW_AGAIN)))
    return session.get(Journey, number, populate_existing=True)


def abandon(session: Session, journey: Journey, now: datetime) -> bool:
    """Nobody answered in time, and nobody can any more. False: somebody had said no."""
    open_one = update(Journey).where(col(Journey.id) == journey.id, col(Journey.ended_at).is_(None))
    return session.exec(open_one.values(ended_at=now, kept=b"")).rowcount == 1


def drop_found(session: Session, journey: Journey) -> None:
    """What opened its accounts is not kept here any longer."""
    session.exec(update(Journey).where(col(Journey.id) == journey.id).values(found=None))


def next_to_give_back(session: Session, networks: Collection[str]) -> datetime | None:
    """When there is something to give back to one of these."""
    at = func.coalesce(col(Journey.give_back_at), col(Journey.expires_at))
    waiting = select(col(Journey.give_back_at), col(Journey.expires_at)).where(
        col(Journey.found).is_not(None), col(Journey.network).in_(networks)
    )
    again, over = session.exec(waiting.order_by(at).limit(1)).first() or (None, None)
    return again or over


def _to_give_back() -> tuple[ColumnElement[bool], ...]:
    return col(Journey.found).is_not(None), col(Journey.expires_at) <= database_now()


def _not_just_tried() -> ColumnElement[bool]:
    return col(Journey.give_back_at).is_(None) | (col(Journey.give_back_at) <= database_now())


def forget(session: Session, before: ColumnElement[datetime]) -> None:
    """Journeys that are long over."""
    session.exec(delete(Journey).where(col(Journey.expires_at) < before))


def registration(session: Session, network: str, home: str) -> AppRegistration | None:
    """What this server knows us by."""
    return session.exec(select(AppRegistration).where(col(AppRegistration.network) == network, col(AppRegistration.home) == home)).first()


def register(session: Session, network: str, home: str, sealed: bytes, now: datetime) -> None:
    """Instead of whatever it knew us by before."""
    drop_registration(session, network, home)
    session.add(AppRegistration(network=network, home=home, sealed=sealed, made_at=now))
    session.flush()


def drop_registration(session: Session, network: str, home: str) -> None:
    """This server does not know us any more."""
    session.exec(delete(AppRegistration).where(col(AppRegistration.network) == network, col(AppRegistration.home) == home))
