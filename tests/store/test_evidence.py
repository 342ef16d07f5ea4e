"""The lines of the ledger that name a post are found by an index, all of them, however long the chain is."""

import json
from typing import Any

from sqlalchemy import event

from pwa.courier import Courier
from pwa.store import engine, ledger
from pwa.store.evidence import LINES_OF_A_POST, lines_of
from pwa.store.identities import personal
from pwa.store.tables import Person, Post
from pwa.store.transaction import Session, reading, snapshot
from tests.bench.engines.own_posts import settle
from tests.cast import Cast
from tests.conftest import Clock


def chain_of(session: Session, post: Post) -> str:
    holder = session.get_one(Person, post.person_id)
    return ledger.chain_of(session, personal(session, holder), holder)


def test_every_line_that_names_a_post_is_found_and_none_of_another(cast: Cast, clock: Clock, courier: Courier) -> None:
    steph = cast.steph
    first = steph.holds("The first.")
    others = [steph.holds(f"Between {number}.") for number in range(3)]
    clock.forward(13)
    courier.run_once()
    with snapshot() as session:
        chain = chain_of(session, first)
        told = lines_of(session, chain, first.public_id)
        named = [json.loads(line.body) for line in ledger.lines(session, chain)]
        of_others = [one.verb for one in lines_of(session, chain, others[1].public_id)]
    assert [one.verb for one in told] == ["held", "released", "delivery_sent"] == of_others
    assert [one.facts for one in told] == [facts for facts in named if facts.get("post") == first.public_id]


def test_finding_them_goes_through_no_whole_chain(cast: Cast, clock: Clock, courier: Courier) -> None:
    post = cast.steph.holds("One of many.")
    clock.forward(13)
    courier.run_once()
    with engine.to_write().begin() as connection:
        for row in range(3000):
            body = json.dumps({"post": f"p{row}", "verb": "held"}, separators=(",", ":"))
            line = {"chain": "person:x", "number": row, "body": body, "previous": "", "hash": ""}
            connection.execute(ledger._appended(), {"lines": [line]})
    settle()
    asked: list[tuple[str, Any]] = []
    event.listen(engine.engine(), "before_cursor_execute", note := lambda _c, _k, said, given, *_: asked.append((said, given)))
    with reading() as session:
        chain = chain_of(session, post)
        asked.clear()
        lines_of(session, chain, post.public_id)
    event.remove(engine.engine(), "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN " if engine.engine().dialect.name == "sqlite" else "EXPLAIN "
    with engine.to_write().begin() as connection:
        by_post, by_number = ["\n".join(str(row[-1]) for row in connection.exec_driver_sql(explain + said, given)) for said, given in asked]
    assert LINES_OF_A_POST in by_post, by_post
    assert "uq_ledger_lines_chain_number" in by_number or "sqlite_autoindex_ledger_lines_1" in by_number, by_number
