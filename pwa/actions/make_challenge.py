"""Makes the challenge for one ceremony, bound to a session, a purpose and a target."""

import hashlib
from typing import Any

from pwa import passkeys
from pwa.passkeys import KnownPasskey, RelyingParty
from pwa.rules import text
from pwa.rules.refusals import LinkDead, NotFound
from pwa.rules.step_up import BY_LINK, ENROLMENTS, SIGNED, STEP_UPS, Purpose
from pwa.secrets import fingerprint
from pwa.store import invitations, people, step_ups
from pwa.store.moments import database_time
from pwa.store.tables import Passkey, Person, SessionKind, SessionRow
from pwa.store.transaction import Session, transaction

_MAY_ASK = {
    SessionKind.VISITOR: BY_LINK | {Purpose.SIGN_IN},
    SessionKind.RECOVERY: frozenset({Purpose.RECOVER}),
    SessionKind.SIGNED_IN: STEP_UPS | {Purpose.NEW_PASSKEY},
}


def make_challenge(row: SessionRow, purpose: Purpose, target: str, *, name: str, rp: RelyingParty) -> dict[str, Any]:
    """The options for the browser. Raises NotFound when this Session may not ask for this purpose, Unfit for a newcomer's name."""
    if purpose not in _MAY_ASK[SessionKind(row.kind)]:
        raise NotFound
    if purpose in (Purpose.SET_UP, Purpose.JOIN):
        name = text.name(name)
    link = target
    if purpose in BY_LINK:
        target = fingerprint(target)  # a link's token is a secret until it is used
    challenge = passkeys.new_challenge(target if purpose in SIGNED else "")
    with transaction() as session:
        step_ups.challenge_for(session, row, purpose, target, challenge, database_time(session))
        person = people.person(session, row.person_id) if row.person_id else None
        if purpose == Purpose.COME_BACK:
            return _way_back(session, link, challenge, rp=rp)
        return _options(session, person, purpose, challenge, name=name, rp=rp)


def user_handle_for(challenge: bytes) -> bytes:
    """What a newcomer's authenticator keeps for them: random, because the challenge is, and known again at the answer."""
    return hashlib.sha256(b"user handle" + challenge).digest()


def known(key: Passkey, owner: Person) -> KnownPasskey:
    """A stored passkey as the ceremonies need it."""
    transports = tuple(key.transports.split())
    return KnownPasskey(key.credential_id, key.public_key, key.sign_count, key.backup_eligible, owner.user_handle, transports)


def _options(session: Session, person: Person | None, purpose: Purpose, challenge: bytes, *, name: str, rp: RelyingParty) -> dict[str, Any]:
    keys = people.passkeys(session, person) if person else []
    theirs = [known(key, person) for key in keys] if person else []
    if purpose not in ENROLMENTS:
        vouching = [one for one, key in zip(theirs, keys, strict=True) if key.locked_at is None]
        return passkeys.request_options(rp, challenge=challenge, allow=vouching)
    handle = person.user_handle if person else user_handle_for(challenge)
    return passkeys.creation_options(
        rp, challenge=challenge, user_handle=handle, person_name=person.name if person else name, exclude=theirs
    )


def _way_back(session: Session, token: str, challenge: bytes, *, rp: RelyingParty) -> dict[str, Any]:
    """For a member who comes back by a link: their user handle and name, and no word of the passkeys they have. Raises LinkDead."""
    invited = invitations.of_link(session, token)
    if invited is None or invited.back_for is None:
        raise LinkDead
    member = people.person(session, invited.back_for)
    return passkeys.creation_options(rp, challenge=challenge, user_handle=member.user_handle, person_name=member.name, exclude=[])
