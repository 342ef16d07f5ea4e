"""Holding: what refuses the words keeps them, and nothing is sent twice or as somebody else."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from pwa.actions import save_draft
from pwa.secrets import new_public_id, new_token
from pwa.store import engine
from tests.conftest import Clock
from tests.web.writer import Writer, form_of, parts_of, read

LEFT = 40  # seconds after which whatever was held here has left


def test_a_held_post_counts_down_on_the_hold_screen(steph_phone: Writer) -> None:
    page = steph_phone.opens(steph_phone.holds("steph", "Good morning"))
    assert page.status_code == 200
    assert "Going out as Steph" in page.text
    assert "Nothing has gone out yet" in page.text
    assert "Send now" in page.text


def test_an_official_post_takes_a_second_page_without_script(steph_phone: Writer) -> None:
    words = steph_phone.becomes("wv11").writes("wv11", "Road closed", "Until Friday")
    page = steph_phone.sends("/as/wv11/posts", **words)
    assert page.status_code == 200
    assert "Yes, post as WV11" in page.text
    assert "Held" not in read(steph_phone.opens("/as/wv11/outbox"))
    assert parts_of(steph_phone.opens(f"/as/wv11/drafts/{words['draft']}").text) == ["Road closed", "Until Friday"]
    armed = words | {"version": page.text.split('name="version" hidden>')[1].split("<")[0], "armed": "yes"}
    held = steph_phone.sends("/as/wv11/posts", **armed)
    assert held.status_code == 303
    assert "Send now" not in steph_phone.opens(held.headers["Location"]).text


def test_the_bar_says_how_many_places_are_ticked(steph_phone: Writer) -> None:
    words = steph_phone.becomes("wv11").writes("wv11", "Road closed")
    here = f"/as/wv11/drafts/{words['draft']}"
    for many in (1, 0):
        steph_phone.saves(here, **words | {"channel": words["channel"][:many]})
        assert f'class="sub">{many} channel' in steph_phone.opens(here).text


def test_a_double_tap_makes_one_post(steph_phone: Writer, clock: Clock) -> None:
    words = steph_phone.writes("steph", "Once")
    places = {steph_phone.sends("/as/steph/posts", **words).headers["Location"] for _ in range(3)}
    assert len(places) == 1
    clock.forward(LEFT)
    assert steph_phone.sends("/as/steph/posts", **words).headers["Location"] in places
    assert steph_phone.opens("/as/steph/outbox").text.count("<article") == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [("", "no words to post"), (" \n\t ", "no words to post"), ("x" * 5_001, "1 characters too long"), ("a\x07b", "U+0007")],
)
def test_unfit_words_come_back_to_the_composer(steph_phone: Writer, words: str, says: str) -> None:
    answer = steph_phone.sends("/as/steph/posts", **steph_phone.writes("steph", words))
    assert answer.status_code == 422
    assert says in read(answer)
    assert "Nothing was sent" in answer.text
    assert parts_of(answer.text) == [words]
    assert steph_phone.opens("/as/steph/outbox").text.count("<article") == 0


def test_unfit_official_words_come_back_before_anything_is_confirmed(steph_phone: Writer) -> None:
    steph_phone.becomes("wv11")
    long = steph_phone.sends("/as/wv11/posts", **steph_phone.writes("wv11", "x" * 5_001))
    assert long.status_code == 422
    kept = form_of(long.text)
    assert parts_of(steph_phone.opens(f"/as/wv11/drafts/{kept['draft']}").text) == ["x" * 5_001]
    nowhere = steph_phone.sends("/as/wv11/posts", **steph_phone.writes("wv11", "Where?") | {"channel": []})
    assert nowhere.status_code == 422
    assert "at least one place" in nowhere.text


def test_no_channel_keeps_the_words(steph_phone: Writer) -> None:
    answer = steph_phone.sends("/as/steph/posts", **steph_phone.writes("steph", "Where?") | {"channel": []})
    assert answer.status_code == 422
    assert "at least one place" in answer.text
    again = steph_phone.composer("steph", form_of(answer.text)["draft"])
    assert again["part"] == ["Where?"]


def test_u_0000_is_refused_with_the_words_on_the_page(steph_phone: Writer) -> None:
    answer = steph_phone.sends("/as/steph/posts", **steph_phone.writes("steph", "a\0b"))
    assert answer.status_code == 422
    assert "U+0000" in answer.text
    assert steph_phone.sends("/as/steph/posts", **steph_phone.writes("steph", "x") | {"page_key": "\0"}).status_code == 422


def test_another_identity_s_channel_holds_nothing_and_loses_nothing(steph_phone: Writer) -> None:
    foreign = steph_phone.becomes("wv11").writes("wv11", "x")["channel"]
    steph_phone.becomes("steph")
    answer = steph_phone.sends("/as/steph/posts", **steph_phone.writes("steph", "Mine") | {"channel": foreign})
    assert answer.status_code == 404
    assert parts_of(steph_phone.opens("/as/steph/").text) == ["Mine"]
    assert steph_phone.opens("/as/steph/outbox").text.count("<article") == 0


def test_somebody_else_s_draft_cannot_be_held(steph_phone: Writer, anna_phone: Writer) -> None:
    words = steph_phone.becomes("wv11").writes("wv11", "Steph's words")
    steph_phone.saves(f"/as/wv11/drafts/{words['draft']}", **words)
    stolen = anna_phone.becomes("wv11").writes("wv11", "Anna's words") | {"draft": words["draft"], "version": "1"}
    assert anna_phone.sends("/as/wv11/posts", **stolen, armed="yes").status_code == 404
    assert parts_of(anna_phone.opens("/as/wv11/").text) == ["Anna's words"]
    assert parts_of(steph_phone.opens("/as/wv11/").text) == ["Steph's words"]


def test_an_old_version_is_a_conflict_that_keeps_both_texts(steph_phone: Writer) -> None:
    words = steph_phone.writes("steph", "First")
    here = f"/as/steph/drafts/{words['draft']}"
    steph_phone.saves(here, **words)
    stale = steph_phone.composer("steph", words["draft"]) | {"part": ["From this tab"]}
    steph_phone.saves(here, **steph_phone.composer("steph", words["draft"]) | {"part": ["From the other"]})
    for _ in range(2):
        answer = steph_phone.sends("/as/steph/posts", **stale)
        assert answer.status_code == 409
        assert "From this tab" in answer.text
        assert "From the other" in answer.text
    assert steph_phone.opens("/as/steph/outbox").text.count("<article") == 0
    kept = steph_phone.opens("/as/steph/drafts").text
    assert kept.count("<article") == 2
    assert "From this tab" in kept
    assert "From the other" in kept


def test_a_draft_that_was_held_on_another_page_is_kept_as_a_new_one(steph_phone: Writer) -> None:
    words = steph_phone.writes("steph", "Held already")
    steph_phone.saves(f"/as/steph/drafts/{words['draft']}", **words)
    other = steph_phone.composer("steph", words["draft"]) | {"part": ["Held already, and more"]}
    steph_phone.sends("/as/steph/posts", **words)
    answer = steph_phone.sends("/as/steph/posts", **other)
    assert answer.status_code == 409
    assert "already held" in answer.text
    assert steph_phone.composer("steph", form_of(answer.text)["draft"])["part"] == ["Held already, and more"]
    assert steph_phone.opens("/as/steph/outbox").text.count("<article") == 1


def test_a_stale_tab_after_a_switch_sends_nothing_and_names_both(steph_phone: Writer) -> None:
    official = steph_phone.becomes("wv11").writes("wv11", "Meant for WV11")
    personal = steph_phone.becomes("steph").writes("steph", "Meant for me")
    for armed in ({"armed": "yes"}, {}):
        refused = steph_phone.sends("/as/wv11/posts", **official, **armed)
        assert refused.status_code == 409
        assert "This draft is WV11" in read(refused)
        assert "You are posting as Steph" in read(refused)
        assert "Meant for WV11" in refused.text
    steph_phone.becomes("wv11")
    assert parts_of(steph_phone.opens("/as/wv11/").text) == ["Meant for WV11"]
    refused = steph_phone.sends("/as/steph/posts", **personal)
    assert refused.status_code == 409
    assert "Meant for me" in refused.text
    for handle in ("wv11", "steph"):
        assert steph_phone.opens(f"/as/{handle}/outbox").text.count("<article") == 0
    steph_phone.becomes("steph")
    assert parts_of(steph_phone.opens("/as/steph/").text) == ["Meant for me"]


@pytest.mark.parametrize("seconds", [5 * 60 + 1, 15 * 60 + 1])
def test_a_lease_that_ended_sends_nothing_and_keeps_the_words(steph_phone: Writer, clock: Clock, seconds: int) -> None:
    words = steph_phone.becomes("wv11").writes("wv11", "Too slow")
    clock.forward(seconds)
    answer = steph_phone.sends("/as/wv11/posts", **words, armed="yes")
    assert answer.status_code == 409
    assert "Too slow" in answer.text
    assert "Posting as Steph" in answer.text
    assert parts_of(steph_phone.becomes("wv11").opens("/as/wv11/").text) == ["Too slow"]


def test_a_stranger_holds_nothing(jo_phone: Writer) -> None:
    words = jo_phone.writes("jo", "hello")
    for handle in ("wv11", "steph", "no-such-identity"):
        answer = jo_phone.sends(f"/as/{handle}/posts", **words, armed="yes")
        assert answer.status_code == 404
        assert "hello" in answer.text


def test_a_store_that_is_away_loses_nothing(steph_phone: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    words = steph_phone.writes("steph", "Still here")

    def away(*_: object) -> None:
        raise engine.StoreUnavailable("locked")

    with monkeypatch.context() as broken:
        broken.setattr("pwa.web.posts.hold_post", away)
        answer = steph_phone.sends("/as/steph/posts", **words)
    assert answer.status_code == 503
    assert "Still here" in answer.text
    assert answer.headers["Retry-After"]


def test_ids_are_looked_at_as_they_are_made() -> None:

    assert all(save_draft.DRAFT_ID.fullmatch(new_public_id()) for _ in range(100))
    assert all(save_draft.PAGE_KEY.fullmatch(new_token()) for _ in range(100))


@pytest.mark.both_stores
def test_two_taps_at_the_same_moment_make_one_post(steph_phone: Writer) -> None:
    words = steph_phone.writes("steph", "At once")
    taps = [Writer(steph_phone.app, steph_phone.member) for _ in range(4)]
    with ThreadPoolExecutor(len(taps)) as pool:
        answers = list(pool.map(lambda tap: tap.sends("/as/steph/posts", **words), taps))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1


@pytest.mark.both_stores
def test_a_first_save_and_a_hold_at_the_same_moment_lose_nothing(steph_phone: Writer) -> None:
    words = steph_phone.writes("steph", "At once")
    saver, holder = (Writer(steph_phone.app, steph_phone.member) for _ in range(2))
    with ThreadPoolExecutor(2) as pool:
        saved = pool.submit(saver.saves, f"/as/steph/drafts/{words['draft']}", **words)
        held = pool.submit(holder.sends, "/as/steph/posts", **words)
    assert saved.result().status_code in (200, 410)
    assert held.result().status_code == 303
