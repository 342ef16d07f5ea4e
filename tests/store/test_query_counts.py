"""Lists ask the store as often for many rows as for few."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from pwa.courier import Courier
from pwa.store import board, deliveries, drafts, engine, identities, people, posts, sessions
from pwa.store.tables import Identity, Person
from pwa.store.transaction import Session, reading
from tests.cast import Cast
from tests.conftest import Clock


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that go to the store meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(engine.engine(), "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine.engine(), "before_cursor_execute", note)


def outbox_page(session: Session, identity: Identity, reader: Person) -> object:
    rows = posts.outbox(session, identity, 50)
    found = posts.parts_of(session, rows), posts.channels_of(session, rows), deliveries.of_posts(session, rows)
    return found, posts.cancellations_of(session, rows), people.names(session, {post.person_id for post in rows})


def drafts_page(session: Session, identity: Identity, reader: Person) -> object:
    rows = drafts.open_of(session, reader, identity)
    return drafts.parts_of(session, rows), drafts.counts(session, reader)


def board_page(session: Session, identity: Identity, reader: Person) -> object:
    _, channel = board.board(session, identity.handle)
    return board.series(session, board.latest(session, channel, 50))


def sheet(session: Session, identity: Identity, reader: Person) -> object:
    return identities.usable_by(session, reader)


def lists_of_the_person(session: Session, identity: Identity, reader: Person) -> object:
    return people.passkeys(session, reader), sessions.of_person(session, reader)


@pytest.mark.parametrize(("page", "at_most"), [(outbox_page, 7), (drafts_page, 3), (board_page, 4), (sheet, 2), (lists_of_the_person, 2)])
def test_a_list_asks_no_more_for_many_rows(
    page: Callable[[Session, Identity, Person], object], at_most: int, cast: Cast, clock: Clock, courier: Courier
) -> None:
    steph = cast.steph

    def asks() -> int:
        with reading() as session:
            reader = session.get_one(Person, steph.caller.person.id)
            identity = identities.personal(session, reader)
            with counted() as asked:
                page(session, identity, reader)
        return len(asked)

    steph.holds("First", "second part")
    steph.undoes(steph.holds("Undone."))
    clock.forward(13)
    courier.run_once()
    few = asks()
    for number in range(5):
        steph.holds(f"{number}", "again")
        steph.undoes(steph.holds(f"Undone {number}."))
        steph.another_browser()
    clock.forward(13)
    courier.run_once()
    assert asks() == few <= at_most
