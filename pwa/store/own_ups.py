"""Posts that somebody owned up to: what was asked of the networks for the record, what is changed there, and which post corrects which."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select
from sqlalchemy import select as row_of
from sqlmodel import Session, col, func, select, update

from pwa.rules import room
from pwa.rules.approval import Ask
from pwa.rules.delivery import LATE_AFTER, DeliveryState
from pwa.rules.own_up import Occasion
from pwa.rules.post import PostState
from pwa.rules.refusals import NotFound
from pwa.store import approval_rules
from pwa.store.deliveries import remote_id_of
from pwa.store.moments import database_now, later
from pwa.store.tables import Channel, Delivery, Draft, Edit, Identity, OwnUp, Person, Post, ReadBack, Receipt, Rendering, Retraction

TRIED_AT = func.coalesce(col(Edit.try_at), col(Edit.due_at))
UNDER_WAY = (DeliveryState.DUE, DeliveryState.SENDING)


class Stood(NamedTuple):
    """One part on one Channel that arrived there, with what was sent."""

    delivery: Delivery
    channel: Channel
    receipt: Receipt
    rendering: Rendering


def begin(session: Session, post: Post, by: Person, now: datetime) -> OwnUp | None:
    """None: somebody did so before."""
    if of(session, post) is not None:
        return None
    session.add(row := OwnUp(post_id=post.id, person_id=by.id, at=now))
    session.flush()
    return row


def of(session: Session, post: Post) -> OwnUp | None:
    """That this Post went out by mistake, as somebody said."""
    return session.exec(select(OwnUp).where(col(OwnUp.post_id) == post.id)).first()


def stood(session: Session, post: Post) -> list[Stood]:
    """Whatever of a Post arrived, channel by channel and part by part."""
    arrived = (
        select(Delivery, Channel, Receipt, Rendering)
        .join(Channel, col(Channel.id) == col(Delivery.channel_id))
        .join(Receipt, col(Receipt.delivery_id) == col(Delivery.id))
        .join(Rendering, col(Rendering.id) == col(Delivery.rendering_id))
        .where(col(Delivery.post_id) == post.id)
    )
    return [Stood(*row) for row in session.exec(arrived.order_by(col(Delivery.channel_id), col(Delivery.position)))]


def ask_what_stands(session: Session, receipts: Iterable[Receipt], occasion: Occasion, now: datetime) -> None:
    """Read each back, now."""
    about: dict[str, Any] = {"occasion": occasion, "asked_at": now, "due_at": now, "state": DeliveryState.DUE}
    session.add_all(ReadBack(receipt_id=receipt.id, **about) for receipt in receipts)
    session.flush()


def read_backs_of(session: Session, receipts: Collection[int]) -> dict[tuple[int, str], ReadBack]:
    """The latest of each kind, by the Receipt's number and its occasion."""
    found = session.exec(select(ReadBack).where(col(ReadBack.receipt_id).in_(receipts)).order_by(col(ReadBack.id)))
    return {(one.receipt_id, one.occasion): one for one in found}


def ask_for_edit(session: Session, receipt: Receipt, by: Person, payload: str, digest: str, now: datetime, due_at: datetime) -> Edit:
    """Other words for what this Receipt names, from `due_at` on. Raises Collided, through the transaction, while another is open there."""
    about: dict[str, Any] = {"state": DeliveryState.DUE, "asked_at": now, "due_at": due_at}
    session.add(edit := Edit(receipt_id=receipt.id, person_id=by.id, payload=payload, digest=digest, **about))
    session.flush()
    return edit


def open_edit(session: Session, receipt: Receipt) -> Edit | None:
    """The one that waits there, or is being made."""
    return session.exec(select(Edit).where(col(Edit.receipt_id) == receipt.id, col(Edit.state).in_(UNDER_WAY))).first()


