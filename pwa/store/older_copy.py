"""An older copy of the store: how it shows, and how everything that could leave from it by itself is stopped."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import insert, tuple_
from sqlalchemy import select as row_of
from sqlmodel import Session, col, select, update

from pwa.rules.chain import START, Checkpoint
from pwa.rules.delivery import DeliveryState
from pwa.rules.post import ParkingReason, PostState
from pwa.rules.words import n_
from pwa.store import ledger
from pwa.store.tables import Channel, Delivery, Edit, LedgerLine, Parking, Post, Receipt

VERB = "restored"  # of the line in the server's own chain that says when everything was stopped
WHY = n_("The records came back from an older copy, so it may have left before.")
AT_ONCE = 500  # rows that one statement names
Item = TypeVar("Item")


class Stopped(NamedTuple):
    """A Post or a Delivery that does not go on by itself, and whose words it carries; a Delivery's `part` counts from 1."""

    identity_id: int
    post: str
    delivery: str = ""
    part: int = 0


def missing(session: Session, marks: Sequence[Checkpoint]) -> list[Checkpoint]:
    """Those of these marks whose line is not in the store, or is another one."""
    found: dict[tuple[str, int], str] = {}
    for some in _in_portions((mark.chain, mark.size) for mark in marks):
        named = tuple_(col(LedgerLine.chain), col(LedgerLine.number)).in_(some)
        asked = row_of(col(LedgerLine.chain), col(LedgerLine.number), col(LedgerLine.hash)).where(named)
        found |= {(chain, number): head for chain, number, head in session.connection().execute(asked)}
    return [mark for mark in marks if mark.head != (found.get((mark.chain, mark.size)) if mark.size else START)]


def heads(session: Session, chains: Collection[str]) -> dict[str, tuple[int, str]]:
    """Size and head of each of these chains; size 0 for one that is not there."""
    newest = row_of(col(LedgerLine.number), col(LedgerLine.hash)).order_by(col(LedgerLine.number).desc()).limit(1)
    ask = session.connection().execute
    return {chain: (*(ask(newest.where(col(LedgerLine.chain) == chain)).one_or_none() or (0, START)),) for chain in chains}


def stopped_at(session: Session) -> datetime | None:
    """When everything was stopped last because of an older copy, as the line about it says."""
    lines = select(LedgerLine.body).where(col(LedgerLine.chain) == ledger.SERVER, col(LedgerLine.body).contains(f'"verb":"{VERB}"'))
    body = session.exec(lines.order_by(col(LedgerLine.number).desc()).limit(1)).first()
    return datetime.fromisoformat(json.loads(body)["at"]) if body else None


def park_posts(session: Session, now: datetime) -> list[Stopped]:
    """Every Post that is held: its words stay, and a person must hold it again."""
    held = update(Post).where(col(Post.state) == PostState.HELD)
    parked = held.values(state=PostState.PARKED, parking_reason=ParkingReason.RESTORED, parked_at=now)
    rows = session.connection().execute(parked.returning(col(Post.id), col(Post.identity_id), col(Post.public_id))).all()
    told = [{"post_id": number, "person_id": None, "reason": ParkingReason.RESTORED, "at": now} for number, _, _ in sorted(rows)]
    if told:
        session.connection().execute(insert(Parking), told)
    return [Stopped(identity_id, public_id) for _, identity_id, public_id in sorted(rows)]


def park_deliveries(session: Session) -> list[Stopped]:
    """Every Delivery that is due, now or later."""
    due = update(Delivery).where(col(Delivery.state) == DeliveryState.DUE).values(state=DeliveryState.PARKED, reason=WHY)
    return _named(session, session.connection().execute(due.returning(col(Delivery.id))).scalars())


def doubt_deliveries(session: Session) -> list[Stopped]:
    """Every Delivery that was under way: what became of it only a person can say.

    Nor is what was in doubt before looked for any more: what its network no longer has may have been taken down since the copy was made,
    and would be sent a second time.
    """
    doubtful = update(Delivery).where(col(Delivery.state) == DeliveryState.UNSURE, col(Delivery.look_at).is_not(None))
    session.connection().execute(doubtful.values(look_at=None, reason=WHY))
    sending = update(Delivery).where(col(Delivery.state) == DeliveryState.SENDING)
    stopped = sending.values(state=DeliveryState.UNSURE, lease_owner=None, lease_until=None, look_at=None, reason=WHY)
    return _named(session, session.connection().execute(stopped.returning(col(Delivery.id))).scalars())


class Unchanged(NamedTuple):
    """An Edit that is not made, and what it was about."""

    what: Stopped
    edit: str
    network: str


def drop_edits(session: Session, now: datetime) -> list[Unchanged]:
    """Every Edit that is due or under way: it may have been made before, and other words put in their place since."""
    waiting = update(Edit).where(col(Edit.state).in_([DeliveryState.DUE, DeliveryState.SENDING]))
    over = {"state": DeliveryState.DROPPED, "settled_at": now, "reason": WHY, "lease_owner": None, "lease_until": None}
    dropped = sorted(session.connection().execute(waiting.values(**over).returning(col(Edit.id))).scalars())
    about = row_of(col(Post.identity_id), col(Post.public_id), col(Delivery.public_id), col(Delivery.position))
    about = about.add_columns(col(Edit.public_id), col(Channel.network)).join(Delivery, col(Delivery.post_id) == col(Post.id))
    about = about.join(Receipt, col(Receipt.delivery_id) == col(Delivery.id)).join(Edit, col(Edit.receipt_id) == col(Receipt.id))
    about = about.join(Channel, col(Channel.id) == col(Receipt.channel_id)).order_by(col(Edit.id))
    found: list[Unchanged] = []
    for some in _in_portions(dropped):
        rows: Any = session.connection().execute(about.where(col(Edit.id).in_(some)))
        found += [Unchanged(Stopped(voice, post, delivery, part), edit, network) for voice, post, delivery, part, edit, network in rows]
    return found


def _named(session: Session, numbers: Iterable[int]) -> list[Stopped]:
    found: list[Stopped] = []
    for some in _in_portions(sorted(numbers)):
        asked = row_of(col(Post.identity_id), col(Post.public_id), col(Delivery.public_id), col(Delivery.position))
        rows = asked.join(Post, col(Post.id) == col(Delivery.post_id)).where(col(Delivery.id).in_(some)).order_by(col(Delivery.id))
        found += [Stopped(*row) for row in session.connection().execute(rows)]
    return found


def _in_portions(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while some := list(islice(rest, AT_ONCE)):
        yield some
