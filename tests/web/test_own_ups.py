"""The pages of owning up: four taps, honest choices, and what anybody reads on the noticeboard afterwards."""

import re
from pathlib import Path
from typing import Any

import pytest

from pwa.actions.noticeboard_store import built_in_networks
from pwa.courier import Courier
from pwa.networks.contract import Unsure
from pwa.rules.delivery import LATE_AFTER
from pwa.store import approval_rules, identities
from pwa.store.moments import database_time
from pwa.store.tables import Channel
from pwa.store.transaction import transaction
from tests.actions.second_person import MUST
from tests.cast import SITE
from tests.conftest import Clock
from tests.networks.changing import Changing
from tests.web.phone import Phone
from tests.web.test_boards import LEFT, feed, posts
from tests.web.writer import Writer, form_of, read

SLIP = "Look at this picture!"
TRUE = "That last post was mine, not WV11's. It went out from the wrong account. Sorry. Steph"


@pytest.fixture
def slip(steph_phone: Writer, clock: Clock, courier: Courier) -> str:
    """It is out as WV11; its address."""
    return posts(steph_phone.becomes("wv11"), courier, clock, SLIP, handle="wv11")


def fate(page: str, which: str) -> dict[str, str]:
    """The radio button of the one channel."""
    found = re.search(rf'name="(fate-[^"]+)" value="{which}"', page)
    assert found
    return {found[1]: which}


def test_from_the_post_to_a_held_correction(steph_phone: Writer, slip: str, stranger: Phone, clock: Clock, courier: Courier) -> None:
    assert "I posted that by mistake" in steph_phone.opens(slip).text
    other = steph_phone.holds("wv11", "Another")
    there = steph_phone.sends(f"{slip}/own-up")  # the first tap
    assert there.location == f"{slip}/own-up"
    page = steph_phone.opens(there.location)
    assert "1 other post that was held is stopped" in read(page)
    assert "Another post had gone out by mistake, and Steph stopped" in read(steph_phone.opens(other))
    assert TRUE in read(page)
    courier.run_once()
    assert "Kept for the record: what was sent, and what Noticeboard showed at" in read(steph_phone.opens(there.location))
    decided = steph_phone.sends(f"{slip}/own-up/fates", to="wv11", **fate(page.text, "left"))  # the second
    assert "/as/wv11/drafts/" in decided.location
    composer = steph_phone.opens(decided.location)
    assert "These words correct the post that left at" in read(composer)
    form = form_of(composer.text)
    assert form["part"] == [TRUE]
    held = steph_phone.sends("/as/wv11/posts", **form, armed="yes")  # the third: press and hold
    assert "Going out as WV11" in read(steph_phone.opens(held.location))
    assert "The correction is held" in read(steph_phone.opens(f"{slip}/own-up"))
    clock.forward(LEFT)
    courier.run_once()
    board = stranger.opens("/board/wv11")
    assert read(board).count(TRUE) == 2  # as a notice, and beside what it corrects
    assert "of the notice of" in read(board)
    first, second = feed(stranger.opens("/board/wv11/feed.atom")).findall("{http://www.w3.org/2005/Atom}entry")
    assert "This corrects http://localhost:8000/board/wv11/" in str(first.findtext("{http://www.w3.org/2005/Atom}content"))
    assert TRUE in str(second.findtext("{http://www.w3.org/2005/Atom}content"))
    assert second.findtext("{http://www.w3.org/2005/Atom}updated") == first.findtext("{http://www.w3.org/2005/Atom}published")
    assert "The post that this corrects" in read(steph_phone.opens(held.location))


def test_the_draft_says_what_was_wrong_with_it(steph_phone: Writer, slip: str) -> None:
    steph_phone.sends(f"{slip}/own-up")
    page = steph_phone.opens(f"{slip}/own-up").text
    assert re.findall(r'name="why" value="(\w+)"( checked)?', page) == [("account", " checked"), ("facts", ""), ("words", "")]
    decided = steph_phone.sends(f"{slip}/own-up/fates", to="wv11", why="facts", **fate(page, "left"))
    said = "That last post went out by mistake. What it said was not right. Sorry. Steph"
    assert form_of(steph_phone.opens(decided.location).text)["part"] == [said]


def test_removed_everywhere_takes_no_voice_and_the_board_says_both(
    steph_phone: Writer, slip: str, stranger: Phone, clock: Clock, courier: Courier
) -> None:
    steph_phone.becomes("steph").sends(f"{slip}/own-up")
    answer = steph_phone.sends(f"{slip}/own-up/removal", to="wv11", credential=steph_phone.proves("speak_as", "wv11"))
    form = form_of(steph_phone.opens(answer.location).text)
    assert "I am having it removed." in form["part"][0]
    steph_phone.sends("/as/wv11/posts", **form, armed="yes")
    courier.run_once()
    assert "Noticeboard says that it is gone, checked at" in read(steph_phone.opens(f"{slip}/own-up"))
    clock.forward(LEFT)
    courier.run_once()
    board = stranger.opens("/board/wv11").text
    tombstone = board[board.index("was taken down") :]
    assert "I am having it removed." in tombstone  # beside it, where it stood


