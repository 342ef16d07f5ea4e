"""Other words for what is out: they wait, can be taken back, are made once and in time, and by nobody without a right."""

from datetime import timedelta
from typing import Any

import pytest

from pwa.actions.decide_fates import decide_fates
from pwa.actions.edit_due import take_edit_back
from pwa.actions.set_aside import set_aside
from pwa.courier import Courier
from pwa.networks.contract import Disconnected, Edited, TryLater, Unsure
from pwa.rules.approval import Ask, Rule, When
from pwa.rules.calendar import Period
from pwa.rules.delivery import LATE_AFTER, SENDING_LEASE, TOO_LATE
from pwa.rules.own_up import Fate
from pwa.rules.refusals import AlreadyDone, NotFound, Stopped
from pwa.rules.text import Unfit
from pwa.rules.words import read
from pwa.store import errands, identities, sessions
from pwa.store.moments import database_time
from pwa.store.rights import pending
from pwa.store.tables import Post
from pwa.store.transaction import reading, transaction
from tests.actions.looks import chain_of, lines
from tests.actions.second_person import asks_for
from tests.actions.test_crosswise import locked_while
from tests.actions.test_emergencies import marks
from tests.actions.test_grants import ends, grant_of
from tests.actions.test_owning_up import WINDOW, anna_is_out, courier, decides, edits_of, far, official, out
from tests.actions.test_stop_everything import stops_all
from tests.actions.test_two_phones import two_writers
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.changing import Changing

__all__ = ["courier", "far", "out", "two_writers"]


def test_an_edit_that_is_too_late_asks_instead(out: Post, steph: Member, far: Changing, courier: Courier, clock: Clock) -> None:
    """No courier was at work for a quarter of an hour, or its network asked to wait as long."""
    for order in ([], [TryLater(LATE_AFTER)]):
        far.edit_orders = list(order)
        decides(steph, out, Fate.EDITED, "The bus leaves at ten.")
        if order:
            clock.forward(WINDOW)
            courier.run_once()
        clock.forward(WINDOW + LATE_AFTER.total_seconds())
        courier.run_once()
        [edit] = edits_of(out)
        assert (edit.state, edit.reason, far.edits) == ("dropped", TOO_LATE, [])
    dropped = [line for line in lines(chain_of("steph")) if line["verb"] == "edit_dropped"]
    assert [line["reason"] for line in dropped] == ["late", "late"]
    with reading() as session:
        told = read(sessions.notices(session, steph.caller.session.id)[-1].text)
        first = read(sessions.notices(session, steph.caller.session.id)[0].text)
    assert first == ["A change of a post of Steph came more than 15 minutes late and was not made. Its page asks whether it still should."]
    assert told == [  # for nobody knows: it may have been made, and the answer was lost
        "A change of a post of Steph is more than 15 minutes late and is not tried any more. "
        "Its network had been asked for it before, so look at what it shows."
    ]
    decides(steph, out, Fate.EDITED, "The bus leaves at ten.")  # she still wants it
    clock.forward(WINDOW)
    courier.run_once()
    assert far.edits == ["The bus leaves at ten."]


