"""Without a script: a channel's own words are typed, kept, seen wherever the post is shown, and never dropped without a word."""

import html
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select

from pwa.store.tables import Channel, Identity
from pwa.store.transaction import transaction
from tests.web.writer import Writer, form_of, read


def connect(handle: str, network: str = "x") -> str:
    """An account of this identity elsewhere; its id here."""
    with transaction() as session:
        identity = session.exec(select(Identity).where(Identity.handle == handle)).one()
        there: dict[str, Any] = {"network": network, "handle": f"{handle}-there", "remote_id": handle, "connected_by": 1}
        channel = Channel(identity_id=identity.id, connected_at=datetime.now(UTC), **there)
        session.add(channel)
        return channel.public_id


def own_of(page: str) -> dict[str, str]:
    """What stands in the boxes of single channels."""
    boxes = re.findall(r'<textarea id="(variant-[^"]+)" name="\1"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return {name: html.unescape(words) for name, words in boxes}


@pytest.fixture
def on_x(steph_phone: Writer) -> str:
    return connect("steph")


def test_a_draft_opens_with_it_and_says_when_the_rest_was_changed_since(steph_phone: Writer, on_x: str) -> None:
    form = steph_phone.writes("steph", "Bins a day late") | {"variants": "yes", f"variant-{on_x}-1": "Bins late"}
    here = f"/as/steph/drafts/{form['draft']}"
    assert steph_phone.saves(here, **form).status_code == 200
    page = steph_phone.opens(here)
    assert own_of(page.text) == {f"variant-{on_x}-1": "Bins late"}
    assert "Only on X" in read(page)
    assert "Written before" not in page.text
    form |= {"version": "1", "part": ["Bins two days late"]}
    assert steph_phone.saves(here, **form).status_code == 200
    assert "Written before you changed the rest." in steph_phone.opens(here).text


def test_without_a_script_there_are_boxes_for_every_place_that_is_ticked(steph_phone: Writer, on_x: str) -> None:
    form = steph_phone.writes("steph", "One", "Two")
    assert 'name="differently"' in steph_phone.opens("/as/steph/?new=1").text
    answer = steph_phone.sends(f"/as/steph/drafts/{form['draft']}/words", **form, variants="yes", differently="yes")
    page = steph_phone.opens(answer.headers["Location"])
    boxes = own_of(page.text)
    assert len(boxes) == 4
    assert set(boxes.values()) == {""}
    assert "Leave it empty, and it says the same as the rest." in page.text
    full = form_of(page.text) | {"variants": "yes", f"variant-{on_x}-2": "Two, on X"}
    assert steph_phone.sends(f"/as/steph/drafts/{form['draft']}/words", **full).status_code == 303
    assert own_of(steph_phone.opens(f"/as/steph/drafts/{form['draft']}").text) == {f"variant-{on_x}-2": "Two, on X"}


def test_with_one_place_there_is_nothing_to_say_differently(steph_phone: Writer) -> None:
    assert "differently" not in steph_phone.opens("/as/steph/?new=1").text


def test_what_is_about_to_leave_is_seen_with_where_it_goes(steph_phone: Writer, on_x: str) -> None:
    form = steph_phone.writes("steph", "Bins a day late", "Sorry") | {"variants": "yes", f"variant-{on_x}-1": "Bins late"}
    place = steph_phone.sends("/as/steph/posts", **form).headers["Location"]
    for page in (place, "/as/steph/outbox"):
        assert "Noticeboard Bins a day late X Bins late Noticeboard · X Sorry" in read(steph_phone.opens(page)), page
    steph_phone.sends(f"{place}/parking")
    assert "Noticeboard Bins a day late X Bins late Noticeboard · X Sorry" in read(steph_phone.opens(place))
    back = steph_phone.opens(steph_phone.sends(f"{place}/cancellation").headers["Location"])
    assert own_of(back.text) == {f"variant-{on_x}-1": "Bins late"}


def test_the_second_page_of_an_official_hold_shows_and_carries_it(steph_phone: Writer) -> None:
    on_x, phone = connect("wv11"), steph_phone.becomes("wv11")
    form = phone.writes("wv11", "Bins a day late") | {"variants": "yes", f"variant-{on_x}-1": "Bins late"}
    page = phone.sends("/as/wv11/posts", **form)
    assert "Noticeboard Bins a day late X Bins late" in read(page)
    assert f'<textarea name="variant-{on_x}-1" hidden>Bins late</textarea>' in page.text


def test_two_versions_are_shown_with_theirs_and_both_can_be_kept(steph_phone: Writer, on_x: str) -> None:
    form = steph_phone.writes("steph", "First") | {"variants": "yes"}
    here, name = f"/as/steph/drafts/{form['draft']}", f"variant-{on_x}-1"
    steph_phone.saves(here, **form | {name: "Phone on X", "part": ["Phone"]})
    page = steph_phone.sends(
        f"{here}/words", **steph_phone.composer("steph") | {"part": ["Tablet"], "variants": "yes", name: "Tablet on X"}
    )
    assert page.status_code == 409
    assert "Tablet Only on X Tablet on X" in read(page)
    assert "Phone Only on X Phone on X" in read(page)
    assert f'<textarea name="variant-{on_x}-2" hidden>Phone on X</textarea>' in page.text


def test_what_cannot_be_kept_stays_on_the_page(steph_phone: Writer, on_x: str) -> None:
    form = steph_phone.writes("steph", "Fine") | {"variants": "yes", f"variant-{on_x}-1": "bell \x07"}
    answer = steph_phone.sends("/as/steph/posts", **form)
    assert answer.status_code == 422
    assert own_of(answer.text) == {f"variant-{on_x}-1": "bell \x07"}


def test_words_for_a_place_that_the_other_identity_does_not_have_are_seen_there(steph_phone: Writer, on_x: str) -> None:
    form = steph_phone.writes("steph", "Bins a day late") | {"variants": "yes", f"variant-{on_x}-1": "Bins late"}
    finger = steph_phone.proves("speak_as", "wv11")
    answer = steph_phone.sends(f"/as/steph/drafts/{form['draft']}/move", **form, to="wv11", credential=finger)
    page = steph_phone.opens(answer.headers["Location"])
    assert own_of(page.text) == {f"variant-{on_x}-1": "Bins late"}
    assert "This was written for a place that is not here. It goes nowhere" in read(page)


def test_no_page_that_says_no_loses_them(steph_phone: Writer) -> None:
    own = {"variants": "yes", f"variant-{connect('wv11')}-1": "Bins late, on X \x07"}
    form = steph_phone.becomes("wv11").writes("wv11", "Bins a day late") | own | {"armed": "yes"}
    steph_phone.becomes("steph")
    for place, status in (("wv11", 409), ("nobody", 404)):  # of which the first cannot be kept with it as it is
        answer = steph_phone.sends(f"/as/{place}/posts", **form)
        assert (answer.status_code, "Bins late, on X" in answer.text) == (status, True)
