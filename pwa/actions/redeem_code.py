"""A recovery code opens a short session that can enrol a passkey, and nothing else."""

from pwa.actions.recovery_codes import code_fingerprint
from pwa.rules.refusals import LinkDead
from pwa.rules.words import Sentence, n_
from pwa.store import ledger, people, sessions
from pwa.store.moments import database_time
from pwa.store.tables import SessionKind, SessionRow
from pwa.store.transaction import transaction

WRONG = n_("This code is not one of yours, or it was used before. Check it, or use the next one on your list.")


def redeem_code(row: SessionRow, code: str) -> str:
    """Returns the token of the 15-minute recovery Session. Raises LinkDead when the code opens nothing."""
    with transaction() as session:
        now = database_time(session)
        person = people.use_code(session, code_fingerprint(code), now)
        if person is None:
            ledger.note(session, ledger.SERVER, "recovery_code_refused", at=now, by=None, device=row.device)
        else:
            sessions.end(session, row.id, "recovery", now)
            _, token = sessions.open_session(session, SessionKind.RECOVERY, person=person, device=row.device, now=now)
            sessions.tell_all(
                session,
                person,
                Sentence("A recovery code was used on %(device)s. If that was not you, end that session now.", device=row.device),
                now,
            )
            ledger.note(session, ledger.chain_of_person(person), "recovery_code_used", at=now, by=person, device=row.device)
    if person is None:
        raise LinkDead(WRONG)
    return token
