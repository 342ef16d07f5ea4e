"""After a right has ended: a receipt that reads the store again, and words that nobody loses."""

import re

from pwa.actions.hold_post import hold_again
from pwa.rules.grant_times import Span
from pwa.secrets import new_token
from tests.actions.roster import HOUR, now, sets
from tests.cast import Cast
from tests.web.test_people import ended_grant
from tests.web.writer import Writer, read


def removed(steph_phone: Writer, name: str = "Anna") -> str:
    """Ended by Steph; the address of the receipt."""
    grant = ended_grant(steph_phone, name)
    answer = steph_phone.sends(f"/grants/{grant}/end", credential=steph_phone.proves("end_grant", grant))
    return str(answer.headers["Location"])


def test_the_receipt_says_what_ended_and_what_is_so_now(cast: Cast, steph_phone: Writer, anna_phone: Writer, jo_phone: Writer) -> None:
    post = anna_phone.becomes("wv11").holds("wv11", "Half-way")
    mine = anna_phone.becomes("anna").holds("anna", "Only mine")
    receipt = removed(steph_phone)
    said = read(steph_phone.opens(receipt))
    assert re.search(r"As of \d\d:\d\d:\d\d on \d\d? \w+ \d{4}, Anna cannot speak as WV11\. Nothing of theirs is pending\.", said)
    assert re.search(r"Steph ended it at \d\d:\d\d:\d\d", said)
    assert "Held posts, parked: 1" in said
    assert post in steph_phone.opens(receipt).text
    assert mine not in steph_phone.opens(receipt).text
    cast.steph.speaks_as("wv11")
    hold_again(cast.steph.caller, post.rpartition("/")[2], hold_key=new_token())
    assert f"Held posts, parked: 1 Held again {post.rpartition('/')[2]}" in read(steph_phone.opens(receipt))
    for stranger in (anna_phone, jo_phone):
        assert stranger.opens(receipt).status_code == 404
    assert receipt in steph_phone.opens("/identities/wv11/people").text


def test_the_receipt_does_not_say_what_is_no_longer_so(cast: Cast, steph_phone: Writer, anna_phone: Writer) -> None:
    receipt = removed(steph_phone)
    cast.grants(cast.anna, "wv11", "speaker")
    said = read(steph_phone.opens(receipt))
    assert "cannot speak" not in said
    assert "Anna can speak as WV11 again since" in said
    standing = ended_grant(steph_phone, "Anna")
    assert steph_phone.opens(f"/grants/{standing}/receipt").status_code == 404


def test_the_receipt_says_what_was_given_for_later(cast: Cast, steph_phone: Writer, anna_phone: Writer) -> None:
    receipt = removed(steph_phone)
    assert anna_phone.is_let_in()
    cast.grants(cast.anna, "wv11", "speaker")
    sets(cast.steph, cast.anna, Span(now() + HOUR, None))
    said = read(steph_phone.opens(receipt))
    assert "Anna cannot speak as WV11." in said
    assert "Nothing of theirs is pending" not in said
    assert "Rights to speak at other times, or after a keeper’s yes: 1" in said


def test_a_page_that_was_open_learns_it_and_its_words_become_a_draft_of_one_s_own(steph_phone: Writer, anna_phone: Writer) -> None:
    anna_phone.becomes("wv11")
    page = anna_phone.writes("wv11", "Road closed at")
    address = f"/as/wv11/drafts/{page['draft']}"
    assert anna_phone.saves(address, **page).status_code == 200
    removed(steph_phone)
    page |= {"version": 1, "part": ["Road closed at noon"]}
    answers = [anna_phone.saves(address, **page) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [410, 410]
    [own] = {answer.json["page"] for answer in answers if answer.json}
    assert answers[0].json
    assert answers[0].json["error"].startswith("You cannot speak as WV11 now. Nothing was sent.")
    held = anna_phone.sends("/as/wv11/posts", **page, armed="yes")
    assert held.status_code == 410
    assert own in held.text
    assert "Road closed at noon" in read(anna_phone.opens(own))
    assert read(anna_phone.opens("/as/anna/drafts")).count("Road closed") == 1
    assert anna_phone.opens("/as/wv11/").status_code == 404


def test_other_drafts_come_home_and_a_stranger_s_words_find_nothing(steph_phone: Writer, anna_phone: Writer, jo_phone: Writer) -> None:
    page = anna_phone.becomes("wv11").writes("wv11", "Not finished")
    anna_phone.saves(f"/as/wv11/drafts/{page['draft']}", **page)
    removed(steph_phone)
    assert "Not finished" in read(anna_phone.opens("/as/anna/drafts"))
    strange = jo_phone.saves(f"/as/wv11/drafts/{page['draft']}", **page | {"person": jo_phone.composer("jo")["person"]})
    assert strange.status_code == 404
