"""Invitations, and whoever opened one and waits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, not_, or_
from sqlmodel import Session, col, select, update

from pwa.rules.identity import Role
from pwa.rules.refusals import NotFound
from pwa.secrets import fingerprint
from pwa.store.identities import grant_stands
from pwa.store.moments import database_now, later
from pwa.store.tables import Arrival, Grant, Identity, Invitation, Person, SessionRow

LISTED = timedelta(days=30)  # how long a keeper sees what became of an invitation
LISTED_AT_MOST = 20
REENTRY_LIFE = timedelta(days=3)  # from the opening of a link that lets a member back in: a day's wait, and time to come


def stands() -> list[ColumnElement[bool]]:
    """What is true of an Invitation that can still let somebody in, by the database's clock."""
    return [
        col(Invitation.used_at).is_(None),
        col(Invitation.withdrawn_at).is_(None),
        col(Invitation.expires_at) > database_now(),
        _made_by_a_keeper(),
    ]


def _made_by_a_keeper() -> ColumnElement[bool]:
    """Whoever made the Invitation still keeps the identity: a link is worth no more than its maker's own right."""
    still = select(Grant.id).where(col(Grant.identity_id) == col(Invitation.identity_id), col(Grant.person_id) == col(Invitation.made_by))
    return or_(col(Invitation.made_by).is_(None), still.where(col(Grant.role) == Role.KEEPER, *grant_stands()).exists())


def of_link(session: Session, token: str) -> Invitation | None:
    """The Invitation of a link, if it can still let somebody in."""
    return session.exec(select(Invitation).where(col(Invitation.token_hash) == fingerprint(token), *stands())).first()


def of_link_ever(session: Session, token: str) -> Invitation | None:
    """The Invitation of a link, whatever became of it."""
    return session.exec(select(Invitation).where(col(Invitation.token_hash) == fingerprint(token))).first()


def kept_by(session: Session, keeper: Person, public_id: str) -> Invitation:
    """One that stands, to an identity this Person keeps. Raises NotFound."""
    mine = select(Grant.identity_id).where(col(Grant.person_id) == keeper.id, col(Grant.role) == Role.KEEPER, *grant_stands())
    found = select(Invitation).where(col(Invitation.public_id) == public_id, col(Invitation.identity_id).in_(mine), *stands())
    invited = session.exec(found).first()
    if invited is None:
        raise NotFound
    return invited


def arrival(session: Session, invited: Invitation) -> Arrival | None:
    """Who opened it."""
    return session.exec(select(Arrival).where(col(Arrival.invitation_id) == invited.id)).first()


def listed(session: Session, identity: Identity) -> list[tuple[Invitation, Arrival | None]]:
    """The invitations of an Identity that a keeper sees, the newest first: all that stand, and what became of others lately."""
    found = select(Invitation, Arrival).outerjoin(Arrival, col(Arrival.invitation_id) == col(Invitation.id))
    found = found.where(col(Invitation.identity_id) == identity.id).order_by(col(Invitation.id).desc())
    over = found.where(not_(and_(*stands())), col(Invitation.made_at) > database_now() - later(LISTED)).limit(LISTED_AT_MOST)
    both = [*session.exec(found.where(*stands())), *session.exec(over)]
    return sorted(both, key=lambda one: one[0].id, reverse=True)


def standing(session: Session, identity: Identity) -> Sequence[Invitation]:
    """Those that can still let somebody in."""
    return session.exec(select(Invitation).where(col(Invitation.identity_id) == identity.id, *stands())).all()


def arrived(session: Session, identity: Identity) -> Sequence[Invitation]:
    """Those that somebody has opened and that no keeper has said yes to."""
    found = select(Invitation).join(Arrival, col(Arrival.invitation_id) == col(Invitation.id))
    return session.exec(found.where(col(Invitation.identity_id) == identity.id, col(Arrival.yes_at).is_(None), *stands())).all()


