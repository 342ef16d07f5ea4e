"""Somebody new takes an invitation up: a Person, their passkey and their grant, all at once."""

from pwa.actions.accept_invitation import accept
from pwa.actions.newcomer import Newcomer, admit, verify_newcomer
from pwa.passkeys import RelyingParty
from pwa.rules.refusals import LinkDead
from pwa.rules.step_up import Purpose
from pwa.store import identities
from pwa.store.tables import SessionRow
from pwa.store.transaction import once_more, reading, transaction


def join(row: SessionRow, token: str, answer: str, *, name: str, listing: str, rp: RelyingParty, key_name: str = "") -> str:
    """Returns the new Session's token. Raises LinkDead, Unfit or StepUpRefused. `key_name`: what the passkey is called at first."""
    with reading() as session:
        if identities.invitation(session, token) is None:
            raise LinkDead
    who = verify_newcomer(row, Purpose.JOIN, token, answer, name=name, listing=listing, key_name=key_name, rp=rp)
    return _enter(who, row, token)


@once_more
def _enter(who: Newcomer, row: SessionRow, token: str) -> str:
    with transaction() as session:
        person, opened = admit(session, who, row, founder=False)
        accept(session, person, token)
        return opened
