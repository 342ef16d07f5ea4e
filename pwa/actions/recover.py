"""Enrols the passkey that a recovery was for; official identities stay shut to it for a day, or until a keeper says yes."""

from datetime import timedelta

from pwa.actions.end_session import close
from pwa.actions.lock_phone import LOCKED
from pwa.actions.verify_new_passkey import must_be_new, verify_new_passkey
from pwa.actions.warn_of_way_back import warn_of_way_back
from pwa.passkeys import RelyingParty
from pwa.rules import text
from pwa.rules.identity import RECOVERED_PASSKEY_HOURS
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence, n_
from pwa.store import ledger, locks, people, sessions
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import SessionKind
from pwa.store.transaction import transaction


def recover(by: Caller, answer: str, *, name: str, rp: RelyingParty) -> str:
    """Returns the token of an ordinary Session. Raises StepUpRefused or Unfit."""
    name = text.name(name, what=n_("passkey's name"))
    key, _challenge = verify_new_passkey(by.session, Purpose.RECOVER, "", answer, rp=rp)
    with transaction() as session:
        now = database_time(session)
        sessions.living(session, by.session.id)
        must_be_new(session, key)
        official_from = now + timedelta(hours=RECOVERED_PASSKEY_HOURS)
        enrolled = people.enrol(session, by.person, key, name, now, official_from=official_from)
        sessions.end(session, by.session.id, "recovered", now)
        came_in = [row for row in sessions.of_person(session, by.person) if locks.opened_by_locked(session, row)]
        close(session, came_in, LOCKED, by.person, now)  # by the passkey of a phone that was locked, for want of another
        sessions.tell_all(
            session, by.person, Sentence("A new passkey was made in a recovery on %(device)s.", device=by.session.device), now
        )
        opened, token = sessions.open_session(
            session, SessionKind.SIGNED_IN, person=by.person, passkey_id=enrolled.id, device=by.session.device, now=now
        )
        warn_of_way_back(session, by.person, opened, now)
        facts = {"passkey": enrolled.public_id, "device": by.session.device, "official_from": official_from.isoformat()}
        ledger.note(session, ledger.chain_of_person(by.person), "recovered", at=now, by=by.person, **facts)
    return token
