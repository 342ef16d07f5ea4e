"""A Person comes in with a passkey; no name is typed."""

from pwa import passkeys
from pwa.actions.burn_challenge import burn_challenge, refused
from pwa.actions.make_challenge import known
from pwa.actions.warn_of_way_back import warn_of_way_back
from pwa.passkeys import CeremonyRefused, RelyingParty
from pwa.rules.step_up import Purpose
from pwa.rules.words import n_
from pwa.store import ledger, locks, people, sessions
from pwa.store.moments import database_time
from pwa.store.tables import Passkey, Person, SessionKind, SessionRow
from pwa.store.transaction import reading, transaction

UNKNOWN = n_("This passkey is not known here: it may have been removed. Use another one, or a recovery code.")
LOCKED = n_("The phone of this passkey was locked. Sign in with another passkey of yours, or with a recovery code.")


def sign_in(row: SessionRow, answer: str, *, rp: RelyingParty) -> str:
    """Returns the new Session's token; it speaks as the person themself. Raises StepUpRefused."""
    challenge = burn_challenge(row, Purpose.SIGN_IN, "")
    try:
        key, person, locked = _owner(answer)
        if locked:
            raise CeremonyRefused("locked_passkey")
        assertion = passkeys.verify_assertion(rp, answer, challenge=challenge.challenge, known=known(key, person), identified=False)
    except CeremonyRefused as why:
        sentence = {"unknown_credential": UNKNOWN, "locked_passkey": LOCKED}.get(why.reason)
        raise refused(row, Purpose.SIGN_IN, "", why.reason, sentence) from why
    with transaction() as session:
        now = database_time(session)
        before, after = key.sign_count, assertion.sign_count
        counted = people.passkey_used(session, key, before=before, after=after, backed_up=assertion.backed_up, now=now)
        shut = locks.shut(session, key)  # its row is ours since it was counted: a lock has been, or waits and ends what is opened here
        if counted and not shut:
            sessions.end(session, row.id, "signed_in", now)
            opened, token = sessions.open_session(
                session, SessionKind.SIGNED_IN, person=person, passkey_id=key.id, device=row.device, now=now
            )
            codes = people.recovery_set(session, person)
            if not locks.opened_by_locked(session, opened) and (codes is None or codes.confirmed_at is None):
                people.new_recovery_set(session, person, now)
            warn_of_way_back(session, person, opened, now)
            if assertion.counter_warning:
                ledger.note(session, ledger.chain_of_person(person), "counter_went_back", at=now, by=person, passkey=key.public_id)
            facts = {"passkey": key.public_id, "device": row.device, "session": opened.public_id}
            ledger.note(session, ledger.chain_of_person(person), "signed_in", at=now, by=person, **facts)
    if shut:
        raise refused(row, Purpose.SIGN_IN, "", "locked_passkey", LOCKED)
    if not counted:
        raise refused(row, Purpose.SIGN_IN, "", "counter_moved")
    return token


def _owner(answer: str) -> tuple[Passkey, Person, bool]:
    """Whose passkey answered, and whether its phone was locked: then another one of theirs lets them in, if they have another."""
    with reading() as session:
        key = people.passkey_by_credential(session, passkeys.credential_id_of(answer))
        if key is None:
            raise CeremonyRefused("unknown_credential")
        return key, people.person(session, key.person_id), locks.shut(session, key)