def test_only_removing_needs_no_finger(steph_phone: Writer, slip: str, courier: Courier) -> None:
    steph_phone.becomes("steph").sends(f"{slip}/own-up")
    page = steph_phone.opens(f"{slip}/own-up")
    assert 'data-ceremony="get"' in page.text  # for the correction
    answer = steph_phone.sends(f"{slip}/own-up/fates", **fate(page.text, "removed"))
    assert answer.location == f"{slip}/own-up"
    courier.run_once()
    assert "says that it is gone" in read(steph_phone.opens(answer.location))
    refused = steph_phone.sends(f"{slip}/own-up/fates", to="wv11")
    assert refused.status_code == 400


def test_a_colleague_may_and_the_words_say_so(steph_phone: Writer, anna_phone: Writer, slip: str) -> None:
    assert "That was posted by mistake" in anna_phone.opens(slip).text
    anna_phone.sends(f"{slip}/own-up")
    page = read(anna_phone.opens(f"{slip}/own-up"))
    assert "That last post was a colleague's own, not WV11's." in page
    assert "Keep the words as a draft of your own" not in page
    assert anna_phone.sends(f"{slip}/own-up/words").status_code == 404
    assert "Steph owned up" not in read(steph_phone.opens(slip))
    assert "Anna owned up to this at" in read(steph_phone.opens(slip))


def test_the_record_is_read_out_before_untrue_words_are_held(steph_phone: Writer, slip: str) -> None:
    steph_phone.sends(f"{slip}/own-up")
    form = steph_phone.writes("wv11", "We were hacked. Sorry.")
    told = steph_phone.sends("/as/wv11/posts", **form, armed="yes")
    assert told.status_code == 409
    said = read(told)
    assert "The record says that Steph held it at" in said
    assert "Saying “hacked” would not be true." in said
    again = form_of(told.text)
    assert again["part"] == ["We were hacked. Sorry."]
    assert 'name="knows" value="yes"' in told.text
    held = steph_phone.sends("/as/wv11/posts", **again, armed="yes", knows="yes")
    assert held.status_code == 303
    assert 'name="knows"' not in steph_phone.opens("/as/wv11/?new=1").text


def test_what_the_noticeboard_cannot_do_is_said(steph_phone: Writer, slip: str) -> None:
    steph_phone.sends(f"{slip}/own-up")
    page = steph_phone.opens(f"{slip}/own-up")
    assert re.search(r'value="edited"[^>]* disabled', page.text)
    assert "On the noticeboard what was said stands" in read(page)
    assert 'name="part"' not in page.text


def test_nobody_else_sees_any_of_it(jo_phone: Writer, steph_phone: Writer, slip: str) -> None:
    assert jo_phone.sends(f"{slip}/own-up").status_code == 404
    steph_phone.sends(f"{slip}/own-up")
    assert jo_phone.opens(f"{slip}/own-up").status_code == 404
    for step in ("fates", "removal", "look", "words"):
        assert jo_phone.sends(f"{slip}/own-up/{step}").status_code == 404, step


def test_what_was_never_owned_up_to_has_no_such_page(steph_phone: Writer, slip: str) -> None:
    assert steph_phone.opens(f"{slip}/own-up").status_code == 404
    held = steph_phone.holds("wv11", "Not yet")
    assert steph_phone.sends(f"{held}/own-up").status_code == 409


@pytest.fixture
def on_mastodon(steph_phone: Writer, clock: Clock, data: Path) -> tuple[str, Courier, Changing]:
    """It is out on the noticeboard and on Mastodon, and owned up to."""
    far = Changing()
    with transaction() as session:
        wv11 = identities.usable(session, steph_phone.member.caller.person, "wv11")
        about: dict[str, Any] = {"connected_at": database_time(session), "connected_by": steph_phone.member.caller.person.id}
        session.add(Channel(identity_id=wv11.id, network="mastodon", handle="@wv11", remote_id="1", home="https://m.example", **about))
    courier = Courier(built_in_networks(SITE) | {"mastodon": far}, data)
    slip = posts(steph_phone.becomes("wv11"), courier, clock, SLIP, handle="wv11")
    steph_phone.sends(f"{slip}/own-up")
    courier.run_once()
    return slip, courier, far


