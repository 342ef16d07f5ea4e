"""Who hears of what on their phone, and what a phone shows when it is no longer so: on both databases."""

from pathlib import Path

from pwa.actions.edit_identity import edit_identity
from pwa.actions.hold_post import hold_again
from pwa.actions.keep_holding import keep_holding
from pwa.actions.tidy_up import tidy_up
from pwa.courier import Courier
from pwa.herald import Herald
from pwa.networks.contract import Found
from pwa.rules.alert import ATTEMPTS
from pwa.rules.identity import Colour, Listing, Shape
from pwa.rules.step_up import Purpose
from pwa.secrets import new_token
from pwa.store.tables import Alert, Push
from tests.actions.conftest import LEAVES, WORDS, hears
from tests.actions.looks import count
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.stand_in import REFUSED, UNSURE, StandIn
from tests.push_service import Browser, PushService


def test_every_other_browser_of_its_speakers_hears_of_an_official_hold(
    speaking: Member, anna: Member, jo: Member, service: PushService, data: Path, herald: Herald
) -> None:
    own, strangers = hears(speaking, service, data), hears(jo, service, data)
    elsewhere, annas = hears(speaking.another_browser(), service, data), hears(anna, service, data)
    post = speaking.holds(WORDS, handle="wv11")
    herald.run_once()
    assert (len(own.got), len(strangers.got)) == (0, 0)
    for browser in (elsewhere, annas):
        [pushed] = browser.got
        assert pushed.says["title"].startswith("Goes out in ")
        assert pushed.says["title"].endswith(" s as WV11")
        assert (pushed.says["url"], pushed.says["badge"]) == (f"/posts/{post.public_id}", 1)
        assert pushed.says["stop"]["url"] == f"/posts/{post.public_id}/cancellation"
        assert 25 <= int(pushed.headers["TTL"]) <= 32
        assert len(pushed.body) % 512 == 103  # header, tag and delimiter beside a block: nobody outside learns how long the words are
    herald.run_once()
    assert len(annas.got) == 1


def test_the_words_stand_on_a_lock_screen_only_where_the_keeper_said_so(speaking: Member, annas: Browser, herald: Herald) -> None:
    speaking.holds(WORDS, handle="wv11")
    herald.run_once()
    assert WORDS not in str(annas.got[0].says)
    assert "Steph" not in str(annas.got[0].says)
    shape = Shape("WV11", "WV", Colour.BRICK, 30, 15, Listing.OPEN, words_on_lock_screen=True)
    edit_identity(speaking.caller, "wv11", shape=shape, proof=speaking.proves(Purpose.EDIT_IDENTITY, "wv11"))
    speaking.holds(WORDS, handle="wv11")
    herald.run_once()
    assert annas.got[1].says["body"].startswith(f"Steph: “{WORDS}”")


def test_the_topic_is_the_posts_and_says_nothing_of_it(speaking: Member, annas: Browser, herald: Herald) -> None:
    first, second = (speaking.holds(words, handle="wv11") for words in ("One.", "Two."))
    herald.run_once()
    assert len({one.headers["Topic"] for one in annas.got}) == 2
    assert not any(post.public_id in str(one.headers) for post in (first, second) for one in annas.got)


def test_a_personal_post_is_nobody_elses_business(steph: Member, annas: Browser, herald: Herald) -> None:
    steph.holds("Day made.")
    herald.run_once()
    assert annas.got == []
    assert count(Alert) == 0


def test_what_was_undone_before_it_was_told_is_not_told(speaking: Member, annas: Browser, herald: Herald) -> None:
    speaking.undoes(speaking.holds(WORDS, handle="wv11"))
    herald.run_once()
    assert (annas.got, count(Push)) == ([], 0)


def test_a_phone_that_shows_it_is_told_what_became_of_it(
    speaking: Member, annas: Browser, herald: Herald, clock: Clock, courier: Courier
) -> None:
    undone, kept, left = (speaking.holds(words, handle="wv11") for words in ("One.", "Two.", "Three."))
    herald.run_once()
    assert len(annas.got) == 3
    speaking.undoes(undone)
    keep_holding(kept.public_id, by=speaking.caller.person)
    herald.run_once()
    assert annas.titles[3:] == ["WV11: undone", "WV11: parked"]
    assert [one.says["badge"] for one in annas.got[3:]] == [1, 1]
    clock.forward(LEAVES)
    courier.run_once()
    herald.run_once()
    assert annas.titles[5:] == ["WV11: it has left"]
    assert [one.says["tag"] for one in annas.got[3:]] == [undone.public_id, kept.public_id, left.public_id]
    assert [one.says.get("silent", False) for one in annas.got[3:]] == [True, False, True]
    assert "stop" not in annas.got[5].says
    herald.run_once()
    assert (len(annas.got), count(Push)) == (6, 0)