def asks_a_second_person(session: Session, identity: Identity, *moments: datetime) -> bool:
    """Whether somebody else has a say, at one of these, in what this Identity says: an Edit could not ask them."""
    rule = approval_rules.of_identity(session, identity)
    return any(rule.asks(at, asked_for=True) is not Ask.NONE for at in moments)


def edits_waiting(session: Session, asker: Person, identity: Identity) -> list[Edit]:
    """What this Person asked to be changed as this Identity and no courier has begun, locked."""
    posts = select(Post.id).where(col(Post.identity_id) == identity.id)
    receipts = select(Receipt.id).join(Delivery, col(Delivery.id) == col(Receipt.delivery_id)).where(col(Delivery.post_id).in_(posts))
    due = select(Edit).where(col(Edit.person_id) == asker.id, col(Edit.state) == DeliveryState.DUE, col(Edit.receipt_id).in_(receipts))
    return list(session.exec(due.order_by(col(Edit.id)).with_for_update()))


def edits_of(session: Session, receipts: Collection[int]) -> dict[int, Edit]:
    """The latest of each Receipt, by its number."""
    return {one.receipt_id: one for one in session.exec(select(Edit).where(col(Edit.receipt_id).in_(receipts)).order_by(col(Edit.id)))}


def one_edit(session: Session, public_id: str) -> tuple[Edit, str]:
    """An Edit, and the public id of its Post, by which whoever asks must be let in. Raises NotFound."""
    owned = (
        select(Edit, Post.public_id)
        .join(Receipt, col(Receipt.id) == col(Edit.receipt_id))
        .join(Delivery, col(Delivery.id) == col(Receipt.delivery_id))
        .join(Post, col(Post.id) == col(Delivery.post_id))
    )
    found = session.exec(owned.where(col(Edit.public_id) == public_id)).first()
    if found is None:
        raise NotFound
    return found


def way(session: Session, errand: Edit | ReadBack) -> tuple[Receipt, Channel, Delivery]:
    """What it is about, where, and the Delivery that brought it there."""
    receipt = session.get_one(Receipt, errand.receipt_id)
    return receipt, session.get_one(Channel, receipt.channel_id), session.get_one(Delivery, receipt.delivery_id)


def keep_back_on(session: Session, post: Post, channels: Collection[int]) -> list[Delivery]:
    """What has not left yet for these Channels, locked."""
    due = select(Delivery).where(col(Delivery.post_id) == post.id, col(Delivery.channel_id).in_(channels))
    return list(session.exec(due.where(col(Delivery.state) == DeliveryState.DUE).order_by(col(Delivery.id)).with_for_update()))


# What corrects what ---------------------------------------------------------------------------------------------------


def correction_of(session: Session, post: Post) -> Post | None:
    """The latest that owns up to it and was not undone."""
    theirs = select(Post).where(col(Post.corrects) == post.id, col(Post.state) != PostState.CANCELLED)
    return session.exec(theirs.order_by(col(Post.id).desc()).limit(1)).first()


def draft_of(session: Session, post: Post, by: Person) -> Draft | None:
    """This Person's open Draft that owns up to it."""
    theirs = select(Draft).where(col(Draft.corrects) == post.id, col(Draft.person_id) == by.id, col(Draft.ended_at).is_(None))
    return session.exec(theirs.order_by(col(Draft.id).desc()).limit(1)).first()


def answers_to(session: Session, corrects: int | None) -> dict[int, dict[str, str]]:
    """What a Correction's first part says on each Channel: which entry it corrects, and, while that is wanted there, what it replies to.

    It replies to words of ours only: whoever is reshared is not to read it as an answer to them.
    """
    if corrects is None:
        return {}
    found: dict[int, dict[str, str]] = {}
    for _, channel, receipt, rendering in stood(session, session.get_one(Post, corrects)):
        remote_id = remote_id_of(receipt)
        place = found.setdefault(channel.id, {"corrects": remote_id})
        place.pop("answers", None)  # the last part of the series is where it goes on
        limits = room.read(channel.limits)
        if limits is None or not limits.series:  # it takes no answers from here; the noticeboard shows the two side by side
            continue
        removed = session.exec(select(Retraction.id).where(col(Retraction.receipt_id) == receipt.id)).first()
        if removed is None and receipt.url and not is_bare(rendering):
            place["answers"] = remote_id
    return found


