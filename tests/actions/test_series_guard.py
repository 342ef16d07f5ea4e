"""The series guard at the hold: the outbox decides, whatever a page knew. On both databases."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import col, select

from pwa.actions.hold_as_oneself import hold_as_oneself
from pwa.actions.hold_post import hold_again, hold_post
from pwa.actions.keep_holding import keep_holding
from pwa.actions.save_draft import Words, save_draft
from pwa.courier import Courier
from pwa.rules.post import PostState
from pwa.rules.refusals import AlreadyDone, DraftEnded, NotFound, WrongIdentity
from pwa.rules.second_look import Answers, Rule, SecondLook
from pwa.rules.text import Unfit
from pwa.secrets import new_token
from pwa.store import channels, leases
from pwa.store.tables import Channel, Draft, Flag, Identity, LedgerLine, Post, Receipt
from pwa.store.transaction import reading, transaction
from tests.cast import Member, founds
from tests.conftest import Clock

BUS = ("A man on the bus told me what he thinks of my cat.", "He has views on dogs too.", "Now he is asleep.")
LIBRARY = "The library is open until six."


def says(member: Member, *texts: str, handle: str | None = None) -> list[Post]:
    return [member.holds(text, handle=handle) for text in texts]


def holds(member: Member, text: str, chosen: str = "", handle: str = "wv11") -> Post:
    """As a page sends it on which nobody was asked, or as whom they chose."""
    return hold_post(member.caller, handle, replace(member.words(text, handle=handle), answers=Answers(chosen=chosen)))


def whose(post: Post) -> str:
    with reading() as session:
        return session.get_one(Identity, post.identity_id).handle


def of(handle: str) -> list[Post]:
    with reading() as session:
        theirs = select(Post).join(Identity, col(Identity.id) == col(Post.identity_id)).where(col(Identity.handle) == handle)
        return list(session.exec(theirs.order_by(col(Post.id))))


def lines(chain: str) -> list[dict[str, Any]]:
    with reading() as session:
        told = select(LedgerLine.body).where(col(LedgerLine.chain).startswith(chain)).order_by(col(LedgerLine.id))
        return [json.loads(body) for body in session.exec(told)]


def test_three_as_steph_then_one_as_wv11_is_not_held_before_somebody_chose(steph: Member) -> None:
    says(steph, *BUS)
    steph.speaks_as("wv11")
    with pytest.raises(SecondLook) as asked:
        holds(steph, LIBRARY)
    assert asked.value.unmet.rule == Rule.SERIES
    assert asked.value.sentence == "Your last 3 posts were as Steph. Say as whom you mean this one. Nothing was sent."
    there, here = asked.value.unmet.facts["halves"]
    assert (there["handle"], there["sub"], here["handle"], here["sub"]) == ("steph", "your last 3, just now", "wv11", "1 channel")
    for nobody in ("walsall", "anna", "Steph "):
        with pytest.raises(NotFound):
            holds(steph, LIBRARY, nobody)
    assert of("wv11") == []
    assert holds(steph, LIBRARY, "wv11").state == PostState.HELD


def test_choosing_steph_holds_it_as_steph_and_never_as_wv11(steph: Member, clock: Clock, courier: Courier) -> None:
    says(steph, *BUS)
    steph.speaks_as("wv11")
    words = replace(steph.words(LIBRARY, handle="wv11"), answers=Answers(chosen="steph"))
    save_draft(steph.caller, "wv11", replace(words, parts=["The library"]))
    post = hold_post(steph.caller, "wv11", replace(words, version=1))
    assert (whose(post), of("wv11")) == ("steph", [])
    assert hold_post(steph.caller, "wv11", replace(words, version=1)).id == post.id  # the same key, the same Post
    with pytest.raises(DraftEnded):  # another page of the same draft, and its own finger
        hold_post(steph.caller, "wv11", replace(words, version=1, page_key=new_token()))
    with reading() as session:
        assert leases.active(session, steph.caller.session.id) is None  # down is one tap
        waiting = select(Draft).where(col(Draft.ended_at).is_(None))
        assert list(session.exec(waiting)) == []
    clock.forward(60)
    courier.run_once()
    assert [one.state for one in of("steph")] == [PostState.RELEASED] * 4
    assert of("wv11") == []
    assert [one["verb"] for one in lines("organisation:")][-1] == "lease_ended"
    assert "Steph" not in json.dumps(lines("organisation:")[-1])
    assert [one["verb"] for one in lines("person:") if one["verb"] in ("draft_moved", "held")] == ["held"] * 3 + ["draft_moved", "held"]


def test_steph_s_own_half_needs_no_lease_and_keeps_the_words_when_they_do_not_fit(steph: Member, clock: Clock) -> None:
    says(steph, *BUS)
    steph.speaks_as("wv11")
    words = replace(steph.words(LIBRARY, handle="wv11"), answers=Answers(chosen="steph"))
    clock.forward(301)  # idle: the lease is over, and the page is still open
    with transaction() as session:
        board = session.exec(select(Channel).where(col(Channel.handle) == "steph")).one()
        channels.disconnect(session, board, board.connected_at)
    with pytest.raises(Unfit, match="at least one place"):
        hold_post(steph.caller, "wv11", words)
    with transaction() as session:
        session.get_one(Channel, board.id).disconnected_at = None
    assert whose(hold_post(steph.caller, "wv11", words)) == "steph"


def test_the_other_way_round_it_is_asked_too_and_up_takes_a_finger(steph: Member) -> None:
    steph.speaks_as("wv11")
    says(steph, "Bins are late.", "Buses too.", "The fair is on.", handle="wv11")
    steph.speaks_as("steph")
    with pytest.raises(SecondLook) as asked:
        holds(steph, "Home at last!", handle="steph")
    assert asked.value.unmet.sentence == "Your last 3 posts were as WV11."
    assert not asked.value.unmet.private
    with pytest.raises(Unfit, match="takes your finger, face or PIN"):
        holds(steph, "Home at last!", "wv11", handle="steph")
    post = holds(steph, "Home at last!", "steph", handle="steph")
    assert (post.ring_ends_at - post.held_at).total_seconds() == 10
    assert len(of("wv11")) == 3


def test_what_rests_on_personal_posts_is_said_to_steph_alone(steph: Member) -> None:
    says(steph, *BUS)
    steph.speaks_as("wv11")
    holds(steph, LIBRARY, "wv11")
    held = [one for one in lines("organisation:") if one["verb"] == "held"]
    assert [one["second_look"] for one in held] == [[{"rule": "private"}]]
    assert not any(word in json.dumps(lines("organisation:")[-3:]) for word in ("series", "steph", "Steph"))
    assert [one["rules"] for one in lines("person:") if one["verb"] == "second_look"] == [["series"]]
    with reading() as session:
        assert [(one.rule, one.private) for one in session.exec(select(Flag))] == [("series", True)]


def test_undone_ones_old_ones_and_another_s_are_no_series(steph: Member, anna: Member, clock: Clock) -> None:
    steph.holds(BUS[0])
    clock.forward(60)
    second = steph.holds(BUS[1])
    for text in BUS:
        anna.holds(text)
    steph.speaks_as("wv11")
    with pytest.raises(SecondLook):
        holds(steph, LIBRARY)
    steph.undoes(second)
    slip = holds(steph, LIBRARY)
    steph.undoes(slip)
    steph.speaks_as("steph")
    steph.holds(BUS[1])
    steph.speaks_as("wv11")
    with pytest.raises(SecondLook):  # a slip that was undone ends no series
        holds(steph, "Market today.")
    clock.forward(545)  # the first one is ten minutes old
    steph.speaks_as("wv11")
    holds(steph, "Market today.")


def test_it_goes_on_from_a_single_one_or_answers_it(steph: Member, clock: Clock, courier: Courier) -> None:
    steph.holds(BUS[0])
    clock.forward(30)
    courier.run_once()
    with reading() as session:
        url = session.exec(select(Receipt.url)).one()
    steph.speaks_as("wv11")
    for text in ("...and his dog.", "2/ His dog.", f"See {url}", "@steph we saw him too."):
        with pytest.raises(SecondLook) as asked:
            holds(steph, text)
        assert asked.value.unmet.rule == Rule.CONTINUES
    holds(steph, LIBRARY)


def test_a_parked_one_asks_again_and_can_become_steph_s(steph: Member, anna: Member) -> None:
    steph.speaks_as("wv11")
    post = steph.holds(LIBRARY, handle="wv11")
    keep_holding(post.public_id, by=steph.caller.person)
    steph.speaks_as("steph")
    says(steph, *BUS)
    steph.speaks_as("wv11")
    with pytest.raises(SecondLook):
        hold_again(steph.caller, post.public_id, hold_key=new_token())
    with pytest.raises(AlreadyDone):
        hold_as_oneself(anna.caller, post.public_id, hold_key=new_token())
    key = new_token()
    own = hold_as_oneself(steph.caller, post.public_id, hold_key=key)
    assert (whose(own), [one.state for one in of("wv11")]) == ("steph", [PostState.CANCELLED])
    assert hold_as_oneself(steph.caller, post.public_id, hold_key=key).id == own.id


def test_two_tabs_the_third_of_the_series_comes_while_the_official_page_is_open(steph: Member) -> None:
    steph.holds(BUS[0])
    steph.speaks_as("wv11")
    page: Words = replace(steph.words(LIBRARY, handle="wv11"), answers=Answers())  # drawn when there was one
    other = steph.another_browser()
    other.holds(BUS[1])
    with pytest.raises(SecondLook):
        hold_post(steph.caller, "wv11", page)
    assert of("wv11") == []


def test_a_voice_of_a_third_kind_holds_nothing_for_another(steph: Member) -> None:
    founds(steph, "fair", "The Fair", "Wednesfield Fair")
    says(steph, *BUS)
    words = replace(steph.words(LIBRARY, handle="wv11"), answers=Answers(chosen="steph"))
    steph.speaks_as("fair")
    with pytest.raises(WrongIdentity):
        hold_post(steph.caller, "wv11", words)
    assert (len(of("steph")), of("wv11"), of("fair")) == (3, [], [])
