"""The figures are those of the store, whoever counts and however often, and a second look costs little."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from pwa.actions.keep_holding import keep_holding
from pwa.actions.release_due import release_due
from pwa.courier import Courier
from pwa.rules.delivery import DeliveryState
from pwa.store import figures
from pwa.store.figures import BUCKETS, Counting, Figures
from pwa.store.tables import Delivery, Post
from pwa.store.transaction import snapshot, transaction
from tests.cast import Cast
from tests.conftest import Clock
from tests.networks.stand_in import LATER, REFUSED, UNSURE, StandIn
from tests.store.test_query_counts import counted


def look(counting: Counting) -> Figures:
    with snapshot() as session:
        return counting.look(session)


def nothing_but(**states: int) -> dict[tuple[str, str], int]:
    return {("noticeboard", state): states.get(state, 0) for state in DeliveryState}


def left(late: timedelta) -> None:
    """The Post that was released last was as late as this."""
    with transaction() as session:
        newest = session.exec(select(Post).where(col(Post.released_at).is_not(None)).order_by(col(Post.id).desc()).limit(1)).one()
        session.exec(update(Post).where(col(Post.id) == newest.id).values(released_at=newest.due_at + late))


def test_what_is_held_due_and_parked(cast: Cast, clock: Clock) -> None:
    counting = Counting()
    empty = look(counting)
    assert (empty.held, empty.overdue, empty.parked, sum(empty.lateness), empty.seconds_late) == (0, 0, 0, 0, 0.0)
    assert empty.deliveries == nothing_but()
    first, second, _ = (cast.steph.holds(text) for text in ("One", "Two", "Three"))
    keep_holding(first.public_id, by=cast.steph.caller.person)
    cast.steph.undoes(second)
    assert (look(counting).held, look(counting).overdue, look(counting).parked) == (1, 0, 1)
    clock.forward(12.5)
    assert (look(counting).held, look(counting).overdue) == (1, 1)
    release_due()
    now = look(counting)
    assert (now.held, now.overdue, now.parked, sum(now.lateness)) == (0, 0, 1, 1)
    assert now.deliveries == nothing_but(due=1)


def test_deliveries_by_where_they_stand_and_those_only_a_person_can_settle(cast: Cast, clock: Clock, data: Path) -> None:
    network = StandIn()
    network.answers["refused"], network.answers["unsure"], network.answers["later"] = [REFUSED], [UNSURE], [LATER]
    for text in ("sent", "sent too", "refused", "unsure", "later"):
        cast.steph.holds(text)
    clock.forward(12.5)
    Courier({"noticeboard": network}, data).run_once()
    counting = Counting()
    now = look(counting)
    assert now.deliveries == nothing_but(sent=2, refused=1, unsure=1, due=1)
    assert now.asking == {"noticeboard": 0}
    with transaction() as session:
        session.exec(update(Delivery).where(col(Delivery.state) == DeliveryState.UNSURE).values(look_at=None))
    assert look(counting).asking == {"noticeboard": 1}


@pytest.mark.parametrize("apart", [1, 700])  # seconds: all are new, or most are final already
def test_how_late_each_post_left(cast: Cast, clock: Clock, apart: float) -> None:
    lates = [timedelta(seconds=edge) for edge in (0, *BUCKETS)] + [timedelta(seconds=901), timedelta(milliseconds=5, microseconds=1)]
    counting = Counting()
    for late in lates:
        cast.steph.holds("Hello.")
        clock.forward(12.5)
        release_due()
        left(late)
        look(counting)
        clock.forward(apart)
    for counted_by in (counting, Counting()):
        now = look(counted_by)
        assert now.lateness == [2, 2, *[1] * (len(BUCKETS) - 2), 1]
        assert now.seconds_late == pytest.approx(sum(late.total_seconds() for late in lates))


def test_whoever_has_counted_before_and_whoever_begins_now_tell_the_same(
    cast: Cast, clock: Clock, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "OUT_OF_ORDER", 2)
    courier, counting = Courier({"noticeboard": StandIn()}, data), Counting()
    for _ in range(5):
        cast.steph.holds("One", "Two")
        clock.forward(12.5)
        courier.run_once()
        assert look(counting) == look(Counting())
        clock.forward(600)
        assert look(counting) == look(Counting())
    assert look(counting).deliveries == nothing_but(sent=10)
    assert sum(look(counting).lateness) == 5


def test_what_is_final_is_not_counted_again_until_an_hour_has_passed(
    cast: Cast, clock: Clock, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "OUT_OF_ORDER", 0)
    cast.steph.holds("Hello.")
    clock.forward(12.5)
    Courier({"noticeboard": StandIn()}, data).run_once()
    clock.forward(21 * 60)
    counting = Counting()
    look(counting)
    with transaction() as session:  # an older copy of the store would look so
        session.exec(update(Post).values(released_at=None, state="cancelled"))
    assert sum(look(counting).lateness) == 1
    monkeypatch.setattr(figures, "REMEMBERED_FOR", -1.0)
    assert sum(look(counting).lateness) == 0


def test_a_look_is_a_handful_of_queries(cast: Cast) -> None:
    counting = Counting()
    look(counting)
    with counted() as queries:
        look(counting)
    assert len(queries) <= 10
