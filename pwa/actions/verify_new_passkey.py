"""Verifies a new passkey before anything is done with it; what becomes of it follows in a transaction of its own."""

from pwa import passkeys
from pwa.actions.burn_challenge import burn_challenge, refused
from pwa.passkeys import CeremonyRefused, EnrolledPasskey, RelyingParty
from pwa.rules.refusals import NotAllowed
from pwa.rules.step_up import Purpose
from pwa.rules.words import n_
from pwa.store import people
from pwa.store.tables import SessionRow
from pwa.store.transaction import Session

ALREADY_KNOWN = n_("This passkey is already registered here. Sign in with it instead. Nothing was changed.")


def verify_new_passkey(row: SessionRow, purpose: Purpose, target: str, answer: str, *, rp: RelyingParty) -> tuple[EnrolledPasskey, bytes]:
    """The passkey, and the challenge that it was made for. Raises StepUpRefused, with its line in the ledger."""
    challenge = burn_challenge(row, purpose, target)
    try:
        return passkeys.verify_creation(rp, answer, challenge=challenge.challenge), challenge.challenge
    except CeremonyRefused as why:
        raise refused(row, purpose, "", why.reason) from why


def must_be_new(session: Session, key: EnrolledPasskey) -> None:
    """Nobody ever registered it here, whoever they are (WebAuthn 7.1, step 26). Raises NotAllowed."""
    if people.credential_known(session, key.credential_id):
        raise NotAllowed(ALREADY_KNOWN)
