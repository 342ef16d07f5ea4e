"""What the outbox holds and has done, in numbers: counted in the store, so that every process tells the same."""

import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, case
from sqlmodel import Session, col, func, select

from pwa.rules.delivery import DeliveryState
from pwa.rules.post import LATE_AFTER, PostState
from pwa.store.moments import database_time, later
from pwa.store.tables import Channel, Delivery, Post, Receipt

BUCKETS = (0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 60, 300, 900)  # seconds late; after 900 a post asks instead of leaving
FINAL_AFTER = LATE_AFTER + timedelta(minutes=5)  # so long past its time a post has left or never will; 5 minutes for a slow commit
OUT_OF_ORDER = 200  # receipts: how far numbers that were handed out may still be uncommitted
REMEMBERED_FOR = 3600.0  # seconds; then all is counted afresh, lest an older copy of the store or a very late commit go unseen


@dataclass(frozen=True)
class Figures:
    """One look at the store. `deliveries` go by network and state, `asking` by network; a network with nothing has its noughts."""

    held: int
    overdue: int
    parked: int
    lateness: list[int]  # released Posts: one count for each of BUCKETS, and one for what was later still
    seconds_late: float  # of all of them together
    deliveries: dict[tuple[str, str], int]
    asking: dict[str, int]  # unsure, and only a person can settle it


class Counting:
    """Counts, and remembers what is final: with a million posts gone, a look costs only what is held, on its way or new."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._start_afresh()

    def look(self, session: Session) -> Figures:
        """The figures now. `session` must see one moment. The first look, and then one an hour, counts everything."""
        now = database_time(session)  # as a value: PostgreSQL finds nothing by an index for a clock that moves
        with self._turn:
            if time.monotonic() - self._began > REMEMBERED_FOR:
                self._start_afresh()
            lateness, micros = self._released(session, now)
            sent = self._sent(session)
        moving, asking = _moving(session)
        networks = session.exec(select(Channel.network).distinct()).all()
        posts = select(func.count()).select_from(Post)
        held, parked = posts.where(col(Post.state) == PostState.HELD), posts.where(col(Post.state) == PostState.PARKED)
        return Figures(
            held=session.exec(held).one(),
            overdue=session.exec(held.where(col(Post.due_at) <= now)).one(),
            parked=session.exec(parked).one(),
            lateness=lateness,
            seconds_late=micros / 1_000_000,
            deliveries={
                (network, state): sent[network] if state is DeliveryState.SENT else moving[network, state]
                for network in networks
                for state in DeliveryState
            },
            asking={network: asking[network] for network in networks},
        )

    def _start_afresh(self) -> None:
        self._began = time.monotonic()
        self._due_from, self._late, self._micros = datetime.min.replace(tzinfo=UTC), [0] * (len(BUCKETS) + 1), 0
        self._receipt, self._arrived = 0, Counter[str]()

    def _released(self, session: Session, now: datetime) -> tuple[list[int], int]:
        if (final := now - FINAL_AFTER) > self._due_from:
            self._late, self._micros = self._with(_lateness(session, self._due_from, final))
            self._due_from = final
        return self._with(_lateness(session, self._due_from, now))  # nothing leaves before it is due

    def _with(self, more: tuple[list[int], int]) -> tuple[list[int], int]:
        counts, micros = more
        return [known + new for known, new in zip(self._late, counts, strict=True)], self._micros + micros

    def _sent(self, session: Session) -> Counter[str]:
        final = (session.exec(select(func.max(Receipt.id))).one() or 0) - OUT_OF_ORDER
        if final > self._receipt:
            self._arrived += _receipts(session, col(Receipt.id) > self._receipt, col(Receipt.id) <= final)
            self._receipt = final
        return self._arrived + _receipts(session, col(Receipt.id) > self._receipt)


def _lateness(session: Session, since: datetime, before: datetime) -> tuple[list[int], int]:
    """How many Posts that were due in this time and were released fall into each bucket, and the microseconds of all."""
    late = col(Post.released_at) - col(Post.due_at)
    upto = [func.coalesce(func.sum(case((late <= later(timedelta(seconds=edge)), 1), else_=0)), 0) for edge in BUCKETS]
    asked = select(func.count(), func.coalesce(func.sum(late), 0), *upto).where(col(Post.state) == PostState.RELEASED)
    asked = asked.where(col(Post.due_at) >= since, col(Post.due_at) < before)
    every, micros, *within = (int(number) for number in session.connection().execute(asked).one())
    return [more - fewer for more, fewer in zip([*within, every], [0, *within], strict=True)], micros


def _receipts(session: Session, *which: ColumnElement[bool]) -> Counter[str]:
    asked = select(Channel.network, func.count()).join(Channel, col(Channel.id) == col(Receipt.channel_id)).where(*which)
    return Counter(dict(session.exec(asked.select_from(Receipt).group_by(Channel.network)).all()))


def _moving(session: Session) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """Deliveries in every state but sent by network and state, and those in doubt by network that nobody will look for again."""
    for_a_person = func.sum(case((col(Delivery.look_at).is_(None), 1), else_=0))
    asked = (
        select(Channel.network, Delivery.state, func.count(), for_a_person)
        .join(Channel, col(Channel.id) == col(Delivery.channel_id))
        .where(col(Delivery.state).in_([state for state in DeliveryState if state is not DeliveryState.SENT]))
        .group_by(Channel.network, Delivery.state)
    )
    found = session.connection().execute(asked).all()
    moving = Counter({(network, state): many for network, state, many, _ in found})
    return moving, Counter({network: asking for network, state, _, asking in found if state == DeliveryState.UNSURE})
