"""Composing: nothing that was typed is lost, whatever refuses it, and nobody reads anybody else's."""

import pytest

from pwa.secrets import new_public_id
from tests.conftest import Clock
from tests.web.writer import Writer, form_of, parts_of, read, value_of

SCRIPT = "<script>alert('x')</script>&\"'</textarea>"


def test_a_blank_composer_is_stored_only_when_it_is_saved_first(steph_phone: Writer) -> None:
    blank = steph_phone.writes("steph", "Hello")
    assert blank["version"] == "0"
    assert "Hello" not in steph_phone.opens("/as/steph/drafts").text
    saved = steph_phone.saves(f"/as/steph/drafts/{blank['draft']}", **blank)
    assert saved.status_code == 200
    assert saved.json is not None
    assert saved.json["version"] == 1
    assert saved.json["saved_at"].endswith("+00:00")
    assert "idle_ends_at" not in saved.json
    assert "Hello" in steph_phone.opens("/as/steph/drafts").text


def test_the_composer_goes_on_with_the_latest_draft_that_has_words(steph_phone: Writer) -> None:
    words, empty = steph_phone.writes("steph", "Go on with me", "and me"), steph_phone.writes("steph", " ")
    for one in (words, empty):
        steph_phone.saves(f"/as/steph/drafts/{one['draft']}", **one)
    page = steph_phone.opens("/as/steph/").text
    assert value_of(page, "draft") == words["draft"]
    assert parts_of(page) == ["Go on with me", "and me"]
    assert parts_of(steph_phone.opens("/as/steph/?new=1").text) == [""]


def test_saving_as_official_says_when_idleness_ends_the_lease(steph_phone: Writer) -> None:
    words = steph_phone.becomes("wv11").writes("wv11", "Road closed")
    saved = steph_phone.saves(f"/as/wv11/drafts/{words['draft']}", **words).json
    assert saved is not None
    assert "idle_ends_at" in saved


def test_saving_needs_only_the_session_and_the_grant(steph_phone: Writer, clock: Clock) -> None:
    words = steph_phone.becomes("wv11").writes("wv11", "Road closed")
    clock.forward(16 * 60)
    assert steph_phone.saves(f"/as/wv11/drafts/{words['draft']}", **words).status_code == 200
    assert steph_phone.opens(f"/as/wv11/drafts/{words['draft']}").status_code == 409


def test_another_page_s_version_is_a_conflict_that_keeps_both(steph_phone: Writer) -> None:
    words = steph_phone.writes("steph", "First")
    here = f"/as/steph/drafts/{words['draft']}"
    steph_phone.saves(here, **words)
    one, other = steph_phone.composer("steph", words["draft"]), steph_phone.composer("steph", words["draft"])
    assert steph_phone.saves(here, **one | {"part": "From the phone"}).status_code == 200
    refused = steph_phone.saves(here, **other | {"part": "From the laptop"})
    assert refused.status_code == 409
    assert refused.json is not None
    assert refused.json["version"] == 2
    assert refused.json["error"]
    page = steph_phone.sends(f"{here}/words", **other | {"part": "From the laptop"})
    assert page.status_code == 409
    assert "From the phone" in page.text
    assert "From the laptop" in page.text
    both = {"version": value_of(page.text, "version"), "page_key": value_of(page.text, "page_key")}
    kept = steph_phone.sends(f"{here}/words", **both, part=["From the laptop", "From the phone"])
    assert kept.status_code == 303
    assert parts_of(steph_phone.opens(here).text) == ["From the laptop", "From the phone"]


def test_a_page_s_own_retry_is_no_conflict(steph_phone: Writer) -> None:
    words = steph_phone.writes("steph", "First")
    here = f"/as/steph/drafts/{words['draft']}"
    assert [steph_phone.saves(here, **words).status_code for _ in range(3)] == [200, 200, 200]


def test_a_draft_that_was_held_or_deleted_says_so(steph_phone: Writer) -> None:
    words = steph_phone.writes("steph", "Gone")
    here = f"/as/steph/drafts/{words['draft']}"
    steph_phone.saves(here, **words)
    assert steph_phone.sends(f"{here}/deletion").status_code == 200
    gone = steph_phone.saves(here, **words)
    assert gone.status_code == 410
    assert gone.json is not None
    assert gone.json["ended_as"] == "deleted"
    assert steph_phone.opens(here).status_code == 410
    again = steph_phone.sends(f"{here}/words", **words | {"part": "Typed after that"})
    assert again.status_code == 409
    assert parts_of(again.text) == ["Typed after that"]
    assert form_of(again.text)["draft"] != words["draft"]


