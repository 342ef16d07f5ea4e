"""Our own outbox: couriers in processes of their own, and beside them the product's own actions.

An item is a post, held straight in SQL (see own_posts). It starts when it is released: `released_at`, by the database's clock.
Three crews: `own` releases, writes the ledger and signs, as the others' items do no more than note the time; `own-delivering` is the whole
`onlyhuman courier`, whose hands pin each post to its noticeboard meanwhile; `own-four` is four of the first, on PostgreSQL.
"""

import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import col, select, update

from pwa.actions.cancel_post import cancel_post
from pwa.actions.sign_ledger import verify_ledger
from pwa.rules.delivery import DeliveryState
from pwa.rules.refusals import TooLate
from pwa.store import engine
from pwa.store.migrate import migrate
from pwa.store.tables import Delivery, Person, Post
from pwa.store.transaction import reading
from tests.bench.engines import YEAR, Absent, Item
from tests.bench.engines.own_posts import due_times, hold_many, make_voices, settle
from tests.bench.engines.record import Record
from tests.bench.running import Group, postgresql_processes

CREWS = {
    "own": ("Only Human", "releasing", 1),
    "own-delivering": ("Only Human, delivering too", "delivering", 1),
    "own-four": ("Only Human, four couriers", "releasing", 4),
}


@contextmanager
def opened(name: str, store: str, folder: Path) -> Iterator["Own"]:
    """On an empty store: migrated, with fifty voices in it."""
    if name == "own-four" and store.startswith("sqlite"):
        raise Absent("several couriers are for PostgreSQL")
    engine.connect(store)
    migrate()
    try:
        yield Own(name, store, folder)
    finally:
        engine.engine().dispose()


class Own:
    """The outbox as an engine among others."""

    most_pending = 10_000_000

    def __init__(self, name: str, store: str, folder: Path) -> None:
        self.title, self._work, self._couriers = CREWS[name]
        self._store, self._folder, self._record = store, folder, Record(folder)
        self._voices = make_voices()
        self._hanging: Item | None = None

    def fill(self, count: int, first: float) -> None:
        """With a ledger line for each of them."""
        hold_many(self._voices, count, first, YEAR, told=True)
        settle()

    def start(self, *, hangs: bool = False) -> Group:
        """Couriers, each in a process of its own."""
        command = [sys.executable, "-m", "tests.bench.engines.own_courier", self._store, str(self._folder)]
        return Group([[*command, "hanging" if hangs else self._work]] * self._couriers, self._folder / "said").ready("at work")

    def plan(self, count: int, first: float, span: float, *, hangs: bool = False) -> Sequence[Item]:
        """Without lines in the ledger: what a hold writes there is not what is measured."""
        held = hold_many(self._voices, count, first, span, told=False)
        items = [Item(str(number), due) for number, due in zip(held, due_times(count, first, span), strict=True)]
        self._hanging = items[0] if hangs else None
        return items

    def undoing(self, item: Item) -> Callable[[], bool]:
        """As whoever held it, by the product's own action."""
        held = select(Post.public_id, Person).join(Person, col(Person.id) == col(Post.person_id))
        with reading() as session:
            public_id, by = session.exec(held.where(col(Post.id) == int(item.key))).one()

        def undo() -> bool:
            try:
                cancel_post(public_id, by=by)
            except TooLate:
                return False
            return True

        return undo

    def starts(self, items: Sequence[Item]) -> dict[str, list[float]]:
        """As the posts say; of one that hangs, when its network was given it."""
        if self._hanging is not None:
            given = self._record.read().get("published")
            return {self._hanging.key: given} if given else {}
        ours = col(Post.id).between(int(items[0].key), int(items[-1].key))
        with reading() as session:
            out = session.exec(select(Post.id, Post.released_at).where(ours, col(Post.released_at).is_not(None)))
            return {str(number): [released.timestamp()] for number, released in out if released}

    def certain(self, items: Sequence[Item]) -> dict[str, float]:
        """The first commit of a courier after each release; with deliveries between them nobody can say whose it was."""
        commits = Record(self._folder, "commits").read().get("committed", [])
        if self._work != "releasing" or self._couriers > 1:
            return {}
        after = {key: bisect_left(commits, moments[0]) for key, moments in self.starts(items).items()}
        return {key: commits[place] for key, place in after.items() if place < len(commits)}

    def asked_about(self) -> bool:
        """A delivery whose lease ran out is unsure: its network is asked."""
        return "asked" in self._record.read()

    def clear(self) -> None:
        """Deliveries that nobody has begun are dropped."""
        with engine.to_write().begin() as connection:
            connection.execute(update(Delivery).where(col(Delivery.state) == DeliveryState.DUE).values(state=DeliveryState.DROPPED))

    def store_processes(self) -> list[int]:
        """PostgreSQL's; SQLite works inside the couriers."""
        return postgresql_processes(self._store)

    def faults(self) -> list[str]:
        """What the ledger says about itself after all of this."""
        return verify_ledger(self._folder)[1]
