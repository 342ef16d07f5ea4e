"""A person's answer to a Delivery that cannot go on by itself: it is there, send it again, or leave it."""

from datetime import datetime
from typing import Any

from pwa.actions.look_twice import barred
from pwa.actions.may_go_there import may_go_there
from pwa.actions.may_hold import may_hold, nothing_stopped
from pwa.rules.approval import ApprovalState
from pwa.rules.delivery import DeliveryState
from pwa.rules.refusals import AlreadyDone
from pwa.rules.settling import STEPS, Answer, offered, question
from pwa.rules.text import Unfit
from pwa.rules.words import Sentence, n_
from pwa.store import ledger, people, posts, sessions, settling, wake
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Channel, Delivery, Identity, Lease, Post
from pwa.store.transaction import Session, once_more, transaction

LEFT_BEFORE = n_("The part before it was left alone.")


@once_more
def settle_delivery(by: Caller, public_id: str, answer: Answer, *, asked: str) -> str:
    """Settle what `asked`, the question as the page put it, is about. The same answer twice is given once. Returns the Post's public id.

    Sending again needs every guard of a hold and keeps the attempt key; the parts behind it go along, in order. The other answers need
    the Grant only. Raises NotFound, AlreadyDone when it asks that no more, and what a hold does for sending again.
    """
    with transaction() as session:
        sessions.living(session, by.session.id)  # a double tap takes its turn, and then finds the first one's answer
        delivery, post_id = settling.one(session, public_id)
        post, identity = posts.visible(session, by.person, post_id)
        given = settling.answers(session, delivery)
        if any((one.question, one.answer, one.person_id) == (asked, answer, by.person.id) for one in given):
            return post_id
        was, now = DeliveryState(delivery.state), database_time(session)
        if asked != question(was, delivery.attempts, len(given)) or answer not in _answers(session, delivery, post):
            raise AlreadyDone
        lease = None
        if answer is Answer.AGAIN:
            lease = may_hold(session, by, identity, now)
            nothing_stopped(session, identity)
            if against := barred(session, by, identity, post, now, with_yes=post.approval == ApprovalState.GIVEN):
                raise Unfit(Sentence("%(reason)s Nothing more was sent.", reason=against.sentence))
            may_go_there([session.get_one(Channel, delivery.channel_id)], now)
        moved = _move(session, delivery, was, answer, now)
        settling.settle(session, delivery, by.person, was, answer, asked, now)
        chain = ledger.chain_of(session, identity, by.person)
        facts = _facts(session, by, post, identity, lease) | {"answer": answer, "was": was}
        for one, state in moved:
            told = {"delivery": one.public_id, "part": one.position}
            ledger.note(session, chain, f"delivery_{state}", at=now, by=by.person, **facts, **told)
        wake.ring_after(session, wake.ERRANDS)
    return post_id


def _answers(session: Session, delivery: Delivery, post: Post) -> list[Answer]:
    if not settling.is_first_unsent(session, delivery):
        return []
    return offered(DeliveryState(delivery.state), looking=delivery.look_at is not None, taken_down=post.retracted_at is not None)


def _move(session: Session, delivery: Delivery, was: DeliveryState, answer: Answer, now: datetime) -> list[tuple[Delivery, DeliveryState]]:
    """Every move that the answer makes. All rows first and their lines afterwards, so that nobody waits for a row with a chain in hand."""
    fresh: dict[str, Any] = {"reason": None, "look_at": None}
    if answer is Answer.AGAIN:
        fresh |= {"due_at": now, "try_at": settling.may_try_at(session, delivery, now), "looks": 0}
    moved, before = [], was
    for after in STEPS[was][answer]:
        with_it = fresh if after in (DeliveryState.DUE, DeliveryState.SENT) else {"look_at": None}
        if not settling.move(session, delivery, before, after, **with_it):
            raise AlreadyDone
        moved.append((delivery, after))
        before = after
    if answer is Answer.AGAIN:
        settling.no_later(session, delivery, now)
        moved += _each(session, delivery, DeliveryState.PARKED, DeliveryState.DUE, **fresh)
    elif answer is Answer.LEFT:
        moved += _each(session, delivery, DeliveryState.DUE, DeliveryState.PARKED, reason=LEFT_BEFORE)
    return moved


def _each(
    session: Session, delivery: Delivery, before: DeliveryState, after: DeliveryState, **with_it: Any
) -> list[tuple[Delivery, DeliveryState]]:
    later = settling.later_parts(session, delivery, before)
    return [(part, after) for part in later if settling.move(session, part, before, after, **with_it)]


def _facts(session: Session, by: Caller, post: Post, identity: Identity, lease: Lease | None) -> dict[str, Any]:
    facts = {"post": post.public_id, "identity": identity.handle, "device": by.session.device}
    if lease:
        facts["lease_opened"] = lease.opened_at.isoformat()
    if by.session.passkey_id:
        facts["passkey"] = people.public_id_of(session, by.session.passkey_id)
    return facts