def test_a_deleted_draft_can_be_put_back(steph_phone: Writer) -> None:
    words = steph_phone.writes("steph", "Not so fast")
    here = f"/as/steph/drafts/{words['draft']}"
    steph_phone.saves(here, **words)
    assert "Not so fast" in steph_phone.sends(f"{here}/deletion").text
    assert "Not so fast" not in steph_phone.opens("/as/steph/drafts").text
    assert steph_phone.sends(f"{here}/restoration").headers["Location"] == here
    assert parts_of(steph_phone.opens(here).text) == ["Not so fast"]


@pytest.mark.parametrize("words", ["bell \x07 ring", "x" * 40_001, "\x1b[2J"])
def test_words_that_no_draft_can_hold_stay_on_the_page(steph_phone: Writer, words: str) -> None:
    page = steph_phone.writes("steph", words)
    assert steph_phone.saves(f"/as/steph/drafts/{page['draft']}", **page).status_code == 422
    answer = steph_phone.sends(f"/as/steph/drafts/{page['draft']}/words", **page)
    assert answer.status_code == 422
    assert parts_of(answer.text) == [words]
    assert "Nothing was sent" in answer.text


def test_a_series_that_is_too_long_stays_on_the_page(steph_phone: Writer) -> None:
    page = steph_phone.writes("steph", *[f"Part {number}" for number in range(21)])
    answer = steph_phone.sends(f"/as/steph/drafts/{page['draft']}/words", **page)
    assert answer.status_code == 422
    assert len(parts_of(answer.text)) == 21


@pytest.mark.parametrize("version", ["", "-1", "abc", "9" * 30, "1e3", "٣"])
def test_a_mangled_version_loses_nothing(steph_phone: Writer, version: str) -> None:
    words = steph_phone.writes("steph", "First")
    steph_phone.saves(f"/as/steph/drafts/{words['draft']}", **words)
    other = steph_phone.composer("steph") | {"version": version, "part": "Second"}
    answer = steph_phone.sends(f"/as/steph/drafts/{words['draft']}/words", **other)
    assert answer.status_code == 409
    assert "Second" in answer.text


@pytest.mark.parametrize("draft", ["x", "../../etc", "A" * 16, "a" * 17, "%00aaaaaaaaaaaaaaa", "'; drop table drafts"])
def test_an_id_that_is_none_of_ours_is_not_found(steph_phone: Writer, draft: str) -> None:
    words = steph_phone.writes("steph", "Kept")
    assert steph_phone.saves(f"/as/steph/drafts/{draft}", **words).status_code == 404
    assert steph_phone.opens(f"/as/steph/drafts/{draft}").status_code == 404
    assert steph_phone.sends("/as/steph/posts", **words | {"draft": draft}).status_code == 404
    assert "Kept" in steph_phone.opens("/as/steph/drafts").text


def test_anna_never_reads_or_touches_steph_s_draft_of_the_same_identity(steph_phone: Writer, anna_phone: Writer) -> None:
    words = steph_phone.becomes("wv11").writes("wv11", "Steph alone")
    here = f"/as/wv11/drafts/{words['draft']}"
    steph_phone.saves(here, **words)
    anna_phone.becomes("wv11")
    stolen = anna_phone.writes("wv11", "mine now") | {"draft": words["draft"]}
    assert anna_phone.opens(here).status_code == 404
    assert anna_phone.saves(here, **stolen).status_code == 404
    for action in ("deletion", "restoration", "words", "move"):
        assert anna_phone.sends(f"{here}/{action}", **stolen, to="anna").status_code == 404
    assert parts_of(steph_phone.opens(here).text) == ["Steph alone"]


def test_a_stranger_cannot_tell_wv11_from_nothing(jo_phone: Writer) -> None:
    there, nowhere = "wv11", "no-such-identity"
    draft = new_public_id()
    for handle in (there, nowhere):
        words = jo_phone.writes("jo", "hello")
        assert jo_phone.opens(f"/as/{handle}/").status_code == 404
        assert jo_phone.opens(f"/as/{handle}/drafts").status_code == 404
        assert jo_phone.opens(f"/as/{handle}/drafts/{draft}").status_code == 404
        assert jo_phone.saves(f"/as/{handle}/drafts/{draft}", **words).status_code == 404
        for action in ("deletion", "restoration", "words", "move"):
            assert jo_phone.sends(f"/as/{handle}/drafts/{draft}/{action}", **words).status_code == 404


