"""What set-up and an invitation share: verifying a newcomer's first passkey and letting them in."""

from dataclasses import dataclass

from pwa import passkeys
from pwa.actions.burn_challenge import burn_challenge, refused
from pwa.actions.make_challenge import user_handle_for
from pwa.passkeys import CeremonyRefused, EnrolledPasskey, RelyingParty
from pwa.rules import text
from pwa.rules.identity import PERSONAL_WINDOW_SECONDS, Colour, Listing, Shape, handle_from, initials, one_of
from pwa.rules.refusals import NotAllowed
from pwa.rules.step_up import Purpose
from pwa.rules.words import n_
from pwa.secrets import fingerprint
from pwa.store import identities, ledger, people, sessions
from pwa.store.moments import database_time
from pwa.store.tables import Person, SessionKind, SessionRow
from pwa.store.transaction import Session

ALREADY_KNOWN = n_("This passkey is already registered here. Sign in with it instead. Nothing was changed.")
_COLOURS = list(Colour)


@dataclass(frozen=True)
class Newcomer:
    """Somebody whose first passkey was verified, and who is not in the store yet."""

    name: str
    listing: Listing
    key: EnrolledPasskey
    key_name: str
    user_handle: bytes


def verify_newcomer(
    row: SessionRow, purpose: Purpose, token: str, answer: str, *, name: str, listing: str, key_name: str, rp: RelyingParty
) -> Newcomer:
    """Check the name and the new passkey. Raises Unfit, or StepUpRefused with its line in the ledger."""
    name, wanted = text.name(name), Listing(one_of(listing, Listing, n_("who may find your page")))
    challenge = burn_challenge(row, purpose, fingerprint(token))
    try:
        key = passkeys.verify_creation(rp, answer, challenge=challenge.challenge)
    except CeremonyRefused as why:
        raise refused(row, purpose, "", why.reason) from why
    return Newcomer(name, wanted, key, key_name, user_handle_for(challenge.challenge))


def admit(session: Session, who: Newcomer, row: SessionRow, *, founder: bool) -> tuple[Person, str]:
    """Inside the caller's transaction: the Person, their passkey and voice, and a signed-in Session; returns its token too."""
    if people.credential_known(session, who.key.credential_id):
        raise NotAllowed(ALREADY_KNOWN)
    now = database_time(session)
    person = people.admit(session, who.name, who.user_handle, now, founder=founder)
    key = people.enrol(session, person, who.key, who.key_name or row.device, now)
    shape = Shape(
        name=who.name,
        initials=initials(who.name),
        colour=_COLOURS[(person.id - 1) % len(_COLOURS)],
        window_seconds=PERSONAL_WINDOW_SECONDS,
        lease_minutes=1,
        listing=who.listing,
    )
    handle = identities.free_handle(session, handle_from(who.name))
    identities.make(session, handle, shape, person=person, by=person, now=now)
    people.new_recovery_set(session, person, now)
    sessions.end(session, row.id, "signed_in", now)
    _, token = sessions.open_session(session, SessionKind.SIGNED_IN, person=person, passkey_id=key.id, device=row.device, now=now)
    chain = ledger.chain_of_person(person)
    ledger.note(session, chain, "joined", at=now, by=person, identity=handle, passkey=key.public_id, device=row.device)
    return person, token
