"""What set-up and an invitation share: verifying a newcomer's first passkey, keeping it while they wait, and letting them in."""

import json
from dataclasses import asdict, dataclass

from pwa.actions.make_challenge import user_handle_for
from pwa.actions.verify_new_passkey import must_be_new, verify_new_passkey
from pwa.passkeys import EnrolledPasskey, RelyingParty
from pwa.rules import text
from pwa.rules.chain import canonical
from pwa.rules.identity import PERSONAL_WINDOW_SECONDS, Colour, Listing, Shape, handle_from, initials, one_of
from pwa.rules.step_up import Purpose
from pwa.rules.words import n_
from pwa.secrets import fingerprint
from pwa.store import identities, ledger, people
from pwa.store.moments import database_time
from pwa.store.tables import Passkey, Person, SessionRow
from pwa.store.transaction import Session

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
    key, challenge = verify_new_passkey(row, purpose, fingerprint(token), answer, rp=rp)
    return Newcomer(name, wanted, key, key_name, user_handle_for(challenge))


def admit(session: Session, who: Newcomer, *, device: str, founder: bool, beside: str = "") -> tuple[Person, Passkey]:
    """Inside the caller's transaction: the Person, their passkey and their voice. `beside`: the colour of the voice they come for."""
    must_be_new(session, who.key)
    now = database_time(session)
    person = people.admit(session, who.name, who.user_handle, now, founder=founder)
    key = people.enrol(session, person, who.key, who.key_name or device, now)
    shape = Shape(
        name=who.name,
        initials=initials(who.name),
        colour=next(colour for colour in _COLOURS[(person.id - 1) % len(_COLOURS) :] + _COLOURS if colour != beside),
        window_seconds=PERSONAL_WINDOW_SECONDS,
        lease_minutes=1,
        listing=who.listing,
    )
    handle = identities.free_handle(session, handle_from(who.name))
    identities.make(session, handle, shape, person=person, by=person, now=now)
    people.new_recovery_set(session, person, now)
    ledger.note(session, ledger.chain_of_person(person), "joined", at=now, by=person, identity=handle, passkey=key.public_id, device=device)
    return person, key


def kept(who: Newcomer) -> str:
    """A newcomer as they stand in the store while they wait."""
    key = asdict(who.key) | {"credential_id": who.key.credential_id.hex(), "public_key": who.key.public_key.hex()}
    return canonical({"name": who.name, "listing": who.listing, "key": key, "key_name": who.key_name, "user_handle": who.user_handle.hex()})


def read_again(enrolment: str) -> Newcomer:
    """The same, out of the store."""
    said = json.loads(enrolment)
    raw = {name: bytes.fromhex(said["key"][name]) for name in ("credential_id", "public_key")}
    key = EnrolledPasskey(**said["key"] | raw | {"transports": tuple(said["key"]["transports"])})
    return Newcomer(said["name"], Listing(said["listing"]), key, said["key_name"], bytes.fromhex(said["user_handle"]))
