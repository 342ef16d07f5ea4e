"""The two slips of design.md, section 1, and the second pair of eyes: as they happened, and as they cannot happen here."""

from dataclasses import replace

import pytest

from pwa.actions.end_lease import end_lease
from pwa.actions.hold_post import hold_post
from pwa.actions.keep_holding import keep_holding
from pwa.actions.save_draft import keep_words, save_draft
from pwa.actions.switch_identity import switch_identity
from pwa.courier import Courier
from pwa.rules.identity import LeaseEnd
from pwa.rules.post import PostState
from pwa.rules.refusals import LeaseOver, NotFound, StepUpRefused, TooLate, WrongIdentity
from tests.actions.looks import active_of, chain_of, lines, on_the_board, reread, state_of
from tests.actions.test_drafts import open_drafts
from tests.cast import Cast, Member
from tests.conftest import Clock

RANT = ("There is a man on this bus.", "He is still talking.", "Somebody make him stop.")


def test_the_last_of_a_volunteers_series_does_not_land_on_the_news_page(cast: Cast, clock: Clock, courier: Courier) -> None:
    """December 2011: the last of her series went out in front of 3,000 people."""
    anna = cast.anna
    first = anna.holds(*RANT[:2])
    last = anna.words(RANT[2])  # begun on her own page, on the bus
    save_draft(anna.caller, "anna", last)
    anna.speaks_as("wv11")  # a reader's message comes in and she answers it as WV11
    official = anna.holds("Thank you, we are looking into it.", handle="wv11")
    official_channels = anna.words("", handle="wv11").channels
    with pytest.raises(WrongIdentity, match="belongs to Anna, and you are speaking as WV11"):
        hold_post(anna.caller, "anna", last)  # the old tab, still open
    with pytest.raises(NotFound):
        hold_post(anna.caller, "wv11", replace(last, version=1, channels=official_channels))  # a page that claims the draft was WV11's
    clock.forward(33)
    courier.run_once()
    assert on_the_board("wv11") == ["Thank you, we are looking into it."]
    assert on_the_board("anna") == list(RANT[:2])
    assert open_drafts(anna) == {last.draft: [RANT[2]]}  # nothing is lost, and nothing of it is official
    assert (state_of(first), state_of(official)) == (PostState.RELEASED, PostState.RELEASED)


def test_the_whole_series_leaves_as_one_voice_or_not_at_all(cast: Cast, clock: Clock, courier: Courier) -> None:
    anna = cast.anna
    post = anna.holds(*RANT)
    clock.forward(5)
    anna.speaks_as("wv11")  # switching in the middle of the countdown moves nothing that is already held
    clock.forward(8)
    courier.run_once()
    assert on_the_board("anna") == list(RANT)
    assert on_the_board("wv11") == []
    assert state_of(post) == PostState.RELEASED


@pytest.fixture
def council(cast: Cast) -> Member:
    """One of the press team, who spoke as the council this morning and put the phone away."""
    jo = cast.jo
    jo.speaks_as("walsall")
    jo.holds("The library opens at ten.", handle="walsall")
    return jo


PICTURE = "Look at this! [a political picture]"


def test_the_council_is_not_stayed_signed_in_after_a_while(council: Member, clock: Clock, courier: Courier) -> None:
    """July 2012: they believed they were on their own account; they were on the council's."""
    clock.forward(40)
    courier.run_once()
    clock.forward(5 * 60)
    assert active_of(council) == "jo"
    with pytest.raises(LeaseOver, match="Nothing was sent, and the words are kept"):
        council.holds(PICTURE, handle="walsall")
    council.holds(PICTURE)  # what the screen offers now: their own voice
    clock.forward(13)
    courier.run_once()
    assert on_the_board("walsall") == ["The library opens at ten."]
    assert on_the_board("jo") == [PICTURE]


def test_the_council_is_not_stayed_signed_in_over_a_cold_start(council: Member) -> None:
    row, person = council.caller.session, council.caller.person
    end_lease(row, person, LeaseEnd.COLD_START)  # the icon on the home screen was tapped
    assert active_of(council) == "jo"
    with pytest.raises(LeaseOver):
        council.holds(PICTURE, handle="walsall")
    with pytest.raises(StepUpRefused):
        switch_identity(council.caller, "walsall", proof=None)
    assert [line["why"] for line in lines(chain_of("walsall")) if line["verb"] == "lease_ended"] == ["cold_start"]


def test_however_busy_they_are_the_council_is_put_down_after_a_quarter_of_an_hour(council: Member, clock: Clock) -> None:
    for number in range(4):
        clock.forward(220)
        council.holds(f"Answer {number}.", handle="walsall")
    clock.forward(21)
    assert active_of(council) == "jo"
    words = council.words(PICTURE, handle="walsall")
    with pytest.raises(LeaseOver):
        hold_post(council.caller, "walsall", words)
    kept = keep_words(council.caller, "walsall", words)
    assert open_drafts(council, "walsall") == {kept: [PICTURE]}


def test_a_new_sign_in_speaks_for_nobody_but_oneself(council: Member) -> None:
    assert active_of(council.another_browser()) == "jo"
    assert active_of(council) == "walsall"


def test_the_record_says_who_it_was_on_the_first_day(council: Member) -> None:
    """The council said "we were hacked"; two days later it said it was staff."""
    council.holds(PICTURE, handle="walsall")
    held = [line for line in lines(chain_of("walsall")) if line["verb"] == "held"][-1]
    assert held["by"] == council.caller.person.public_id
    assert held["device"] == council.caller.session.device
    assert held["passkey"]
    assert held["lease_opened"]


def test_a_second_person_undoes_it_while_speaking_as_themself(cast: Cast, clock: Clock, courier: Courier) -> None:
    steph, anna = cast.steph, cast.anna
    anna.speaks_as("wv11")
    post = anna.holds("That man on the bus again!", handle="wv11")
    clock.forward(20)
    assert active_of(steph) == "steph"  # no lease, no step-up, no switch
    draft = steph.undoes(post)
    clock.forward(60)
    courier.run_once()
    assert on_the_board("wv11") == []
    assert open_drafts(anna, "wv11") == {draft.public_id: ["That man on the bus again!"]}
    undone = [line for line in lines(chain_of("wv11")) if line["verb"] == "undone"]
    assert [line["by"] for line in undone] == [steph.caller.person.public_id]
    with pytest.raises(NotFound):
        cast.jo.undoes(post)


def test_a_second_person_keeps_holding_what_they_are_not_sure_of(cast: Cast, clock: Clock, courier: Courier) -> None:
    steph, anna = cast.steph, cast.anna
    anna.speaks_as("wv11")
    post = anna.holds("Is this true?", handle="wv11")
    keep_holding(post.public_id, by=steph.caller.person)
    clock.forward(3600)
    courier.run_once()
    assert (state_of(post), reread(post).parking_reason) == (PostState.PARKED, "kept")
    assert on_the_board("wv11") == []


def test_too_late_says_when_it_left(cast: Cast, clock: Clock, courier: Courier) -> None:
    cast.anna.speaks_as("wv11")
    post = cast.anna.holds("Gone.", handle="wv11")
    clock.forward(33)
    courier.run_once()
    with pytest.raises(TooLate) as late:
        cast.steph.undoes(post)
    assert late.value.released_at == reread(post).released_at
