"""Lock this phone: a person stops one that is gone, from another one of theirs or with a recovery code. It takes no step-up.

In one transaction: the phone's sessions are over, with what they were told; everything of the person that is pending ends, as every
identity, the personal one too (what was held is parked, and comes back with a tap); and the passkey that lives on that phone vouches
for nothing until a keeper, or the person with another passkey, says that it is in the right hands.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from pwa.actions.end_lease import note_ended
from pwa.actions.end_rights import end_rights
from pwa.rules.identity import LeaseEnd
from pwa.rules.post import ParkingReason
from pwa.rules.refusals import NotFound
from pwa.rules.words import Sentence
from pwa.store import identities, leases, ledger, locks, people, sessions
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Identity, Lease, Passkey, Person, SessionKind, SessionRow
from pwa.store.transaction import Session, once_more, transaction

LOCKED = "phone_locked"  # why such a session ended


@once_more
def lock_phone(by: Caller, public_id: str) -> str:
    """Lock where one of their other sessions is. Returns its device. Sessions that the same passkey opened are over too, but not this one.

    Raises NotFound for anybody else's session, and for this one: who has it in their hand signs out.
    """
    with transaction() as session:
        sessions.living(session, by.session.id)
        gone = sessions.theirs(session, by.person, public_id)
        if gone.id == by.session.id:
            raise NotFound
        sessions.before_leases(session, by.person)  # whoever proves something there has it in hand, and then their passkey
        now = database_time(session)
        locked = locks.passkeys(session, [gone.passkey_id] if gone.passkey_id else [], now)  # before we look which they are: see `sign_in`
        same = [row for row in signed_in(session, by.person) if row.passkey_id == gone.passkey_id and row.id != by.session.id]
        _lock(session, by, {row.id: row for row in (gone, *same)}.values(), locked, now)
        return gone.device


@once_more
def lock_every_phone(by: Caller) -> None:
    """With a recovery code: each browser that is signed in, and every passkey; what is made next is the one to trust."""
    with transaction() as session:
        sessions.living(session, by.session.id)
        sessions.before_leases(session, by.person)
        now = database_time(session)
        locked = locks.passkeys(session, [key.id for key in people.passkeys(session, by.person)], now)
        _lock(session, by, signed_in(session, by.person), locked, now)


def signed_in(session: Session, person: Person) -> list[SessionRow]:
    """Their browsers that are in; one that a recovery code has just opened is nobody's stolen phone."""
    return [row for row in sessions.of_person(session, person) if row.kind == SessionKind.SIGNED_IN]


def end_sessions(session: Session, rows: Collection[SessionRow], now: datetime) -> tuple[list[SessionRow], list[Lease]]:
    """The rows of it: sessions and their leases, in one order for everybody."""
    closed = [row for row in sorted(rows, key=lambda row: row.id) if sessions.end(session, row.id, LOCKED, now)]
    return closed, [lease for row in closed for lease in leases.end_of_session(session, row.id, LeaseEnd.SESSION_ENDED, now)]


def chains_of(session: Session, ended: Sequence[Lease], person: Person) -> set[str]:
    """Where the lines of it stand."""
    spoke = {ledger.chain_of(session, session.get_one(Identity, lease.identity_id)) for lease in ended}
    return {ledger.chain_of_person(person), *spoke}


def note_sessions(session: Session, closed: Sequence[SessionRow], person: Person, by: Person, now: datetime) -> None:
    """In the chain of whose they are, and in no other: an organisation does not learn what phones somebody has."""
    for row in closed:
        facts = {"session": row.public_id, "device": row.device, "why": LOCKED}
        ledger.note(session, ledger.chain_of_person(person), "session_ended", at=now, by=by, **facts)


def _lock(session: Session, by: Caller, rows: Collection[SessionRow], locked: Sequence[Passkey], now: datetime) -> None:
    person = by.person
    closed, ended = end_sessions(session, rows, now)
    codes = people.recovery_set(session, person)
    if codes is not None and codes.confirmed_at is None:
        people.new_recovery_set(session, person, now)  # they were there to be read on that phone
    voices = identities.usable_by(session, person)
    end_rights(session, person, *voices, reason=ParkingReason.PHONE_LOCKED, by=person, now=now, chains=chains_of(session, ended, person))
    note_ended(session, ended, person, now)
    note_sessions(session, closed, person, person, now)
    devices = sorted({row.device for row in closed})
    facts = {"devices": devices, "passkeys": [key.public_id for key in locked], "from": by.session.device}
    ledger.note(session, ledger.chain_of_person(person), "phone_locked", at=now, by=person, **facts)
    for device in devices:
        told = Sentence("%(device)s was locked from %(here)s.", device=device, here=by.session.device)
        sessions.tell_all(session, person, told, now, but=by.session.id)