@pytest.mark.usefixtures("two_writers")
def test_one_that_is_too_late_and_a_lock_of_its_askers_phone_do_not_wait_crosswise(
    out: Post, steph: Member, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = steph.another_browser()
    decides(steph, out, Fate.EDITED, "The bus leaves at ten.")
    clock.forward(WINDOW + LATE_AFTER.total_seconds())
    locked_while(set_aside, steph, phone, monkeypatch)
    assert edits_of(out)[0].reason == TOO_LATE


def test_an_edit_waits_as_long_as_a_post_and_can_be_taken_back(
    out: Post, steph: Member, anna: Member, far: Changing, courier: Courier, clock: Clock
) -> None:
    decides(steph, out, Fate.EDITED, "The bus leaves at ten.")
    courier.run_once()
    assert far.edits == []
    [edit] = edits_of(out)
    with pytest.raises(NotFound):
        take_edit_back(edit.public_id, by=anna.caller.person)
    take_edit_back(edit.public_id, by=steph.caller.person)
    clock.forward(WINDOW)
    courier.run_once()
    assert far.edits == []
    decides(steph, out, Fate.EDITED, "The bus leaves at eleven.")
    clock.forward(WINDOW)
    courier.run_once()
    assert far.edits == ["The bus leaves at eleven."]
    with pytest.raises(AlreadyDone):
        take_edit_back(edits_of(out)[0].public_id, by=steph.caller.person)
    verbs = [line["verb"] for line in lines(chain_of("steph")) if line["verb"].startswith("edit")]
    assert verbs == ["edit_asked", "edit_dropped", "edit_asked", "edit_sent"]


@pytest.mark.parametrize("lost", [Unsure("asked, no answer"), TryLater(timedelta(seconds=3)), RuntimeError("bug")])
def test_an_edit_whose_answer_was_lost_is_asked_again_and_only_one_is_open(
    out: Post, steph: Member, far: Changing, courier: Courier, clock: Clock, lost: Exception
) -> None:
    far.edit_orders = [lost]
    decides(steph, out, Fate.EDITED, "The bus leaves at ten.")
    clock.forward(WINDOW)
    courier.run_once()
    assert edits_of(out)[0].state == "due"
    with pytest.raises(Unfit, match="under way"):  # or the first, tried again, would put its words over these
        decides(steph, out, Fate.EDITED, "The bus leaves at noon.")
    clock.forward(20)
    courier.run_once()
    assert far.edits == ["The bus leaves at ten."]


def test_an_edit_whose_courier_died_is_asked_again(out: Post, steph: Member, far: Changing, courier: Courier, clock: Clock) -> None:
    decides(steph, out, Fate.EDITED, "The bus leaves at ten.")
    courier.run_once()
    clock.forward(WINDOW)
    with transaction() as session:
        assert errands.claim_edit(session, "killed", ["noticeboard"])
    courier.run_once()
    assert far.edits == []
    clock.forward(SENDING_LEASE.total_seconds() + 1)
    courier.run_once()
    assert far.edits == ["The bus leaves at ten."]


@pytest.mark.parametrize("said", [Edited.GONE, Edited.NOT_OFFERED, Disconnected()])
def test_a_no_is_final_and_says_why(out: Post, steph: Member, far: Changing, courier: Courier, clock: Clock, said: Any) -> None:
    far.edit_orders = [said]
    decides(steph, out, Fate.EDITED, "The bus leaves at ten.")
    clock.forward(WINDOW)
    courier.run_once()
    [edit] = edits_of(out)
    assert (edit.state, bool(edit.reason)) == ("refused", True)
    clock.forward(600)
    courier.run_once()
    assert far.edits == []


def test_an_edit_is_not_made_for_somebody_whose_right_has_ended(
    steph: Member, anna: Member, far: Changing, courier: Courier, clock: Clock
) -> None:
    post = anna_is_out(anna, courier, clock)
    decide_fates(anna.caller, post.public_id, official(anna, Fate.EDITED), say=None)
    with reading() as session:
        wv11 = identities.usable(session, anna.caller.person, "wv11")
    ends(steph, grant_of(anna))
    with reading() as session:
        assert not pending(session, anna.caller.person, wv11)
    clock.forward(33)
    courier.run_once()
    assert (edits_of(post)[0].state, far.edits) == ("dropped", [])


def test_a_stop_ends_what_waits_to_be_changed_and_nothing_is_changed_by_itself_afterwards(
    steph: Member, anna: Member, far: Changing, courier: Courier, clock: Clock
) -> None:
    post = anna_is_out(anna, courier, clock)
    decide_fates(anna.caller, post.public_id, official(anna, Fate.EDITED), say=None)
    stops_all(steph)
    clock.forward(33)
    courier.run_once()
    assert (edits_of(post)[0].state, far.edits) == ("dropped", [])
    with pytest.raises(Stopped):
        decide_fates(anna.caller, post.public_id, official(anna, Fate.EDITED), say=None)
    decide_fates(anna.caller, post.public_id, official(anna, Fate.REMOVED), say=None)
    courier.run_once()
    assert len(far.withdrawn) == 1  # less said is not speech


def test_the_same_words_are_no_edit(out: Post, steph: Member) -> None:
    with pytest.raises(Unfit, match="instead"):
        decides(steph, out, Fate.EDITED, "The bus leaves at nine.")


def test_a_change_that_would_be_made_on_a_colleagues_day_is_none(steph: Member, anna: Member, courier: Courier, clock: Clock) -> None:
    """They are asked about what leaves after midnight, and nobody could be asked about a change."""
    post = anna_is_out(anna, courier, clock)
    with reading() as session:
        begins = database_time(session) + timedelta(seconds=20)
    asks_for(steph, Rule(Ask.YES, When.PERIODS, periods=(Period("Election", begins, begins + timedelta(days=30)),)))
    with pytest.raises(Unfit, match="second person"):
        decide_fates(anna.caller, post.public_id, official(anna, Fate.EDITED), say=None)


def test_nothing_is_changed_where_only_emergencies_are_told(
    steph: Member, anna: Member, far: Changing, courier: Courier, clock: Clock
) -> None:
    post = anna_is_out(anna, courier, clock)
    decide_fates(anna.caller, post.public_id, official(anna, Fate.EDITED), say=None)
    marks(steph)  # in the window
    clock.forward(33)
    courier.run_once()
    assert far.edits == []
    with pytest.raises(Unfit, match="emergencies only, and closed"):
        decide_fates(anna.caller, post.public_id, official(anna, Fate.EDITED), say=None)