def test_however_often_it_is_looked_at_the_end_is_told(
    speaking: Member, annas: Browser, herald: Herald, clock: Clock, courier: Courier
) -> None:
    """Nobody releases it for a while: looking is no attempt, so that a phone does not show for ever that it can be stopped."""
    speaking.holds(WORDS, handle="wv11")
    herald.run_once()
    clock.forward(LEAVES)
    for _ in range(ATTEMPTS + 2):
        herald.run_once()
        clock.forward(2)
    assert len(annas.got) == 1
    courier.run_once()
    herald.run_once()
    assert annas.titles[1:] == ["WV11: it has left"]


def test_what_is_undone_between_two_looks_is_told_at_once(speaking: Member, annas: Browser, herald: Herald, clock: Clock) -> None:
    post = speaking.holds(WORDS, handle="wv11")
    herald.run_once()
    clock.forward(LEAVES)
    herald.run_once()
    speaking.undoes(post)
    herald.run_once()
    assert annas.titles[1:] == ["WV11: undone"]


def test_held_again_is_told_again(speaking: Member, annas: Browser, herald: Herald) -> None:
    post = speaking.holds(WORDS, handle="wv11")
    herald.run_once()
    keep_holding(post.public_id, by=speaking.caller.person)
    hold_again(speaking.caller, post.public_id, hold_key=new_token())
    herald.run_once()
    assert [title[:12] for title in annas.titles] == ["Goes out in "] * 2


def test_what_is_far_too_late_asks_on_every_phone(speaking: Member, annas: Browser, herald: Herald, clock: Clock, courier: Courier) -> None:
    speaking.holds(WORDS, handle="wv11")
    herald.run_once()
    clock.forward(16 * 60)
    courier.run_once()
    herald.run_once()
    assert annas.titles[1:] == ["WV11: parked"]


def test_a_refusal_is_told_to_everybody_and_a_doubt_once_it_has_lasted(
    speaking: Member, annas: Browser, service: PushService, herald: Herald, clock: Clock, data: Path
) -> None:
    own, board = hears(speaking, service, data), StandIn()
    network = Courier({"noticeboard": board}, data)
    board.answers["Refused."], board.answers["Doubtful."] = [REFUSED], [UNSURE]
    board.looks = [Found.CANNOT_TELL] * 9
    for words in ("Refused.", "Doubtful."):
        speaking.holds(words, handle="wv11")
    clock.forward(LEAVES)
    network.run_once()
    herald.run_once()
    assert (own.titles, annas.titles) == (["WV11: not sent"], ["WV11: not sent"])
    clock.forward(61)
    herald.run_once()
    assert own.titles[1:] == annas.titles[1:] == ["WV11: not sure"]


def test_a_doubt_that_settled_itself_is_not_told(speaking: Member, annas: Browser, herald: Herald, clock: Clock, data: Path) -> None:
    board = StandIn()
    network = Courier({"noticeboard": board}, data)
    board.answers[WORDS], board.arrives_anyway = [UNSURE], {WORDS}
    speaking.holds(WORDS, handle="wv11")
    clock.forward(LEAVES)
    network.run_once()
    clock.forward(6)
    network.run_once()
    clock.forward(61)
    herald.run_once()
    assert annas.titles == []


def test_ones_own_refused_post_is_told_to_oneself(steph: Member, service: PushService, data: Path, herald: Herald, clock: Clock) -> None:
    told, board = hears(steph, service, data), StandIn()
    network = Courier({"noticeboard": board}, data)
    board.answers["Mine."] = [REFUSED]
    steph.holds("Mine.")
    clock.forward(13)
    network.run_once()
    herald.run_once()
    assert told.titles == ["Steph: not sent"]


def test_nobody_listens_and_nothing_is_written(speaking: Member) -> None:
    speaking.holds(WORDS, handle="wv11")
    assert count(Alert) == 0


def test_what_was_told_is_forgotten_after_half_a_day(
    speaking: Member, annas: Browser, herald: Herald, clock: Clock, courier: Courier
) -> None:
    speaking.undoes(speaking.holds(WORDS, handle="wv11"))
    herald.run_once()
    clock.forward(13 * 3600)
    tidy_up()
    assert (count(Alert), count(Push)) == (0, 0)
