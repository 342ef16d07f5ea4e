"""Somebody says of a sent Post that it went out by mistake: what else is held stops, and its record is kept before anything is changed."""

from typing import Any

from pwa.actions.keep_holding import note_parked
from pwa.actions.unlearn_posts import remembered, unlearn_posts
from pwa.rules.delivery import DeliveryState
from pwa.rules.own_up import Occasion
from pwa.rules.post import ParkingReason, PostState
from pwa.rules.refusals import AlreadyDone
from pwa.rules.words import n_
from pwa.store import deliveries, ledger, own_ups, posts, wake
from pwa.store.moments import database_time
from pwa.store.tables import Person, Post, Receipt
from pwa.store.transaction import Session, once_more, transaction

NOT_OUT = n_("This post has not left, so there is nothing to own up to. Undo it instead.")


@once_more
def own_up(public_id: str, *, by: Person) -> None:
    """Any speaker may, without a step-up; a second time stops what is held by then, and keeps the record that there is.

    Raises NotFound, or AlreadyDone for what never left.
    """
    with transaction() as session:
        now = database_time(session)
        post, identity = posts.visible(session, by, public_id)
        if post.state != PostState.RELEASED:
            raise AlreadyDone(NOT_OUT)
        learnt = remembered(session, identity, [post])
        held = own_ups.others_held(session, identity, post)
        parked = [other for other in held if posts.park(session, other, ParkingReason.OWNED_UP, now, by=by)]
        begun = own_ups.begin(session, post, by, now)
        unlearn_posts(session, learnt, [post])
        stood = own_ups.stood(session, post)
        chain = ledger.chain_of(session, identity, by)
        if begun:
            own_ups.ask_what_stands(session, [one for one, down in _taken_down(session, post) if not down], Occasion.BEFORE, now)
            own_ups.ask_what_stands(session, [one for one, down in _taken_down(session, post) if down], Occasion.REMOVED, now)
            facts = {"post": public_id, "identity": identity.handle, "stopped": [other.public_id for other in parked]}
            ledger.note(session, chain, "owned_up", at=now, by=by, **facts, copies=[_copy(session, post, one) for one in stood])
        for other in parked:
            note_parked(session, other, identity, ParkingReason.OWNED_UP, by, now)
        wake.ring_after(session, wake.ERRANDS)


def read_back_again(public_id: str, *, by: Person) -> None:
    """Ask each network once more what stands there. Raises NotFound, or AlreadyDone for what nobody owned up to."""
    with transaction() as session:
        now = database_time(session)
        post, _ = posts.visible(session, by, public_id)
        if own_ups.of(session, post) is None:
            raise AlreadyDone
        removed = {row[2].id for row in deliveries.of_posts(session, [post])[post.id] if row[2] and row[3]}
        for one in own_ups.stood(session, post):
            occasion = Occasion.REMOVED if one.receipt.id in removed else Occasion.BEFORE
            known = own_ups.read_backs_of(session, [one.receipt.id]).get((one.receipt.id, occasion))
            if known is None or known.state not in own_ups.UNDER_WAY:  # one look at a time
                own_ups.ask_what_stands(session, [one.receipt], occasion, now)
        wake.ring_after(session, wake.ERRANDS)


def _taken_down(session: Session, post: Post) -> list[tuple[Receipt, bool]]:
    """Whatever arrived, and whether its network took the removal before anybody owned up."""
    ways = deliveries.of_posts(session, [post])[post.id]
    return [(receipt, back is not None and back.state == DeliveryState.SENT) for _, _, receipt, back in ways if receipt]


def _copy(session: Session, post: Post, one: own_ups.Stood) -> dict[str, Any]:
    """What stood where, as it was published: the words in the ledger's kept texts, their digest in the line."""
    where = {"network": one.channel.network, "handle": one.channel.handle, "address": one.receipt.url, "part": one.delivery.position}
    where["sent"] = one.rendering.digest
    return where if post.words_deleted_at else where | {"words": ledger.keep_text(session, one.rendering.payload)}
