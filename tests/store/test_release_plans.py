"""What a release asks, whoever signs after it, and a second look is found by an index, however long the tables are."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from pwa.store import approvals, engine, errands, fingerprints, learning, ledger, posts, recent_posts
from tests.bench.engines.own_posts import hold_many, make_voices, settle

DAY = 86_400
SETTLED = datetime.now(UTC)
ASKED: list[tuple[Any, dict[str, Any]]] = [
    (posts._leaving, {"at_most": 250}),
    (errands._made_due, {"posts": [1, 2, 3], "now": None}),
    (ledger._newest, {"chains": ["person:a", "person:b"]}),
    (ledger._chains_of, {"identities": [1, 2]}),
    (ledger._grown, {"after": 4_990}),
    (recent_posts._recent, {"person": 1, "since": datetime(2026, 11, 26, tzinfo=UTC), "at_most": 100}),
    (fingerprints._same_words, {"reader": 1, "digests": ["a" * 32], "but": 0, "at_most": 50}),
    (learning._sent, {"looked": SETTLED, "settled": SETTLED}),
    (learning._next, {"identity": 1, "due": SETTLED, "post": 0, "settled": SETTLED, "at_most": 100}),
]
GROWS = ("posts", "parts", "renderings", "ledger_lines")


def plan_of(built: Any, given: dict[str, Any]) -> list[str]:
    """How this store would go about it, with five thousand posts held."""
    hold_many(make_voices(), 5000, time.time() + DAY, DAY, told=True)
    settle()
    with engine.to_write().begin() as connection:
        statement = built().compile(connection, compile_kwargs={"render_postcompile": True})
        explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
        bound = statement.construct_params(given)
        for name, processor in statement._bind_processors.items():
            bound[name] = processor(bound[name])
        if connection.dialect.name == "sqlite":
            bound = tuple(bound[name] for name in statement.positiontup)
        return [str(row[-1]) for row in connection.exec_driver_sql(explain + statement.string, bound)]


@pytest.mark.parametrize(("built", "given"), ASKED, ids=[built.__name__ for built, _ in ASKED])
def test_no_statement_of_a_release_goes_through_a_whole_table(built: Any, given: dict[str, Any], store: str) -> None:
    plan = plan_of(built, given)
    gone_through = [f"{how} {table}" for how in ("SCAN", "Seq Scan on") for table in GROWS]
    assert not [line for line in plan if any(line.strip().startswith(one) or f"->  {one}" in line for one in gone_through)], "\n".join(plan)


def test_an_idle_courier_asks_for_unanswered_yeses_and_not_for_all_that_is_held(store: str) -> None:
    plan = plan_of(approvals._next_unanswered, {})
    assert any("ix_posts_asked" in line for line in plan), "\n".join(plan)