def test_composing_as_an_identity_that_is_not_active_names_both(steph_phone: Writer) -> None:
    page = steph_phone.opens("/as/wv11/")
    assert page.status_code == 409
    assert "Steph" in page.text
    assert "WV11" in page.text


def test_words_saved_without_script_from_a_stale_tab_are_kept(steph_phone: Writer) -> None:
    words = steph_phone.becomes("wv11").writes("wv11", "For the village")
    steph_phone.becomes("steph")
    assert steph_phone.sends(f"/as/wv11/drafts/{words['draft']}/words", **words).status_code == 303
    steph_phone.becomes("wv11")
    assert parts_of(steph_phone.opens("/as/wv11/").text) == ["For the village"]


def test_moving_upward_takes_a_finger_and_carries_the_words(steph_phone: Writer) -> None:
    words = steph_phone.writes("steph", "This is for the village", "Part two")
    here = f"/as/steph/drafts/{words['draft']}"
    refused = steph_phone.sends(f"{here}/move", **words, to="wv11")
    assert refused.status_code == 400
    assert parts_of(steph_phone.opens(here).text) == ["This is for the village", "Part two"]
    moved = steph_phone.sends(f"{here}/move", **words, to="wv11", credential=steph_phone.proves("speak_as", "wv11"))
    assert moved.status_code == 303
    assert parts_of(steph_phone.opens(moved.headers["Location"]).text) == ["This is for the village", "Part two"]
    steph_phone.becomes("steph")
    assert steph_phone.opens(here).status_code == 410


def test_moving_downward_is_one_tap(steph_phone: Writer) -> None:
    words = steph_phone.becomes("wv11").writes("wv11", "Only my own opinion")
    moved = steph_phone.sends(f"/as/wv11/drafts/{words['draft']}/move", **words, to="steph")
    assert moved.status_code == 303
    page = steph_phone.opens(moved.headers["Location"])
    assert parts_of(page.text) == ["Only my own opinion"]
    assert "Posting as Steph" in page.text


def test_moving_from_a_stale_tab_keeps_the_words_and_names_both(steph_phone: Writer) -> None:
    words = steph_phone.becomes("wv11").writes("wv11", "From a stale tab")
    steph_phone.becomes("steph")
    answer = steph_phone.sends(f"/as/wv11/drafts/{words['draft']}/move", **words, to="steph")
    assert answer.status_code == 409
    assert "WV11" in read(answer)
    assert "From a stale tab" in read(answer)
    steph_phone.becomes("wv11")
    assert parts_of(steph_phone.opens("/as/wv11/").text) == ["From a stale tab"]


def test_moving_to_where_nobody_may_go_is_not_found_and_keeps_the_words(steph_phone: Writer) -> None:
    words = steph_phone.writes("steph", "Kept")
    for to in ("no-such-identity", ""):
        assert steph_phone.sends(f"/as/steph/drafts/{words['draft']}/move", **words, to=to).status_code == 404
    assert parts_of(steph_phone.opens(f"/as/steph/drafts/{words['draft']}").text) == ["Kept"]


def test_another_identity_s_channel_is_not_found(steph_phone: Writer) -> None:
    channel = steph_phone.becomes("wv11").writes("wv11", "x")["channel"]
    steph_phone.becomes("steph")
    words = steph_phone.writes("steph", "Where to?")
    answer = steph_phone.saves(f"/as/steph/drafts/{words['draft']}", **words | {"channel": channel})
    assert answer.status_code == 404


def test_the_drafts_page_counts_what_waits_elsewhere(steph_phone: Writer) -> None:
    words = steph_phone.becomes("wv11").writes("wv11", "Official words")
    steph_phone.saves(f"/as/wv11/drafts/{words['draft']}", **words)
    steph_phone.becomes("steph")
    page = read(steph_phone.opens("/as/steph/drafts"))
    assert "1 draft is with WV11" in page
    assert "Official words" not in page


def test_words_are_never_markup(steph_phone: Writer) -> None:
    words = steph_phone.writes("steph", SCRIPT)
    here = f"/as/steph/drafts/{words['draft']}"
    steph_phone.saves(here, **words)
    stale = steph_phone.composer("steph") | {"part": SCRIPT + "2"}
    pages = [steph_phone.opens(here), steph_phone.opens("/as/steph/drafts"), steph_phone.sends(f"{here}/words", **stale)]
    pages.append(steph_phone.sends(f"{here}/deletion"))
    for page in pages:
        assert "alert(" in page.text
        assert "<script>alert" not in page.text
