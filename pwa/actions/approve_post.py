"""A colleague's yes: with their finger, for one exact payload, in time. From then on the Post leaves when its window is over."""

from pwa.actions.look_twice import barred
from pwa.actions.park_overrun import park_overrun
from pwa.actions.verify_step_up import use_proof
from pwa.rules.alert import AlertKind
from pwa.rules.approval import ApprovalState
from pwa.rules.payload import yes_to
from pwa.rules.post import PostState
from pwa.rules.refusals import AlreadyDone, NotAllowed, NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence, n_
from pwa.store import alerts, approvals, grants, ledger, payloads, people, posts, sessions, step_ups, wake
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Approval, Identity, Person, Post
from pwa.store.transaction import Session, transaction

OWN = n_("You held this yourself, so the yes must be a colleague’s. Nothing has gone out.")
CHANGED = n_("What is stored now is not what was held. It cannot get a yes, and nothing has gone out. Look at the ledger.")
NOT_THIS = n_("This is not what you were shown: look at it again, and then say yes or no. Nothing has gone out.")


def approve_post(by: Caller, public_id: str, *, meant: str, proof: int) -> Post:
    """`meant`: what the passkey answered for, as `rules.payload.yes_to` says it.

    Raises StepUpRefused, NotFound, NotAllowed, or AlreadyDone when it does not wait for a yes any more.
    """
    with transaction() as session:
        sessions.living(session, by.session.id)
        now = database_time(session)
        used = step_ups.use(session, proof, by.session, Purpose.APPROVE, meant, now)
        use_proof(used)
        post, identity, approval = answerable(session, by.person, public_id)
        if used is None or not approvals.counts(session, used, identity):
            raise NotFound
        if meant != yes_to(public_id, approval.payload_digest):
            raise NotAllowed(NOT_THIS)
        if payloads.digest_of(session, post, identity) != approval.payload_digest:
            raise NotAllowed(CHANGED)
        if against := barred(session, by, identity, post, now, with_yes=True):
            raise NotAllowed(Sentence("%(reason)s It still waits, and nothing has gone out.", reason=against.sentence))
        if not approvals.give(session, post, approval, used, now):
            raise AlreadyDone
        facts = {"post": public_id, "identity": identity.handle, "payload": approval.payload_digest, "due": post.due_at.isoformat()}
        facts |= {"passkey": people.public_id_of(session, used.passkey_id), "device": by.session.device}
        ledger.note(session, ledger.chain_of(session, identity), "approval_given", at=now, by=by.person, **facts)
        alerts.note(session, AlertKind.HELD, post, post.held_at, but=by.session.id)
        park_overrun(session, grants.overrunning(session, [public_id]), now)
        wake.ring_after(session, wake.HOLDS)
    return post


def answerable(session: Session, by: Person, public_id: str) -> tuple[Post, Identity, Approval]:
    """A Post that waits for a yes which this Person may give or refuse: never their own. Raises NotFound, NotAllowed or AlreadyDone."""
    post, identity = posts.visible(session, by, public_id)
    approval = approvals.of_hold(session, post)
    if approval is None or post.state != PostState.HELD or post.approval != ApprovalState.ASKED:
        raise AlreadyDone
    if post.person_id == by.id:
        raise NotAllowed(OWN)
    return post, identity, approval
