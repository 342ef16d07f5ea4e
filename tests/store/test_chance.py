"""Ids that the database makes: time first, and never the same twice."""

from datetime import UTC, datetime

from sqlalchemy import literal_column, select

from pwa.store.chance import random_id
from pwa.store.many import texts
from pwa.store.transaction import reading


def ids(many: int) -> list[str]:
    """Made in one statement, a row each."""
    with reading() as session:
        rows = select(random_id()).select_from(texts("rows")).where(literal_column("1 = 1"))
        return [made for (made,) in session.connection().execute(rows, {"rows": [str(number) for number in range(many)]})]


def test_an_id_begins_with_the_millisecond_in_which_it_was_made(store: str) -> None:
    before = int(datetime.now(UTC).timestamp() * 1000)
    [made] = ids(1)
    after = int(datetime.now(UTC).timestamp() * 1000)
    assert len(made) == 32
    assert before - 1 <= int(made[:12], 16) <= after + 1


def test_the_rest_of_it_is_another_for_each_row(store: str) -> None:
    made = ids(5000)
    assert len({one[12:] for one in made}) == 5000
    ones = sum(int(one[12:], 16).bit_count() for one in made) / 5000
    assert 35 < ones < 45  # of 80 bits, six of which PostgreSQL's have in common
