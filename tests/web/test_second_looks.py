"""The reasons of the second look on every screen: while somebody types, at the hold, beside the post, and for whom. With a reshare's."""

import json
import logging
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import SQLModel, col, func, select

from pwa.courier import Courier
from pwa.rules.second_look import NO_ANSWERS, Look, Reason, Rule
from pwa.rules.words import Sentence
from pwa.store import flags
from pwa.store.moments import database_time
from pwa.store.tables import Draft, Flag, Hold, LedgerLine, Post
from pwa.store.transaction import reading, transaction
from pwa.web.second_looks import look_view
from tests.actions.second_person import MUST, asks_for
from tests.actions.test_approvals_lost import ends_grant
from tests.actions.test_reshare import lists
from tests.cast import Member
from tests.conftest import Clock
from tests.web.test_reshares import goes_out, notice_of_jo
from tests.web.writer import Writer, form_of, read

SAYS = "WV11 reshares @jo."
PRIVATE = "It reads 92 % like you."
LONGER = "Goes out after 2 minutes instead of 30 seconds, because of what stands above."
FINE = 'name="fine" value="reshare"'


@pytest.fixture
def link(steph: Member, jo_phone: Writer, clock: Clock, courier: Courier) -> str:
    """A notice of Jo's, who is on the list of sources."""
    lists(steph)
    return notice_of_jo(jo_phone, clock, courier)


def resharing(writer: Writer, link: str, handle: str = "wv11") -> dict[str, object]:
    """What a composer that reshares this would send."""
    return form_of(writer.opens(f"/as/{handle}/?new=1&reshare={link}").text) | {"reshares": ["", link], "origin": "shared"}


def noticed(writer: Writer, form: dict[str, object], handle: str = "wv11", **more: object) -> str:
    """What the composer's script is answered while these words stand there."""
    answer = writer.sends(f"/as/{handle}/drafts/{form['draft']}/second-look", **form | more)
    assert answer.status_code == 200, answer.text
    return answer.text


def lines_of(verb: str) -> list[dict[str, object]]:
    with reading() as session:
        said = session.exec(select(LedgerLine.chain, LedgerLine.body).order_by(col(LedgerLine.id))).all()
    lines = [json.loads(body) | {"chain": chain.partition(":")[0]} for chain, body in said]
    return [one for one in lines if one["verb"] == verb]


def counted(*tables: type[SQLModel]) -> list[int]:
    with reading() as session:
        return [session.exec(select(func.count()).select_from(table)).one() for table in tables]


def held(writer: Writer, link: str, **more: object) -> str:
    """Held as WV11 by whoever speaks as it; its address."""
    answer = writer.sends("/as/wv11/posts", **resharing(writer, link) | {"armed": "yes"} | more)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def reads_like_steph(address: str) -> None:
    """As a hold keeps what rests on her own posts."""
    with transaction() as session:
        hold = session.exec(select(Hold).join(Post).where(col(Post.public_id) == address.rpartition("/")[2])).one()
        flags.add(session, hold, [Reason(Rule.READS_LIKE, Sentence(PRIVATE), private=True)], NO_ANSWERS)


def test_what_is_typed_is_looked_at_and_nothing_is_kept(steph_phone: Writer, link: str, caplog: pytest.LogCaptureFixture) -> None:
    form = resharing(steph_phone.becomes("wv11"), link) | {"part": "Just between us"}
    before = counted(Draft, LedgerLine, Flag)
    with caplog.at_level(logging.DEBUG):
        page = noticed(steph_phone, form)
    assert all(words in page for words in (SAYS, LONGER, FINE, "Hold to post as WV11", "1 channel"))
    assert f'{FINE} autocomplete="off" aria-describedby="look-reshare" checked' in noticed(steph_phone, form, fine="reshare")
    nothing = noticed(steph_phone, form, reshares="", part="Road closed.")
    assert (SAYS in nothing, "Goes out after 30 seconds." in nothing) == (False, True)
    assert counted(Draft, LedgerLine, Flag) == before
    assert "between us" not in caplog.text


def test_what_no_network_would_take_is_not_looked_at_with_every_key(steph_phone: Writer) -> None:
    form = steph_phone.becomes("wv11").writes("wv11", "This is bollocks.")
    assert "It swears" in noticed(steph_phone, form)
    assert "It swears" not in noticed(steph_phone, form, part="This is bollocks. " * 6_000)


def test_a_question_about_nothing_of_ours_is_no_question(steph_phone: Writer, jo_phone: Writer) -> None:
    form = steph_phone.becomes("wv11").writes("wv11", "Road closed.")
    person = jo_phone.composer("jo")["person"]
    assert jo_phone.sends(f"/as/wv11/drafts/{form['draft']}/second-look", **form | {"person": person}).status_code == 404
    assert steph_phone.sends("/as/wv11/drafts/nobodys/second-look", **form).status_code == 404
    assert steph_phone.sends("/posts/nobodys/second-look", fine="reshare").status_code == 404