def is_bare(rendering: Rendering) -> bool:
    """Whether it has no words of its own: a reshare, and nothing else."""
    return not str(json.loads(rendering.payload)["text"])


def recent_admission(session: Session, identity: Identity, now: datetime, within: timedelta) -> Post | None:
    """The latest Post of this Identity that was owned up to, or taken down, not long ago."""
    owned = select(OwnUp.post_id).where(col(OwnUp.at) > now - within)
    theirs = select(Post).where(col(Post.identity_id) == identity.id, col(Post.state) == PostState.RELEASED)
    given_up = theirs.where(col(Post.id).in_(owned) | (col(Post.retracted_at) > now - within))
    return session.exec(given_up.order_by(col(Post.released_at).desc()).limit(1)).first()


def is_latest(session: Session, post: Post) -> bool:
    """Whether nothing of its Identity has left since."""
    newest = select(func.max(col(Post.released_at))).where(col(Post.identity_id) == post.identity_id)
    return session.exec(newest).one() == post.released_at


def others_held(session: Session, identity: Identity, post: Post) -> Sequence[Post]:
    """What is in its window as the same Identity, but what owns up to something."""
    held = select(Post).where(col(Post.identity_id) == identity.id, col(Post.state) == PostState.HELD, col(Post.corrects).is_(None))
    return session.exec(held.where(col(Post.id) != post.id).order_by(col(Post.id))).all()


# What a courier asks for ----------------------------------------------------------------------------------------------


def copy_under_way(receipt: Any) -> ColumnElement[bool]:
    """Whether what stands there is still being read for the record: until then nothing of it is changed."""
    before = (col(ReadBack.occasion) == Occasion.BEFORE, col(ReadBack.state).in_(UNDER_WAY))
    return select(ReadBack.id).where(col(ReadBack.receipt_id) == receipt, *before).exists()


def due(table: type[Edit] | type[ReadBack], networks: Collection[str], *only: ColumnElement[bool]) -> Select[Any]:
    """The number of the one that is next on these networks, of `only` such Channels."""
    there = (
        row_of(col(table.id))
        .join(Receipt, col(Receipt.id) == col(table.receipt_id))
        .join(Channel, col(Channel.id) == col(Receipt.channel_id))
    )
    when: Any = TRIED_AT if table is Edit else col(table.due_at)
    first = there.where(col(table.state) == DeliveryState.DUE, when <= database_now(), col(Channel.network).in_(networks), *only)
    if table is Edit:
        first = first.where(~copy_under_way(col(Edit.receipt_id)), col(Edit.due_at) > database_now() - later(LATE_AFTER))
    return first.order_by(when, col(table.id)).limit(1)


def edits_stopped(session: Session, organisation_id: int) -> list[Edit]:
    """What waits to be changed as any Identity of this Organisation, locked."""
    voices = (
        select(Channel.id)
        .join(Identity, col(Identity.id) == col(Channel.identity_id))
        .where(col(Identity.organisation_id) == organisation_id)
    )
    receipts = select(Receipt.id).where(col(Receipt.channel_id).in_(voices))
    waiting = select(Edit).where(col(Edit.state) == DeliveryState.DUE, col(Edit.receipt_id).in_(receipts))
    return list(session.exec(waiting.order_by(col(Edit.id)).with_for_update()))


def answered(session: Session, read_back: ReadBack, answer: str, at: datetime) -> None:
    """What the network said, while it is still looked at again."""
    session.exec(update(ReadBack).where(col(ReadBack.id) == read_back.id).values(answer=answer, answered_at=at))
