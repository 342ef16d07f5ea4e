"""Whom a hold waits for: the terms that its identity's keeper set, and the asking of a colleague."""

from datetime import datetime

from pwa.rules.alert import AlertKind
from pwa.rules.approval import Terms, terms
from pwa.rules.identity import Kind
from pwa.rules.second_look import Answers, Look
from pwa.store import alerts, approval_rules, approvals, ledger, payloads
from pwa.store.sessions import Caller
from pwa.store.tables import Hold, Identity, Post
from pwa.store.transaction import Session


def terms_of(session: Session, identity: Identity, now: datetime, look: Look, answers: Answers) -> Terms:
    """Those of a hold now, with what a second look at it asks for."""
    rule, least = approval_rules.of_identity(session, identity), max(identity.window_seconds, look.window_seconds)
    return terms(rule, least, now, asked_for=look.asked_for, needs_yes=look.second_person(answers))


def ask_approval(session: Session, post: Post, hold: Hold, identity: Identity, asked: Terms, by: Caller) -> None:
    """Inside the hold's transaction: whoever may stop it, or say yes to it, is told while there is time. Of a personal voice nobody is."""
    if identity.kind != Kind.OFFICIAL:
        return
    if not asked.asks:
        alerts.note(session, AlertKind.HELD, post, post.held_at, but=by.session.id)
        return
    session.flush()
    approval = approvals.ask(session, post, hold, payloads.digest_of(session, post, identity))
    facts = {"post": post.public_id, "identity": identity.handle, "payload": approval.payload_digest}
    until = approval.answer_by.isoformat()
    ledger.note(session, ledger.chain_of(session, identity), "approval_asked", at=post.held_at, by=by.person, **facts, until=until)
    alerts.note(session, AlertKind.ASKED, post, post.held_at, but=by.session.id)