def open_it(
    session: Session, invited: Invitation, row: SessionRow, phrase: str, now: datetime, *, person: Person | None, enrolment: str | None
) -> Arrival | None:
    """Somebody opens it and waits in this browser. None: somebody else was first, or it has run out."""
    unopened = update(Invitation).where(col(Invitation.id) == invited.id, col(Invitation.opened_at).is_(None), *stands())
    until = now + REENTRY_LIFE if invited.back_for is not None else invited.expires_at
    if session.exec(unopened.values(opened_at=now, expires_at=until)).rowcount != 1:
        return None
    waits = Arrival(
        invitation_id=invited.id,
        session_id=row.id,
        person_id=person.id if person else None,
        enrolment=enrolment,
        phrase=phrase,
        device=row.device,
        at=now,
    )
    session.add(waits)
    # A visit lasts an hour; the browser that waits is the only one that is let in, however long that takes.
    session.exec(
        update(SessionRow).where(col(SessionRow.id) == row.id, col(SessionRow.person_id).is_(None)).values(expires_at=invited.expires_at)
    )
    session.flush()
    return waits


def use(session: Session, invited: Invitation, by: Person, now: datetime) -> bool:
    """Use an Invitation up. False: somebody else was first, or it has run out."""
    unused = update(Invitation).where(col(Invitation.id) == invited.id, *stands())
    _forget(session, invited)
    return session.exec(unused.values(used_at=now, used_by=by.id)).rowcount == 1


def say_yes(session: Session, waits: Arrival, by: Person, now: datetime) -> bool:
    """A keeper's yes to a member who comes back, or a second keeper's. False: this keeper has said it already, or two have."""
    first = update(Arrival).where(col(Arrival.id) == waits.id, col(Arrival.yes_at).is_(None))
    if session.exec(first.values(yes_at=now, yes_by=by.id)).rowcount == 1:
        return True
    second = update(Arrival).where(col(Arrival.id) == waits.id, col(Arrival.second_yes_by).is_(None), col(Arrival.yes_by) != by.id)
    return session.exec(second.values(second_yes_by=by.id)).rowcount == 1


def take_back_yes(session: Session, by: Person, identity: Identity) -> list[Invitation]:
    """What this keeper said of members who come back counts no more; another keeper's yes does. Returns the links of which that is so."""
    theirs = select(Arrival, Invitation).join(Invitation, col(Invitation.id) == col(Arrival.invitation_id))
    said = (col(Arrival.yes_by) == by.id) | (col(Arrival.second_yes_by) == by.id)
    rows = session.exec(theirs.where(col(Invitation.identity_id) == identity.id, said, *stands()).with_for_update()).all()
    for waits, _ in rows:
        if waits.yes_by == by.id:
            waits.yes_by = waits.second_yes_by
            waits.yes_at = waits.yes_at if waits.second_yes_by else None
        waits.second_yes_by = None
        session.add(waits)
    session.flush()
    return [invited for _, invited in rows]


def for_member(session: Session, member: Person) -> list[tuple[Invitation, Identity, Arrival | None]]:
    """Links by which a phone could come in as this member."""
    found = select(Invitation, Identity, Arrival).join(Identity, col(Identity.id) == col(Invitation.identity_id))
    found = found.outerjoin(Arrival, col(Arrival.invitation_id) == col(Invitation.id))
    return list(session.exec(found.where(col(Invitation.back_for) == member.id, *stands())))


def stoppable_by(session: Session, somebody: Person, public_id: str) -> Invitation:
    """One that stands, to an identity this Person keeps, or by which a phone could come in as them. Raises NotFound."""
    own = select(Invitation).where(col(Invitation.public_id) == public_id, col(Invitation.back_for) == somebody.id, *stands())
    return session.exec(own).first() or kept_by(session, somebody, public_id)


def end(session: Session, invited: Invitation, by: Person | None, now: datetime) -> bool:
    """Withdraw it, or refuse whoever opened it, whose passkey is forgotten. False: it had ended already."""
    unused = update(Invitation).where(
        col(Invitation.id) == invited.id, col(Invitation.used_at).is_(None), col(Invitation.withdrawn_at).is_(None)
    )
    _forget(session, invited)
    return session.exec(unused.values(withdrawn_at=now, ended_by=by.id if by else None)).rowcount == 1


def forget_late(session: Session) -> None:
    """What was kept of people who opened an invitation and were never let in."""
    dead = select(Invitation.id).where(or_(col(Invitation.withdrawn_at).is_not(None), col(Invitation.expires_at) < database_now()))
    late = update(Arrival).where(col(Arrival.enrolment).is_not(None), col(Arrival.invitation_id).in_(dead))
    session.exec(late.values(enrolment=None))


def _forget(session: Session, invited: Invitation) -> None:
    session.exec(update(Arrival).where(col(Arrival.invitation_id) == invited.id).values(enrolment=None))
