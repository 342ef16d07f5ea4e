"""A link to a post of a connected network: offered, looked at, shown as its readers see it, and sent to that network alone."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from sqlmodel import col, update

from pwa import create_app, settings
from pwa.store import identities
from pwa.store.tables import Channel
from pwa.store.transaction import transaction
from tests.actions.test_elections import in_period
from tests.actions.test_far_reshare import LINK, Far
from tests.cast import Member
from tests.networks.test_mastodon import Page, home
from tests.networks.test_mastodon_reshares import POST
from tests.web.writer import Writer, form_of, read

SEARCH = "GET /api/v2/search"


@pytest.fixture
def app(store: str, data: Path) -> Flask:
    """It may ask this machine."""
    return create_app(settings.read({"ONLYHUMAN_DATA": str(data), "ONLYHUMAN_DATABASE_URL": store, "ONLYHUMAN_OUTBOUND_LOOPBACK": "1"}))


@pytest.fixture
def far(steph_phone: Writer, data: Path) -> Iterator[Far]:
    pages: dict[str, Page] = {SEARCH: (200, {"statuses": [POST]})}
    with home(pages) as (place, heard):
        yield Far(steph_phone.member, place, heard, pages, data)


def reshared(phone: Writer, words: str) -> dict[str, object]:
    """The form of the composer, once the link among these words has become a reshare."""
    form = phone.writes("steph", words)
    answer = phone.sends(f"/as/steph/drafts/{form['draft']}/reshare", **form, link=LINK)
    assert answer.status_code == 303, answer.text
    return form_of(phone.opens(answer.location).text) | {"reshares": LINK}


def test_a_link_is_offered_once_the_voice_is_known_and_only_where_it_has_a_channel(steph_phone: Writer, far: Far) -> None:
    form = steph_phone.writes("steph", f"Look: {LINK}.")
    saved = steph_phone.saves(f"/as/steph/drafts/{form['draft']}", **form)
    assert ((saved.json or {})["link"], (saved.json or {})["network"]) == (LINK, "Mastodon")
    page = steph_phone.opens(f"/as/steph/drafts/{form['draft']}")
    assert "The link is a post on Mastodon. Reshare it" in read(page)
    assert far.heard == []
    steph_phone.becomes("wv11")
    form = steph_phone.writes("wv11", f"Look: {LINK}")
    assert "link" not in (steph_phone.saves(f"/as/wv11/drafts/{form['draft']}", **form).json or {})
    refused = steph_phone.sends(f"/as/wv11/drafts/{form['draft']}/reshare", **form, link=LINK)
    assert refused.status_code == 422
    assert "WV11 has no channel there" in read(refused)
    assert form_of(refused.text)["part"] == [f"Look: {LINK}"]
    assert far.heard == []


def test_what_readers_see_is_shown_from_the_composer_to_the_receipt(steph_phone: Writer, far: Far) -> None:
    form = reshared(steph_phone, f"{LINK}?from=app".removesuffix("?from=app"))
    page = steph_phone.opens(f"/as/steph/drafts/{form['draft']}")
    assert form["part"] == [""]
    assert form["channel"] == [far.channel.public_id]
    assert page.text.count(" disabled>") == 1
    for said in ("Steph boosted @bob@b.example.", "Closed & wet.", "With 1 picture.", "goes to Mastodon only"):
        assert said in read(page)
    post = steph_phone.sends("/as/steph/posts", **form).location
    for path in (post, "/as/steph/outbox"):
        shown = read(steph_phone.opens(path))
        assert "Reshared from Bob @bob@b.example" in shown
        assert "b.example/@bob/5" in shown
    draft = steph_phone.opens(steph_phone.sends(f"{post}/cancellation").location)
    assert "Closed & wet." in read(draft)


def test_words_and_a_boost_do_not_go_together_and_both_ways_out_are_offered(steph_phone: Writer, far: Far) -> None:
    form = reshared(steph_phone, LINK) | {"part": "Look at this!"}
    refused = steph_phone.sends("/as/steph/posts", **form)
    assert refused.status_code == 422
    assert "Mastodon reshares without words or pictures of your own. Nothing was sent." in read(refused)
    form = form_of(refused.text) | {"reshares": LINK}
    draft = steph_phone.sends(f"/as/steph/drafts/{form['draft']}/link", **form).location
    plain = steph_phone.opens(draft)
    assert form_of(plain.text)["part"] == [f"Look at this!\n\n{LINK}"]
    assert 'name="reshares"' not in plain.text
    assert " disabled>" not in plain.text
    assert steph_phone.sends("/as/steph/posts", **form_of(plain.text)).status_code == 303


def test_what_is_gone_stays_a_link_and_what_cannot_be_seen_now_says_so(steph_phone: Writer, far: Far) -> None:
    far.pages[SEARCH] = (200, {"statuses": []})
    form = steph_phone.writes("steph", f"Look: {LINK}")
    gone = steph_phone.sends(f"/as/steph/drafts/{form['draft']}/reshare", **form, link=LINK)
    assert gone.status_code == 422
    assert "Its server does not find this post" in read(gone)
    assert form_of(gone.text)["part"] == [f"Look: {LINK}"]
    far.pages[SEARCH] = (503, "<h1>Away</h1>")
    form = reshared(steph_phone, LINK)
    page = steph_phone.opens(f"/as/steph/drafts/{form['draft']}")
    assert "It could not be looked at now. Its server did not answer in time. It can be reshared all the same." in read(page)
    assert "Look again" in read(page)
    far.pages[SEARCH] = (200, {"statuses": []})
    assert steph_phone.sends(f"/as/steph/drafts/{form['draft']}/reshare", **form, link=LINK).status_code == 303
    again = steph_phone.opens(f"/as/steph/drafts/{form['draft']}")
    assert "Its server does not find this post" in read(again)
    assert steph_phone.sends("/as/steph/posts", **form_of(again.text), reshares=LINK).status_code == 422
    left = steph_phone.sends(f"/as/steph/drafts/{form['draft']}/words", **form_of(again.text), reshares=[LINK, ""])
    assert "Readers will see" not in read(steph_phone.opens(left.location))


def test_an_address_alone_asks_nobody_and_is_not_held_unseen(steph_phone: Writer, far: Far) -> None:
    page = steph_phone.opens(f"/as/steph/?reshare={quote(LINK)}")
    assert "What it says was not looked at yet." in read(page)
    refused = steph_phone.sends("/as/steph/posts", **form_of(page.text), reshares=LINK)
    assert refused.status_code == 422
    assert "Look at the post before you reshare it." in read(refused)
    assert far.heard == []


def test_another_voice_is_active_by_now_and_nothing_is_looked_at(steph_phone: Writer, steph: Member, far: Far) -> None:
    form = steph_phone.writes("steph", LINK)
    steph_phone.becomes("wv11")
    answer = steph_phone.sends(f"/as/steph/drafts/{form['draft']}/reshare", **form, link=LINK)
    assert answer.status_code == 409
    assert far.heard == []


def test_it_is_shown_on_the_second_page_of_an_official_voice(steph_phone: Writer, far: Far) -> None:
    """Somebody else's words are escaped, whatever they hold."""
    far.pages[SEARCH] = (200, {"statuses": [POST | {"content": "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "spoiler_text": ""}]})
    form = reshared(steph_phone, LINK)
    page = steph_phone.opens(f"/as/steph/drafts/{form['draft']}")
    assert "&lt;script&gt;alert(1)" in page.text
    assert "<script>alert(1)" not in page.text


def test_a_composer_says_of_an_official_one_what_its_hold_will(steph_phone: Writer, steph: Member, far: Far) -> None:
    in_period(steph)
    with transaction() as session:
        wv11 = identities.usable(session, steph.caller.person, "wv11")
        session.exec(update(Channel).where(col(Channel.id) == far.channel.id).values(identity_id=wv11.id))
    steph_phone.becomes("wv11")
    form = steph_phone.writes("wv11", LINK) | {"channel": far.channel.public_id}
    looked = steph_phone.sends(f"/as/wv11/drafts/{form['draft']}/reshare", **form, link=LINK)
    page = steph_phone.opens(looked.location)
    assert "WV11 boosted @bob@b.example." in read(page)
    said = {"Whose post it reshares cannot be seen", "Waits for a colleague’s yes"}
    assert not {one for one in said if one in read(page)}
    form = form_of(page.text) | {"reshares": LINK, "why": "It is our library.", "chosen": "wv11"}
    confirm = steph_phone.sends("/as/wv11/posts", **form)
    assert "goes out after 2 minutes" in read(confirm)
    post = steph_phone.sends("/as/wv11/posts", **form, armed="yes").location
    assert not {one for one in said if one in read(steph_phone.opens(post))}