def test_the_composer_asks_while_somebody_types_only_for_who_has_an_official_voice(
    steph_phone: Writer, anna_phone: Writer, steph: Member, anna: Member
) -> None:
    assert '<second-look src="/as/steph/drafts/' in steph_phone.opens("/as/steph/").text
    assert '<second-look src="/as/anna/drafts/' in anna_phone.opens("/as/anna/").text
    ends_grant(steph, anna)
    assert "<second-look" not in anna_phone.opens("/as/anna/").text


def test_the_hold_screen_says_why_it_waits_and_it_is_fine_there_too(steph_phone: Writer, link: str) -> None:
    address = held(steph_phone.becomes("wv11"), link)
    screen = steph_phone.opens(address)
    assert f"It waits 2 minutes instead of 30 seconds, because: {SAYS} It’s fine" in read(screen)
    due = screen.text.partition('due-at="')[2].partition('"')[0]
    assert steph_phone.sends(f"{address}/second-look", fine="shouting").status_code == 404  # that did not stand beside it
    assert lines_of("waved_through") == []
    for _ in range(2):  # a double tap
        assert steph_phone.sends(f"{address}/second-look", fine="reshare").location == address
    [line] = lines_of("waved_through")
    assert (line["chain"], line["post"], line["rule"]) == ("organisation", address.rpartition("/")[2], "reshare")
    screen = steph_phone.opens(address)
    assert f"{SAYS} Noted as fine" in read(screen)
    assert f'due-at="{due}"' in screen.text
    said = read(steph_phone.opens(f"{address}/evidence"))
    assert "The second look had said: It reshared somebody else’s post." in said
    assert "Of what the second look had said, Steph said that this is fine: It reshared somebody else’s post." in said
    assert f"Second look {SAYS} Steph said that it is fine." in said


def test_a_colleague_reads_it_and_says_nothing_is_fine_of_it(steph_phone: Writer, anna_phone: Writer, link: str) -> None:
    address = held(steph_phone.becomes("wv11"), link)
    assert (SAYS in (screen := read(anna_phone.opens(address))), "It’s fine" in screen) == (True, False)
    assert anna_phone.sends(f"{address}/second-look", fine="reshare").status_code == 404
    assert f"The second look said: {SAYS}" in read(anna_phone.opens("/as/wv11/outbox"))


def test_what_one_rule_noticed_twice_is_fine_with_one_tap(steph_phone: Writer, link: str) -> None:
    address = held(steph_phone.becomes("wv11"), link)
    both = [Reason(Rule.SWEARING, Sentence("It swears.")), Reason(Rule.SWEARING, Sentence("What it reshares swears."))]
    with transaction() as session:
        hold = session.exec(select(Hold).join(Post).where(col(Post.public_id) == address.rpartition("/")[2])).one()
        flags.add(session, hold, both, NO_ANSWERS)
    screen = steph_phone.opens(address).text
    assert len(set(re.findall(r'id="(noticed-\d+)"', screen))) == len(re.findall(r'id="noticed-', screen)) == 3
    assert re.findall(r'name="fine" value="(\w+)"', screen) == ["reshare", "swearing"]
    steph_phone.sends(f"{address}/second-look", fine="swearing")
    said = read(steph_phone.opens(address))
    assert ("It swears. Noted as fine" in said, "What it reshares swears. Noted as fine" in said) == (True, True)


def test_each_reason_of_a_composer_has_a_name_of_its_own_there(app: Flask) -> None:
    both = [Reason(Rule.SWEARING, Sentence("It swears.")), Reason(Rule.SWEARING, Sentence("What it reshares swears."))]
    with app.test_request_context():
        assert [(one["id"], one["rule"], one["may_be_fine"]) for one in look_view(Look(both), NO_ANSWERS)] == [
            ("swearing", "swearing", True),
            ("swearing-2", "swearing", False),  # one answer is for both
        ]


def test_what_a_hold_cannot_do_without_is_marked_for_a_page_that_can_ask_nobody(
    steph_phone: Writer, jo_phone: Writer, clock: Clock, courier: Courier
) -> None:
    page = steph_phone.becomes("wv11").opens(f"/as/wv11/?new=1&reshare={notice_of_jo(jo_phone, clock, courier)}").text
    kept = dict(re.findall(r'<li[^>]*data-key="([a-z_]+)"[^>]*?( data-needed)?>', page))
    assert kept == {"new_source": " data-needed", "why": " data-needed", "reshare": ""}


