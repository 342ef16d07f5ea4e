"""Other words for a post that is out, and what must not put them there: a stop, a courier that slept, an older copy of the store."""

from collections.abc import Callable
from functools import partial

import pytest

from pwa.actions import edit_due, stop_everything
from pwa.actions.decide_fates import decide_fates
from pwa.actions.park_restored import park_restored
from pwa.actions.place_of import place_of
from pwa.courier import Courier
from pwa.rules.own_up import Fate
from pwa.rules.refusals import NotAllowed
from pwa.store import stops
from pwa.store.tables import Post
from pwa.store.transaction import reading
from tests.actions.looks import chain_of, lines
from tests.actions.test_owning_up import anna_is_out, courier, edits_of, far, official
from tests.actions.test_resume import goes_on
from tests.actions.test_stop_everything import stops_all
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.changing import Changing

__all__ = ["courier", "far"]


def changing(steph: Member, anna: Member, far: Changing, courier: Courier, clock: Clock, meanwhile: Callable[[], object]) -> Post:
    """Other words for Anna's post are claimed by a courier, and before it has asked the network that happens."""
    post = anna_is_out(anna, courier, clock)
    decide_fates(anna.caller, post.public_id, official(anna, Fate.EDITED), say=None)
    courier.run_once()
    clock.forward(33)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pwa.actions.edit_due.place_of", lambda *asked: (meanwhile(), place_of(*asked))[1])
        edit_due.edit_due({"noticeboard": far}, owner="slow")
    return post


def test_a_courier_that_slept_before_it_changed_words_looks_once_more_and_the_stop_has_named_it(
    steph: Member, anna: Member, far: Changing, courier: Courier, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stop_everything, "WAIT_FOR", 0.0)
    named: list[tuple[str, bool]] = []

    def meanwhile() -> None:
        stop = stops_all(steph)
        with reading() as session:
            named.extend((one.state, one.change is not None) for one in stops.on_its_way(session, stop))
        with pytest.raises(NotAllowed, match="still being asked"):
            goes_on(steph)

    post = changing(steph, anna, far, courier, clock, meanwhile)
    assert (named, far.edits) == ([("sending", True)], [])
    goes_on(steph)
    clock.forward(60)
    courier.run_once()
    assert (edits_of(post)[0].state, far.edits) == ("dropped", [])


def test_a_courier_that_slept_too_long_changes_no_words(
    steph: Member, anna: Member, far: Changing, courier: Courier, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = changing(steph, anna, far, courier, clock, partial(monkeypatch.setattr, edit_due, "ASK_WITHIN", -1.0))
    assert (edits_of(post)[0].state, far.edits) == ("due", [])


def test_an_older_copy_changes_nothing_by_itself(steph: Member, anna: Member, far: Changing, courier: Courier, clock: Clock) -> None:
    post = anna_is_out(anna, courier, clock)
    decide_fates(anna.caller, post.public_id, official(anna, Fate.EDITED), say=None)
    park_restored()
    clock.forward(33)
    courier.run_once()
    assert (edits_of(post)[0].state, far.edits) == ("dropped", [])
    assert [line["verb"] for line in lines(chain_of("wv11")) if line["verb"].startswith("edit")] == ["edit_asked", "edit_dropped"]
