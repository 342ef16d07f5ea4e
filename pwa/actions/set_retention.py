"""Says how long the words of an identity's posts are kept: for good, or so many days; and a person's own: no longer at all."""

from pwa.actions.unlearn_posts import unlearn_voice
from pwa.actions.verify_step_up import use_proof
from pwa.rules.identity import Kind
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.store import drafts, identities, ledger, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.transaction import transaction


def set_retention(by: Caller, handle: str, *, days: int | None, proof: int) -> None:
    """None: for good. What is older goes with the courier's next tidying. Raises NotFound or StepUpRefused."""
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.KEEP_WORDS, handle, now))
        identity = identities.kept_by(session, by.person, handle)
        was, identity.words_kept_days = identity.words_kept_days, days
        session.add(identity)
        if was != days:
            chain = ledger.chain_of(session, identity, by.person)
            ledger.note(session, chain, "retention_set", at=now, by=by.person, identity=handle, days=days, was=was)


def leave_no_words(by: Caller, handle: str, *, proof: int) -> None:
    """Somebody wants nothing kept that they wrote as themself: their drafts go now, the words of their posts with the next tidying.

    Only of a personal voice: the words of an official one are its organisation's record. Raises NotFound or StepUpRefused.
    """
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.KEEP_WORDS, handle, now))
        identity = identities.kept_by(session, by.person, handle)
        if identity.kind != Kind.PERSONAL:
            raise NotFound
        identity.words_until = now
        session.add(identity)
        unlearn_voice(session, identity)
        gone = drafts.delete_all(session, by.person, identity, now)
        ledger.note(session, ledger.chain_of(session, identity, by.person), "words_left_behind", at=now, by=by.person, drafts=gone)
