"""Somebody new opens an invitation: their passkey is checked and kept, and they wait for a keeper's yes."""

from pwa.actions.accept_invitation import wait_at
from pwa.actions.newcomer import kept, verify_newcomer
from pwa.actions.verify_new_passkey import must_be_new
from pwa.passkeys import RelyingParty
from pwa.rules.refusals import LinkDead
from pwa.rules.step_up import Purpose
from pwa.store import invitations
from pwa.store.tables import SessionRow
from pwa.store.transaction import reading, transaction


def join(row: SessionRow, token: str, answer: str, *, listing: str, rp: RelyingParty, key_name: str = "") -> str:
    """Returns the phrase. They come in under the name they were invited by. Raises LinkDead, NotAllowed, Unfit or StepUpRefused.

    Nobody is in the store yet: whoever is refused leaves nothing behind. `key_name`: what the passkey is called at first.
    """
    with reading() as session:
        invited = invitations.of_link(session, token)
    if invited is None or invited.back_for is not None:
        raise LinkDead
    who = verify_newcomer(row, Purpose.JOIN, token, answer, name=invited.name, listing=listing, key_name=key_name, rp=rp)
    with transaction() as session:
        must_be_new(session, who.key)
        return wait_at(session, token, row, person=None, enrolment=kept(who))
