"""What the tests look at: the active voice, the states, the lines of a chain."""

import json
from typing import Any

from sqlmodel import col, func, select

from pwa.store import deliveries, errands, identities, leases, ledger, posts
from pwa.store.moments import database_time
from pwa.store.tables import BoardEntry, Delivery, LedgerLine, Person, Post, Table
from pwa.store.transaction import reading, snapshot
from tests.cast import Member


def active_of(member: Member) -> str:
    """The handle that this browser speaks as now."""
    with reading() as session:
        speaking = leases.active(session, member.caller.session.id)
        return speaking[1].handle if speaking else member.handle


def state_of(post: Post) -> str:
    """Where a Post stands."""
    with reading() as session:
        return session.get_one(Post, post.id).state


def reread(post: Post) -> Post:
    """The Post as it is now."""
    with reading() as session:
        return session.get_one(Post, post.id)


def deliveries_of(post: Post, channel: int | None = None) -> list[Delivery]:
    """In the order of the parts; all, or those to one Channel."""
    with reading() as session:
        found = [row[0] for row in deliveries.of_posts(session, [post])[post.id]]
    return [delivery for delivery in found if channel in (None, delivery.channel_id)]


def states_of(post: Post, channel: int | None = None) -> list[str]:
    """Of its Deliveries, in the order of the parts."""
    return [delivery.state for delivery in deliveries_of(post, channel)]


def on_the_board(handle: str) -> list[str | None]:
    """Every text that was ever put up there, oldest first; None for what was taken down."""
    with reading() as session:
        [channel] = [one for one in identities.channels(session, _identity(session, handle)) if one.network == "noticeboard"]
        standing = select(BoardEntry).where(col(BoardEntry.channel_id) == channel.id).order_by(col(BoardEntry.id))
        return [entry.text for entry in session.exec(standing)]


def lines(chain: str) -> list[dict[str, Any]]:
    """The bodies of a chain, in order."""
    with snapshot() as session:
        return [json.loads(line.body) for line in ledger.lines(session, chain)]


def chain_of(handle: str) -> str:
    """The chain in which this identity's doings stand."""
    with reading() as session:
        return ledger.chain_of(session, _identity(session, handle))


def every_line() -> list[LedgerLine]:
    """The whole ledger."""
    with reading() as session:
        return list(session.exec(select(LedgerLine).order_by(col(LedgerLine.id))))


def parts_of(post: Post) -> list[str]:
    """The words of a Post."""
    with reading() as session:
        return [part.text for part in posts.parts_of(session, [post])[post.id]]


def person_called(name: str) -> Person:
    """Somebody, by name."""
    with reading() as session:
        return session.exec(select(Person).where(col(Person.name) == name)).one()


def _identity(session: Any, handle: str) -> Any:
    from pwa.store.tables import Identity

    return session.exec(select(Identity).where(col(Identity.handle) == handle)).one()


def rest() -> float:
    """Seconds that a courier may sleep: until something is due to leave, to be tried or to be looked for. 0: not at all."""
    with reading() as session:
        if errands.wanted(session, ["noticeboard"]):
            return 0.0
        due_at, _ = posts.next_due(session) or (None, False)
        moments = [moment for moment in (errands.next_at(session), due_at) if moment]
        return max(0.0, (min(moments) - database_time(session)).total_seconds()) if moments else 3600.0


def count(table: type[Table]) -> int:
    """How many rows there are."""
    with reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()
