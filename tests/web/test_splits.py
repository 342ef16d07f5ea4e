"""Words that are too long are proposed as parts: nothing is changed until a person takes them, and one tap takes it back."""

import re
from typing import Any

import pytest

from pwa.rules.room import Limits, Unit, over
from tests.web.elsewhere import connected
from tests.web.writer import Writer, form_of, read

BLUESKY = Limits(60, Unit.GRAPHEMES, 4, 1_000_000, 2_000, text_bytes=3_000)
X = Limits(80, Unit.WEIGHTED, 4, 5_000_000, 1_000, series=False)
WORDS = "The road is closed at the Crown until noon today. Buses use Lichfield Road, and stop at the library. See wv11.co.uk/road"


@pytest.fixture
def on_bluesky() -> str:
    """Steph's account there; its id here."""
    return connected("steph", "bluesky", BLUESKY)


def saved(writer: Writer, *parts: str) -> dict[str, Any]:
    form = writer.writes("steph", *parts)
    answer = writer.saves(f"/as/steph/drafts/{form['draft']}", **form)
    assert answer.status_code == 200, answer.text
    return form | {"version": answer.json["version"]}  # type: ignore[index]


def proposed(page: str) -> list[str]:
    return re.findall(r'<textarea id="split-\d+"[^>]*>(.*?)</textarea>', page, re.DOTALL)


def takes(writer: Writer, page: str, draft: str, **more: Any) -> Any:
    fields = dict(re.findall(r'<input type="hidden" name="(version|page_key|person)" value="([^"]*)"', page))
    channels = re.findall(r'name="channel" value="([^"]+)"', page)
    own = dict(re.findall(r'<textarea name="(variant-[^"]+)" hidden>(.*?)</textarea>', page, re.DOTALL))
    given = fields | own | {"part": proposed(page), "channel": channels, "variants": "yes", "pictures": "yes"} | more
    return writer.sends(f"/as/steph/drafts/{draft}/parts", **given)


def test_each_part_fits_and_nothing_is_changed_yet(steph_phone: Writer, on_bluesky: str) -> None:
    form = saved(steph_phone, WORDS)
    page = steph_phone.opens(f"/as/steph/drafts/{form['draft']}/split")
    parts = proposed(page.text)
    assert len(parts) == 3
    assert not any(over(part, BLUESKY) for part in parts)
    assert "Each fits Noticeboard and Bluesky." in read(page)
    assert form_of(steph_phone.opens(f"/as/steph/drafts/{form['draft']}").text)["part"] == [WORDS]
    numbered = proposed(steph_phone.opens(f"/as/steph/drafts/{form['draft']}/split?numbered=yes").text)
    assert [part[-3:] for part in numbered] == ["1/3", "2/3", "3/3"]
    assert not any(over(part, BLUESKY) for part in numbered)


def test_they_are_taken_and_taken_back(steph_phone: Writer, on_bluesky: str) -> None:
    form = saved(steph_phone, WORDS)
    here = f"/as/steph/drafts/{form['draft']}"
    done = takes(steph_phone, steph_phone.opens(f"{here}/split").text, form["draft"])
    assert "It is 3 parts now" in read(done)
    assert len(form_of(steph_phone.opens(here).text)["part"]) == 3
    fields: dict[str, Any] = dict(re.findall(r'<input type="hidden" name="(version|page_key|person)" value="([^"]*)"', done.text))
    hidden = re.findall(r'<textarea name="([^"]+)" hidden>(.*?)</textarea>', done.text, re.DOTALL)
    for name, value in hidden:
        fields.setdefault(name, []).append(value)
    assert steph_phone.sends(f"{here}/words", **fields).status_code == 303
    back = form_of(steph_phone.opens(here).text)
    assert (back["part"], set(back["channel"])) == ([WORDS], set(form["channel"]))


def test_a_network_that_takes_no_series_says_so_and_can_be_left_out(steph_phone: Writer, on_bluesky: str) -> None:
    on_x = connected("steph", "x", X)
    form = saved(steph_phone, WORDS)
    page = steph_phone.opens(f"/as/steph/drafts/{form['draft']}/split")
    assert "X takes no series. Leave X out, or go back and shorten the words." in read(page)
    takes(steph_phone, page.text, form["draft"], without=on_x)
    assert on_x not in form_of(steph_phone.opens(f"/as/steph/drafts/{form['draft']}").text)["channel"]


def test_words_that_fit_stay_when_a_network_is_left_out(steph_phone: Writer, on_bluesky: str) -> None:
    on_x = connected("steph", "x", X)
    form = saved(steph_phone, "Road closed.", "Buses use Lichfield Road.")
    here = f"/as/steph/drafts/{form['draft']}"
    page = steph_phone.opens(f"{here}/split").text
    assert "Go on without" in page
    assert "It is 2 parts now" in read(takes(steph_phone, page, form["draft"], without=on_x))
    left = form_of(steph_phone.opens(here).text)
    assert (left["part"], on_x in left["channel"]) == (form["part"], False)


def test_what_one_channel_says_instead_goes_with_its_part(steph_phone: Writer, on_bluesky: str) -> None:
    form = steph_phone.writes("steph", WORDS, "Thank you.") | {"variants": "yes"}
    form[f"variant-{on_bluesky}-2"] = "Thanks!"
    steph_phone.saves(f"/as/steph/drafts/{form['draft']}", **form)
    page = steph_phone.opens(f"/as/steph/drafts/{form['draft']}/split").text
    assert f'name="variant-{on_bluesky}-4"' in page
    takes(steph_phone, page, form["draft"])
    assert f'name="variant-{on_bluesky}-4"' in steph_phone.opens(f"/as/steph/drafts/{form['draft']}").text


def test_without_scripts_what_was_typed_is_saved_first(steph_phone: Writer, on_bluesky: str) -> None:
    form = steph_phone.writes("steph", WORDS)
    answer = steph_phone.sends(f"/as/steph/drafts/{form['draft']}/split", **form)
    assert answer.status_code == 303
    assert len(proposed(steph_phone.opens(answer.headers["Location"]).text)) == 3


def test_what_fits_or_cannot_be_cut_is_said(steph_phone: Writer, on_bluesky: str) -> None:
    form = saved(steph_phone, "Short.")
    assert "It fits as it is." in read(steph_phone.opens(f"/as/steph/drafts/{form['draft']}/split"))
    link = saved(steph_phone, f"https://wv11.co.uk/{'a' * 60}")
    assert "a link in it that is too long" in read(steph_phone.opens(f"/as/steph/drafts/{link['draft']}/split"))


def test_a_tap_on_a_page_that_is_old_loses_nothing(steph_phone: Writer, on_bluesky: str) -> None:
    form = saved(steph_phone, WORDS)
    page = steph_phone.opens(f"/as/steph/drafts/{form['draft']}/split").text
    steph_phone.saves(f"/as/steph/drafts/{form['draft']}", **form | {"part": ["Somebody else"], "page_key": "k" * 43})
    answer = takes(steph_phone, page, form["draft"])
    assert answer.status_code == 409
    assert "Somebody else" in answer.text
    assert "The road is closed" in answer.text
