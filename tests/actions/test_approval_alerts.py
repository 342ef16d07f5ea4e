"""Whose phones hear that a yes is asked for, and what they show once somebody has answered, or nobody has: on both databases."""

from pathlib import Path

from pwa.actions.lose_approval import park_unanswered
from pwa.actions.refuse_post import refuse_post
from pwa.courier import Courier
from pwa.herald import Herald
from pwa.rules.approval import Ask, Rule
from tests.actions.conftest import WORDS, hears
from tests.actions.second_person import MUST, asks_for, says_yes
from tests.cast import Cast, Member
from tests.conftest import Clock
from tests.push_service import Browser, PushService

ASKED = "WV11: a yes is asked for"


def test_colleagues_are_asked_and_whoever_holds_it_is_not(
    cast: Cast,
    speaking: Member,
    annas: Browser,
    anna: Member,
    service: PushService,
    data: Path,
    herald: Herald,
    clock: Clock,
    courier: Courier,
) -> None:
    steph, ben = hears(speaking.another_browser(), service, data), hears(cast.newcomer("Ben", "wv11", "speaker"), service, data)
    asks_for(speaking, MUST)
    post = speaking.holds(WORDS, handle="wv11")
    herald.run_once()
    assert (steph.titles, annas.titles, ben.titles) == ([], [ASKED], [ASKED])
    assert annas.got[0].says["url"] == f"/posts/{post.public_id}/approval"
    assert "stop" not in annas.got[0].says
    says_yes(anna, post)
    herald.run_once()
    assert (len(steph.titles), annas.titles, len(ben.titles)) == (1, [ASKED], 2)
    assert steph.titles[0].startswith("Goes out in ")
    clock.forward(40)
    courier.run_once()
    herald.run_once()
    assert (steph.titles[-1], ben.titles[-1], len(ben.titles)) == ("WV11: it has left", "WV11: it has left", 3)


def test_a_no_is_told_to_whoever_held_it(
    speaking: Member, annas: Browser, anna: Member, service: PushService, data: Path, herald: Herald
) -> None:
    steph = hears(speaking, service, data)
    asks_for(speaking, MUST)
    post = speaking.holds(WORDS, handle="wv11")
    herald.run_once()
    refuse_post(post.public_id, by=anna.caller.person, reason="It is Tuesday.")
    herald.run_once()
    assert (steph.titles, annas.titles) == (["WV11: parked"], [ASKED, "WV11: parked"])


def test_so_is_that_nobody_answered(speaking: Member, annas: Browser, herald: Herald, clock: Clock) -> None:
    asks_for(speaking, MUST)
    speaking.holds(WORDS, handle="wv11")
    herald.run_once()
    clock.forward(3601)
    park_unanswered()
    herald.run_once()
    assert annas.titles == [ASKED, "WV11: parked"]


def test_a_long_window_is_told_in_minutes(speaking: Member, annas: Browser, herald: Herald) -> None:
    asks_for(speaking, Rule(Ask.OBJECTION, objection_minutes=10))
    speaking.holds(WORDS, handle="wv11")
    herald.run_once()
    assert annas.titles == ["Goes out in 10 min as WV11"]
