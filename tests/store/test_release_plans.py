"""What a release asks, whoever signs after it, a courier that idles, and a hold with its second look is found by an index.

However long the tables are. All of it is asked of one store with five thousand posts, and most of the time goes into making those.
"""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event

from pwa.store import approvals, astray, elections, engine, errands, fingerprints, learning, ledger, posts, recent_posts, sources
from tests.bench.engines.own_posts import hold_many, make_voices, settle

DAY = 86_400
SETTLED = datetime.now(UTC)
ASKED: list[tuple[Any, dict[str, Any]]] = [
    (posts._leaving, {"at_most": 250}),
    (posts._next_due, {}),
    (errands._made_due, {"posts": [1, 2, 3], "now": SETTLED}),
    (astray._anything, {}),
    (ledger._newest, {"chains": ["person:a", "person:b"]}),
    (ledger._chains_of, {"identities": [1, 2]}),
    (ledger._grown, {"after": 4_990}),
    (posts._visible, {"reader": 1, "public_id": "a" * 16}),
    (posts._by_hold_key, {"holder": 1, "hold_key": "a"}),
    (posts._parts, {"posts": [1]}),
    (posts._channels, {"posts": [1]}),
    (recent_posts._recent, {"person": 1, "since": datetime(2026, 11, 26, tzinfo=UTC), "at_most": 100}),
    (fingerprints._same_words, {"reader": 1, "digests": ["a" * 32], "but": 0, "at_most": 50}),
    (sources._known, {"identity": 1, "network": "noticeboard", "account": "jo", "by_domain": "jo"}),
    (elections._among, {"body": 1, "keys": ["smith", "labour"]}),
    (learning._kept, {"identities": [1], "learner": "house", "version": 1}),
    (learning._beside, {"person": 1, "identity": 2, "learner": "reads_like", "version": 1}),
    (learning._sent, {"looked": SETTLED, "settled": SETTLED}),
    (learning._next, {"identity": 1, "due": SETTLED, "post": 0, "settled": SETTLED, "at_most": 100}),
]
GROWS = ("posts", "holds", "parts", "renderings", "ledger_lines", "fingerprints", "reshared_sources", "listed")
BESIDE = {  # what a second look has kept of each of them
    "fingerprints": "(post_id, channel_id, digest) SELECT p.id, c.id, 'words ' || p.id FROM posts p JOIN channels c USING (identity_id)",
    "reshared_sources": "(post_id, identity_id, network, account, shown) SELECT id, identity_id, 'x', 'of' || id, 'them' FROM posts",
    "listed": """(organisation_id, sort, words, network, with_title, key)
        SELECT 1, 'person', 'Jane Of' || id, '', false, 'of' || id FROM posts""",
}


@pytest.fixture
def filled(store: str) -> None:
    """Five thousand posts held, and what is kept beside each."""
    hold_many(make_voices(), 5000, time.time() + DAY, DAY, told=True)
    with engine.to_write().begin() as connection:
        for table, rows in BESIDE.items():
            connection.exec_driver_sql(f"INSERT INTO {table} {rows}")
    settle()


def plan_of(built: Any, given: dict[str, Any]) -> list[str]:
    """How this store goes about it; nothing of it stays."""
    asked: list[tuple[str, Any]] = []
    explain = "EXPLAIN QUERY PLAN " if engine.engine().dialect.name == "sqlite" else "EXPLAIN "
    with engine.to_write().connect() as connection:
        event.listen(connection, "before_cursor_execute", lambda _c, _k, said, bound, *_: asked.append((said, bound)))
        connection.execute(built(), given)
        said, bound = asked[-1]
        return [str(row[-1]) for row in connection.exec_driver_sql(explain + said, bound)]


@pytest.mark.usefixtures("filled")
def test_no_statement_of_a_release_or_a_hold_goes_through_a_whole_table() -> None:
    plans = {built.__name__: plan_of(built, given) for built, given in ASKED}
    whole = tuple(f"{how} {table} " for how in ("SCAN", "Seq Scan on") for table in GROWS)
    through = {name for name, plan in plans.items() if any(f"{line.strip().removeprefix('->  ')} ".startswith(whole) for line in plan)}
    assert through == set(), "\n".join(line for name in sorted(through) for line in (name, *plans[name]))
    unanswered = plan_of(approvals.next_to_answer, {})  # of all that is held, an idle courier asks only for what waits for a yes
    assert any("ix_posts_asked" in line for line in unanswered), "\n".join(unanswered)
