"""What does not sound like an official voice is said beside its hold, and its keepers say what that is. On both databases."""

import json
from dataclasses import replace

import pytest

from pwa.actions.cancel_post import cancel_post
from pwa.actions.edit_house_voice import edit_house_voice
from pwa.actions.hold_post import hold_again, hold_post
from pwa.actions.keep_holding import keep_holding
from pwa.actions.release_due import release_due
from pwa.rules.house_words import Wishes
from pwa.rules.refusals import NotFound
from pwa.rules.second_look import Answers, Rule
from pwa.rules.step_up import Purpose
from pwa.rules.voice_habits import HOUSE, habits
from pwa.secrets import new_token
from pwa.store import house_voices, identities
from pwa.store.house_voices import Right
from pwa.store.moments import database_time
from pwa.store.tables import Post
from pwa.store.transaction import reading
from tests.actions.learnt import known_of, learns
from tests.actions.looks import chain_of, lines
from tests.cast import Cast, Member
from tests.conftest import Clock

RUDE = "What a stupid fucker"  # as in December 2011


def window(post: Post) -> float:
    return (post.ring_ends_at - post.held_at).total_seconds()


def rules_of(post: Post) -> list[object]:
    [held] = [one for one in lines(chain_of("wv11")) if one["verb"] == "held" and one["post"] == post.public_id]
    return [one["rule"] for one in held.get("second_look", [])]


def wants(keeper: Member, wishes: Wishes, handle: str = "wv11") -> None:
    edit_house_voice(keeper.caller, handle, wishes=wishes, proof=keeper.proves(Purpose.EDIT_IDENTITY, handle))


def test_the_slip_of_2011_waits_two_minutes_and_says_why(speaking: Member) -> None:
    post = speaking.holds(RUDE, handle="wv11")
    assert window(post) == 120
    assert rules_of(post) == ["swearing", "rude"]


def test_ordinary_words_wait_as_long_as_ever(speaking: Member) -> None:
    post = speaking.holds("The road through Scunthorpe is closed.", handle="wv11")
    assert (window(post), rules_of(post)) == (30, [])


def test_a_person_may_say_of_themself_what_they_like(steph: Member) -> None:
    post = steph.holds(RUDE)
    assert window(post) < 120
    assert "second_look" not in lines(chain_of("steph"))[-1]


def test_what_a_channel_says_alone_is_looked_at_too(speaking: Member) -> None:
    post = speaking.holds("Quite ordinary.", "Bollocks, though.", handle="wv11")
    assert rules_of(post) == ["swearing"]


def test_keepers_say_what_is_looked_at_and_it_is_on_the_record(speaking: Member) -> None:
    wants(speaking, Wishes(frozenset({Rule.SWEARING, Rule.RUDE}), ("Project Heron",), ("Boris",)))
    assert rules_of(speaking.holds(RUDE, handle="wv11")) == []
    assert rules_of(speaking.holds("Soon: project heron", handle="wv11")) == ["own_word"]
    assert rules_of(speaking.holds("Boris the cat is back", handle="wv11")) == []
    [line] = [one for one in lines(chain_of("wv11")) if one["verb"] == "house_voice_set"]
    assert line["off"] == ["rude", "swearing"]
    assert sorted(line["words"]) == ["flagged", "passing"]
    assert "Heron" not in json.dumps(line)


def test_only_a_keeper_and_only_of_an_official_voice(cast: Cast, steph: Member) -> None:
    for member, handle in ((cast.anna, "wv11"), (cast.jo, "wv11"), (steph, "steph")):
        with pytest.raises(NotFound):
            wants(member, Wishes(), handle)


def test_what_left_is_learnt_and_what_is_taken_back_is_not(speaking: Member, clock: Clock) -> None:
    for text in ("Thanks to @friends of the library", "Andy Burnham came by"):
        speaking.holds(text, handle="wv11")
    undone = speaking.holds("Thanks to @nobody", handle="wv11")
    cancel_post(undone.public_id, by=speaking.caller.person)
    clock.forward(125)
    release_due()
    learns(clock)
    known = habits(known_of("wv11", HOUSE))
    assert known.posts == 2
    assert known.knows("handle", "@friends")
    assert known.knows("name", "andy burnham")
    assert not known.knows("handle", "@nobody")
    assert known_of("steph", HOUSE) == b""


def test_a_keeper_sees_how_often_it_was_right(speaking: Member, clock: Clock) -> None:
    undone = speaking.holds("This is bollocks", handle="wv11")
    cancel_post(undone.public_id, by=speaking.caller.person)
    fine = replace(speaking.words("A bloody good day", handle="wv11"), answers=Answers(fine=frozenset({"swearing"})))
    hold_post(speaking.caller, "wv11", fine)
    speaking.holds("Bugger this", handle="wv11")
    clock.forward(125)
    release_due()
    with reading() as session:
        identity, now = identities.usable(session, speaking.caller.person, "wv11"), database_time(session)
        found = house_voices.how_right(session, identity, now.replace(year=now.year - 1))
        assert found == {Rule.SWEARING: Right(Rule.SWEARING, flagged=3, undone=1, fine=1, sent=1)}
        assert house_voices.how_right(session, identity, now) == {}
        assert house_voices.private_reasons(session, identity, now.replace(year=now.year - 1)) == 0


def test_a_post_that_was_held_again_counts_once(speaking: Member, clock: Clock) -> None:
    for text in ("Bugger this", "This is bollocks"):
        parked = speaking.holds(text, handle="wv11")
        keep_holding(parked.public_id, by=speaking.caller.person)
        if text == "This is bollocks":  # by then the keepers let it pass
            wants(speaking, Wishes(passing=("bollocks",)))
        hold_again(speaking.caller, parked.public_id, hold_key=new_token())
    clock.forward(125)
    release_due()
    with reading() as session:
        identity, now = identities.usable(session, speaking.caller.person, "wv11"), database_time(session)
        found = house_voices.how_right(session, identity, now.replace(year=now.year - 1))
    assert found == {Rule.SWEARING: Right(Rule.SWEARING, flagged=2, undone=1, fine=0, sent=1)}
