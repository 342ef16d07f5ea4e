"""The outbox: one word for each post, open to whoever holds the grant, and as quick with fifty posts as with one."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from pwa.courier import Courier
from pwa.store import engine
from tests.cast import Cast
from tests.conftest import Clock
from tests.web.writer import Writer, read

QUERIES_AT_MOST = 20  # the last three ask what was posted from somewhere else, whom a keeper is to answer for, and what is stopped
LEFT = 40  # seconds after which whatever was held here has left


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that reaches the store meanwhile."""
    seen: list[str] = []

    def see(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(engine.engine(), "before_cursor_execute", see)
    yield seen
    event.remove(engine.engine(), "before_cursor_execute", see)


def test_each_post_has_its_word(steph_phone: Writer, clock: Clock, courier: Courier) -> None:
    steph_phone.becomes("wv11").holds("wv11", "Has left")
    clock.forward(LEFT)
    courier.run_once()
    steph_phone.sends(f"{steph_phone.holds('wv11', 'Was undone')}/cancellation")
    steph_phone.sends(f"{steph_phone.holds('wv11', 'Is parked')}/parking")
    steph_phone.holds("wv11", "Is held")
    page = read(steph_phone.opens("/as/wv11/outbox"))
    for word, words in (("Sent", "Has left"), ("Undone", "Was undone"), ("Parked", "Is parked"), ("Held", "Is held")):
        assert word in page
        assert words in page
    assert page.index("Is held") < page.index("Was undone")


def test_the_outbox_needs_the_grant_and_no_lease(steph_phone: Writer, anna_phone: Writer, jo_phone: Writer) -> None:
    steph_phone.becomes("wv11").holds("wv11", "For all to stop")
    page = anna_phone.opens("/as/wv11/outbox")
    assert page.status_code == 200
    assert "For all to stop" in page.text
    assert "by Steph" in read(page)
    assert "Posting as Anna" in read(page)
    assert 'src="/as/wv11/outbox"' in page.text
    for handle in ("wv11", "steph", "no-such-identity"):
        assert jo_phone.opens(f"/as/{handle}/outbox").status_code == 404


def test_it_looks_again_when_the_next_post_leaves(steph_phone: Writer) -> None:
    assert "refresh-at" not in steph_phone.opens("/as/steph/outbox").text
    steph_phone.holds("steph", "Soon")
    assert "refresh-at" in steph_phone.opens("/as/steph/outbox").text


def test_what_is_on_its_way_is_watched(steph_phone: Writer, clock: Clock, courier: Courier, monkeypatch: pytest.MonkeyPatch) -> None:
    steph_phone.holds("steph", "On its way")
    clock.forward(LEFT)
    monkeypatch.setattr("pwa.actions.errand_due.deliver_due", lambda *_, **__: 0)
    courier.run_once()
    page = steph_phone.opens("/as/steph/outbox")
    assert "Going out" in page.text
    assert 'refresh-every="3"' in page.text


@pytest.mark.both_stores
def test_fifty_posts_cost_no_more_queries_than_one(app: Flask, cast: Cast, clock: Clock, courier: Courier) -> None:
    anna, counts = Writer(app, cast.anna), []
    for posts in (1, 12):
        for number in range(posts):
            holder = (cast.anna, cast.steph)[number % 2]
            holder.speaks_as("wv11")
            holder.undoes(holder.holds("Undone", "in two parts", handle="wv11"))
            holder.holds("Held and left", "in two parts", handle="wv11")
        clock.forward(LEFT)
        courier.run_once()
        cast.anna.holds("Held", "in two parts", handle="wv11")
        cast.anna.speaks_as("anna")
        anna.opens("/as/wv11/outbox")
        with counted() as seen:
            page = anna.opens("/as/wv11/outbox")
        assert page.text.count("<article") >= 2 * posts
        counts.append(len(seen))
    assert counts[0] == counts[1], "the number of queries grows with the posts"
    assert counts[1] <= QUERIES_AT_MOST, f"{counts} " + "\n".join(seen)
    cast.anna.speaks_as("wv11")
    with counted() as seen:
        anna.opens("/as/wv11/outbox")
    assert len(seen) <= QUERIES_AT_MOST + 1, "\n".join(seen)  # the lease, and that its grant still stands
