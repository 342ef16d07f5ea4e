"""The first Person takes the server over, by the link that only its operator saw."""

from pwa.actions.newcomer import admit, verify_newcomer
from pwa.passkeys import RelyingParty
from pwa.rules.refusals import LinkDead
from pwa.rules.step_up import Purpose
from pwa.store import people, sessions
from pwa.store.moments import database_time
from pwa.store.tables import SessionKind, SessionRow
from pwa.store.transaction import reading, transaction


def set_up(row: SessionRow, token: str, answer: str, *, name: str, listing: str, rp: RelyingParty, key_name: str = "") -> str:
    """Returns the new Session's token. Raises LinkDead, Unfit or StepUpRefused. `key_name`: what the passkey is called at first."""
    with reading() as session:
        if not people.setup_link_stands(session, token):
            raise LinkDead
    who = verify_newcomer(row, Purpose.SET_UP, token, answer, name=name, listing=listing, key_name=key_name, rp=rp)
    with transaction() as session:
        now = database_time(session)
        if not people.use_setup_link(session, token, now):
            raise LinkDead
        person, key = admit(session, who, device=row.device, founder=True)
        sessions.end(session, row.id, "signed_in", now)
        return sessions.open_session(session, SessionKind.SIGNED_IN, person=person, passkey_id=key.id, device=row.device, now=now)[1]