def test_words_are_changed_where_the_network_can_and_the_change_can_be_undone(
    steph_phone: Writer, on_mastodon: tuple[str, Courier, Changing], clock: Clock
) -> None:
    slip, courier, far = on_mastodon
    page = steph_phone.opens(f"{slip}/own-up")
    [mastodon] = re.findall(r'name="(fate-[^"]+)" value="edited">', page.text)  # on the noticeboard it is disabled
    assert "Other servers may go on showing the first words." in read(page)
    again = steph_phone.sends(f"{slip}/own-up/fates", part=SLIP, **{mastodon: "edited"})
    assert (again.status_code, "Write what it should say instead" in read(again)) == (422, True)
    untrue = steph_phone.sends(f"{slip}/own-up/fates", part="Our account was hacked.", **{mastodon: "edited"})
    assert untrue.status_code == 409
    assert "The record says that Steph held it" in read(untrue)
    assert "Our account was hacked.</textarea>" in untrue.text
    assert f'name="{mastodon}" value="edited" checked' in untrue.text
    decided = steph_phone.sends(f"{slip}/own-up/fates", to="wv11", part="This was not meant for here.", **{mastodon: "edited"})
    assert "I am having it changed where that is possible." in steph_phone.opens(decided.location).text
    page = steph_phone.opens(f"{slip}/own-up")
    assert "It is changed at" in read(page)
    [undo] = re.findall(r'action="(/edits/[^"]+)"', page.text)
    assert steph_phone.sends(undo).location == f"{slip}/own-up"
    assert "The change was taken back. Nothing was changed." in read(steph_phone.opens(f"{slip}/own-up"))
    steph_phone.sends(f"{slip}/own-up/fates", part="This was not meant for here.", **{mastodon: "edited"})
    clock.forward(LEFT)
    courier.run_once()
    assert far.edits == ["This was not meant for here."]
    assert "Mastodon shows the new words, checked at" in read(steph_phone.opens(f"{slip}/own-up"))


def test_one_place_is_removed_and_the_other_stays(steph_phone: Writer, on_mastodon: tuple[str, Courier, Changing]) -> None:
    slip, courier, far = on_mastodon
    [mastodon] = re.findall(r'name="(fate-[^"]+)" value="edited">', steph_phone.opens(f"{slip}/own-up").text)
    decided = steph_phone.sends(f"{slip}/own-up/fates", to="wv11", **{mastodon: "removed"})
    assert "I am having it removed where it should not stand." in steph_phone.opens(decided.location).text
    courier.run_once()
    said = read(steph_phone.opens(f"{slip}/own-up"))
    assert "Mastodon says that it is gone, checked at" in said
    assert "Noticeboard says that it is gone" not in said
    assert len(far.withdrawn) == 1
    assert "Take it down" in read(steph_phone.opens(slip))  # what stands can be taken down still


def test_where_a_second_person_is_asked_no_words_are_changed_behind_their_back(
    steph_phone: Writer, on_mastodon: tuple[str, Courier, Changing]
) -> None:
    slip, _, _ = on_mastodon
    [mastodon] = re.findall(r'name="(fate-[^"]+)" value="edited">', steph_phone.opens(f"{slip}/own-up").text)
    with transaction() as session:
        approval_rules.keep(session, identities.usable(session, steph_phone.member.caller.person, "wv11"), MUST)
    assert f'name="{mastodon}" value="edited" disabled' in steph_phone.opens(f"{slip}/own-up").text
    refused = steph_phone.sends(f"{slip}/own-up/fates", part="Other words.", **{mastodon: "edited"})
    assert (refused.status_code, "nobody could be asked about a change of words" in read(refused)) == (422, True)


@pytest.mark.parametrize("late", [False, True])
def test_what_a_network_was_asked_for_is_not_said_to_be_unchanged(
    steph_phone: Writer, on_mastodon: tuple[str, Courier, Changing], clock: Clock, late: bool
) -> None:
    slip, courier, far = on_mastodon
    [mastodon] = re.findall(r'name="(fate-[^"]+)" value="edited">', steph_phone.opens(f"{slip}/own-up").text)
    steph_phone.sends(f"{slip}/own-up/fates", part="Other words.", **{mastodon: "edited"})
    [edit] = re.findall(r"/edits/(\w+)/cancellation", steph_phone.opens(f"{slip}/own-up").text)
    courier.run_once()
    clock.forward(LEFT)
    far.edit_orders = [Unsure("asked, no answer")]
    courier.run_once()
    if late:
        clock.forward(LATE_AFTER.total_seconds())
        courier.run_once()
    steph_phone.sends(f"/edits/{edit}/cancellation")  # from a page that was open before
    page = read(steph_phone.opens(f"{slip}/own-up"))
    assert "Nothing was changed" not in page
    assert ("The change was taken back after Mastodon had been asked for it." in page) is not late
    assert ("Mastodon had been asked for it before. Look at what it shows." in page) is late