def test_nobody_is_asked_whether_it_is_fine_where_that_would_change_nothing(steph_phone: Writer, link: str, app: Flask) -> None:
    address = held(steph_phone.becomes("wv11"), link)
    rules = (Rule.SERIES, Rule.CONTINUES, Rule.NEW_SOURCE, Rule.LISTED, Rule.LISTED_RESHARE, Rule.ELECTION)
    reasons = [Reason(rule, Sentence("It says so.")) for rule in (*rules, Rule.SWEARING)]
    with transaction() as session:
        hold = session.exec(select(Hold).join(Post).where(col(Post.public_id) == address.rpartition("/")[2])).one()
        flags.add(session, hold, reasons, NO_ANSWERS)
    assert re.findall(r'name="fine" value="(\w+)"', steph_phone.opens(address).text) == ["reshare", "swearing"]
    with app.test_request_context():
        asked = [one["rule"] for one in look_view(Look(reasons[3:]), NO_ANSWERS) if one["may_be_fine"]]
    assert asked == ["swearing"]


def test_what_rests_on_her_own_posts_is_seen_by_her_alone(steph_phone: Writer, anna_phone: Writer, link: str) -> None:
    address = held(steph_phone.becomes("wv11"), link)
    reads_like_steph(address)
    assert f"{PRIVATE} Only you see this." in read(steph_phone.opens(address))
    steph_phone.sends(f"{address}/second-look", fine="reads_like")
    [line] = lines_of("waved_through")
    assert (line["chain"], line["about"], "post" in line) == ("person", address.rpartition("/")[2], False)
    steph_phone.sends(f"{address}/parking")
    for page in (address, "/as/wv11/outbox", f"{address}/evidence", f"{address}/evidence.json"):
        for phone in (steph_phone, anna_phone):
            said = phone.opens(page).text
            assert (PRIVATE in said, "reads_like" in said, "Only you" in said) == (False, False, False), page


def test_a_second_person_reads_it_before_a_yes(steph_phone: Writer, anna_phone: Writer, steph: Member, link: str) -> None:
    asks_for(steph, MUST)
    address = held(steph_phone.becomes("wv11"), link)
    reads_like_steph(address)
    assert PRIVATE in read(steph_phone.opens(address))
    for page in (address, f"{address}/approval"):
        said = read(anna_phone.opens(page))
        assert (SAYS in said, PRIVATE in said, "It’s fine" in said) == (True, False, False), page


def test_without_a_script_the_second_page_asks_and_the_record_says_so(
    steph_phone: Writer, link: str, clock: Clock, courier: Courier
) -> None:
    form = resharing(steph_phone.becomes("wv11"), link)
    page = steph_phone.sends("/as/wv11/posts", **form)
    assert f"{SAYS} It’s fine" in read(page)
    address = held(steph_phone, link, fine="reshare")
    assert lines_of("held")[-1]["second_look"] == [{"rule": "reshare", "fine": True}]
    assert f"{SAYS} Noted as fine" in read(steph_phone.opens(address))
    goes_out(clock, courier)
    goes_out(clock, courier)
    clock.forward(60)
    courier.run_once()
    assert f"Second look {SAYS} Steph said that it is fine." in read(steph_phone.opens(address))
    assert SAYS not in read(steph_phone.opens("/as/wv11/outbox"))  # it has left
    assert steph_phone.sends(f"{address}/second-look", fine="reshare").status_code == 409


def test_after_an_undo_the_draft_shows_the_reasons(steph_phone: Writer, link: str) -> None:
    address = held(steph_phone.becomes("wv11"), link)
    draft = steph_phone.opens(steph_phone.sends(f"{address}/cancellation").location)
    assert (SAYS in draft.text, LONGER in draft.text) == (True, True)


def test_what_cannot_be_held_today_has_no_send_control(steph_phone: Writer, link: str) -> None:
    parked = held(steph_phone.becomes("wv11"), link, why="Our own library")
    steph_phone.sends(f"{parked}/parking")
    with reading() as session:
        today = database_time(session)
    days = {"period": "Local elections", "from": today.date().isoformat(), "until": (today + timedelta(days=3)).date().isoformat()}
    steph_phone.sends("/identities/wv11/elections", **days, credential=steph_phone.proves("edit_identity", "wv11"))
    listed = {"list": "kind,name,network\nhandle,@jo,noticeboard\n", "credential": steph_phone.proves("edit_identity", "wv11")}
    assert steph_phone.sends("/identities/wv11/listed", **listed).status_code == 303
    form = resharing(steph_phone, link)
    for page in (noticed(steph_phone, form), steph_phone.sends("/as/wv11/posts", **form).text):
        assert ("It cannot be posted today." in page, "post as WV11</" in page) == (True, False)
        assert ('name="why"' in page, 'name="fine"' in page, "never reshared @jo" in page) == (False, False, False)  # for nothing
    assert steph_phone.sends("/as/wv11/posts", **form | {"armed": "yes"}).status_code == 409
    again = steph_phone.opens(parked).text
    assert ("It cannot be held today." in again, "post as WV11</" in again) == (True, False)
