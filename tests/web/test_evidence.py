"""Was it us? The council's question of July 2012, answered by one page; and each way in which the honest answer is another one."""

import hashlib
import json
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text
from sqlmodel import select

from pwa.actions.sign_ledger import sign_ledger
from pwa.actions.watch_channel import _raise_alarm
from pwa.clock import now
from pwa.courier import Courier
from pwa.networks.contract import Seen
from pwa.rules.chain import canonical, link
from pwa.store import engine, ledger
from pwa.store.tables import Channel, Delivery, Identity, LedgerLine
from pwa.store.transaction import reading, transaction
from tests.actions.looks import chain_of
from tests.conftest import Clock
from tests.store.test_query_counts import counted
from tests.web.writer import Writer, read

PICTURE = "Look at this! [a political picture]"


@pytest.fixture
def sent(jo_phone: Writer, clock: Clock, courier: Courier, data: Path) -> str:
    """The council's post of July 2012: a member of the press team held it, nobody stopped it, it left and was signed for."""
    jo_phone.becomes("walsall")
    clock.forward(60)
    address = jo_phone.holds("walsall", PICTURE)
    clock.forward(33)
    courier.run_once()
    sign_ledger(data, {}, after=0)
    return address


def test_were_we_hacked(sent: str, jo_phone: Writer) -> None:
    page = read(jo_phone.opens(f"{sent}/evidence"))
    assert "Was it us? Yes: Jo, a keeper of Walsall Council, held this at " in page
    assert "on Chrome on Android, proved with a finger, a face or a PIN 1 minute before." in page
    assert "All times are those of" in page
    assert PICTURE in page
    assert "How the words came in Typed here" in page
    assert "Time to undo 30 seconds" in page
    assert "Noticeboard walsall" in page
    assert "It arrived" in page
    assert "The time to undo was over and nobody had stopped it: it left." in page
    assert "the record is whole there up to line" in page
    assert "Careful" not in page


def test_the_post_leads_there_and_from_there_back(sent: str, jo_phone: Writer) -> None:
    assert f'href="{sent}/evidence"' in jo_phone.opens(sent).text
    assert f'href="{sent}/evidence"' in jo_phone.opens("/as/walsall/outbox").text
    assert f'href="{sent}"' in jo_phone.opens(f"{sent}/evidence").text


def test_whoever_may_not_see_the_post_sees_no_evidence_of_it(sent: str, anna_phone: Writer) -> None:
    mine = anna_phone.holds("anna", "My own words.")
    for way in ("evidence", "evidence.json"):
        assert anna_phone.opens(f"{sent}/{way}").status_code == 404
        assert anna_phone.opens(f"{mine}/{way}").status_code == 404  # of what is personal nobody keeps evidence for an inquiry


def test_the_file_can_be_checked_by_somebody_who_has_nothing_else(sent: str, jo_phone: Writer) -> None:
    answer = jo_phone.opens(f"{sent}/evidence.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    told = answer.get_json()
    for line in told["lines"]:
        assert line["hash"] == link(told["chain"], line["number"], line["body"], line["previous"])
    held = json.loads(told["lines"][0]["body"])
    [words] = [one for one in told["texts"] if one["digest"] in held["parts"]]
    assert hashlib.sha256(bytes.fromhex(words["salt"]) + words["text"].encode()).hexdigest() == words["digest"]
    assert words["text"] == PICTURE
    mark = dict(told["mark"])
    signature = b64decode(mark.pop("signature"))
    mark.pop("key")
    Ed25519PublicKey.from_public_bytes(b64decode(told["public_key"])).verify(signature, canonical(mark).encode())
    assert mark["size"] >= told["lines"][-1]["number"]
    assert told["people"][held["by"]] == "Jo"


def altered(number: int, before: str, after: str) -> None:
    with engine.to_write().begin() as connection:
        connection.execute(text("DROP TRIGGER ledger_lines_no_update"))
        changed = "UPDATE ledger_lines SET body = replace(body, :before, :after) WHERE number = :number AND chain LIKE 'organisation:%'"
        assert connection.execute(text(changed), {"before": before, "after": after, "number": number}).rowcount


def test_a_line_that_was_changed_afterwards_is_named_first(sent: str, jo_phone: Writer) -> None:
    told = jo_phone.opens(f"{sent}/evidence.json").get_json()
    number = told["lines"][0]["number"]
    altered(number, "Chrome on Android", "Safari on iPhone")
    page = read(jo_phone.opens(f"{sent}/evidence"))
    assert f"Careful: the record is not whole. What stands at line {number}" in page
    assert "Looked at just now: the record is not whole at line" in page
    assert "The store names somebody else for a hold, or another device" in page
    assert jo_phone.opens(f"{sent}/evidence.json").get_json()["broken_lines"] == [number]


def test_words_that_were_exchanged_in_the_store_are_not_passed_off_as_the_held_ones(sent: str, jo_phone: Writer) -> None:
    with engine.to_write().begin() as connection:
        connection.execute(text("UPDATE parts SET text = 'Something harmless'"))
    assert "The words in the store are not the ones that the record says were held." in read(jo_phone.opens(f"{sent}/evidence"))


def test_words_that_were_lawfully_deleted_are_no_sign_of_tampering(sent: str, jo_phone: Writer) -> None:
    deleted = jo_phone.sends(f"{sent}/words", credential=jo_phone.proves("delete_words", sent.rsplit("/", 1)[1]))
    assert deleted.status_code == 303
    page = read(jo_phone.opens(f"{sent}/evidence"))
    assert "Its words were lawfully deleted at" in page
    assert PICTURE not in page
    assert "Careful" not in page
    assert "are missing" not in page
    assert "not the ones" not in page


def test_what_never_went_out_and_what_was_taken_back_say_so(jo_phone: Writer, clock: Clock, courier: Courier, sent: str) -> None:
    undone = jo_phone.holds("walsall", "Undone.")
    page = read(jo_phone.opens(f"{undone}/evidence"))
    assert "It is ours, and nothing has gone out yet: Jo" in page
    assert "The newest lines about it are not signed yet." in page
    jo_phone.sends(f"{undone}/cancellation")
    page = read(jo_phone.opens(f"{undone}/evidence"))
    assert "It was ours, and nothing went out: Jo" in page
    assert "Jo undid it before it left. Nothing went out." in page
    jo_phone.sends(f"{sent}/retraction")
    courier.run_once()
    page = read(jo_phone.opens(f"{sent}/evidence"))
    assert "Jo asked for it to be taken down at" in page
    assert "Every place where it stood said that it is gone." in page


def test_words_from_a_personal_draft_are_said_to_be_that_and_no_more(jo_phone: Writer, clock: Clock, courier: Courier) -> None:
    fields = jo_phone.writes("jo", "From my own page.")
    finger = jo_phone.proves("speak_as", "walsall")
    moved = jo_phone.sends(f"/as/jo/drafts/{fields['draft']}/move", **fields, to="walsall", credential=finger)
    assert moved.status_code == 303, moved.text
    draft = moved.headers["Location"].rsplit("/", 1)[1]
    held = jo_phone.sends("/as/walsall/posts", **jo_phone.composer("walsall", draft), armed="yes")
    page = read(jo_phone.opens(f"{held.headers['Location']}/evidence"))
    assert "How the words came in Moved from a personal draft" in page
    assert "The words were moved up from a personal draft." in page
    assert "@jo" not in page


def test_it_asks_no_more_often_for_a_post_with_a_long_story(sent: str, jo_phone: Writer, clock: Clock, courier: Courier) -> None:
    def asks(address: str) -> int:
        with counted() as asked:
            assert jo_phone.opens(f"{address}/evidence").status_code == 200
        return len(asked)

    few = asks(sent)
    long = jo_phone.holds("walsall", "One.", "Two.", "Three.")
    for number in range(3):
        jo_phone.sends(f"{long}/parking")
        jo_phone.sends(
            f"{long}/holds",
            hold_key=f"again-{number}",
            page_key=f"again-{number}",
            person=jo_phone.composer("walsall")["person"],
            armed="yes",
        )
    clock.forward(33)
    courier.run_once()
    assert asks(long) <= few <= 45


@pytest.fixture
def outside(jo_phone: Writer) -> str:
    """The watch found a post on the council's Mastodon that nobody here sent."""
    now = datetime.now(UTC)
    with transaction() as session:
        council = session.exec(select(Identity).where(Identity.handle == "walsall")).one()
        channel = Channel(
            identity_id=council.id, network="mastodon", handle="walsall@social.example", remote_id="7", connected_at=now, connected_by=1
        )
        session.add(channel)
    _raise_alarm(channel, Seen("9", "https://social.example/@walsall/9", "Buy these coins.", now))
    page = jo_phone.opens("/as/walsall/outbox").text
    return page.partition('href="/outside-posts/')[2].partition("/evidence")[0]


def test_what_came_from_somewhere_else_is_none_of_ours(outside: str, jo_phone: Writer, anna_phone: Writer) -> None:
    address = f"/outside-posts/{outside}/evidence"
    page = read(jo_phone.opens(address))
    assert "No post of ours: It did not go through Only Human, and nobody signed in here sent it." in page
    assert "Buy these coins." in page
    assert "It was seen on Mastodon as walsall@social.example, and nothing that was sent from here matched it." in page
    assert anna_phone.opens(address).status_code == 404 == anna_phone.opens(f"{address}.json").status_code
    assert jo_phone.opens(f"{address}.json").get_json()["about"]["kind"] == "outside post"
    jo_phone.sends(f"/outside-posts/{outside}/known")
    assert "Jo said at" in read(jo_phone.opens(address))


def test_while_the_fate_of_something_of_ours_is_not_known_nothing_is_ruled_out(outside: str, sent: str, jo_phone: Writer) -> None:
    with engine.to_write().begin() as connection:
        channel = connection.execute(select(Channel.id).where(Channel.network == "mastodon")).scalar_one()
        connection.execute(text("UPDATE deliveries SET state = 'unsure', channel_id = :channel"), {"channel": channel})
        connection.execute(text("UPDATE deliveries SET started_at = (SELECT posted_at FROM outside_posts)"))
    page = read(jo_phone.opens(f"/outside-posts/{outside}/evidence"))
    assert "We cannot say: No post of ours is known to be this one, and it cannot be ruled out." in page
    assert "something of ours was on its way there" in page


def test_every_line_of_the_post_is_on_its_page(sent: str, jo_phone: Writer) -> None:
    post = sent.rsplit("/", 1)[1]
    with reading() as session:
        written = [line.hash for line in session.exec(select(LedgerLine)) if json.loads(line.body).get("post") == post]
        assert session.exec(select(Delivery)).all()
    shown = jo_phone.opens(f"{sent}/evidence").text
    assert len(written) == 3
    assert [shown.count(f"<code>{one}</code>") >= 1 for one in written] == [True] * 3


def test_that_somebody_was_told_of_it_hides_no_release(jo_phone: Writer, clock: Clock, courier: Courier) -> None:
    jo_phone.becomes("walsall")
    post = jo_phone.holds("walsall", PICTURE)
    with transaction() as session:
        about = {"post": post.rsplit("/", 1)[1], "identity": "walsall", "about": "held", "people": []}
        ledger.note(session, chain_of("walsall"), "told", at=now(), by=None, **about)
    clock.forward(33)
    courier.run_once()
    page = read(jo_phone.opens(f"{post}/evidence"))
    assert "were told that it was held" in page
    assert "The time to undo was over and nobody had stopped it: it left." in page


def test_what_a_network_still_shows_is_not_said_to_be_gone(jo_phone: Writer, sent: str, courier: Courier) -> None:
    jo_phone.sends(f"{sent}/own-up")
    jo_phone.sends(f"{sent}/own-up/removal")
    courier.run_once()
    assert "Every place where it stood said that it is gone." in read(jo_phone.opens(f"{sent}/evidence"))
    with reading() as session:
        delivery = session.exec(select(Delivery.public_id)).all()[-1]
    with transaction() as session:
        about = {"post": sent.rsplit("/", 1)[1], "identity": "walsall", "delivery": delivery, "part": 1}
        ledger.note(session, chain_of("walsall"), "read_back", at=now(), by=None, **about, occasion="removed", answer="stands")
    assert "Not every place has said that it is gone." in read(jo_phone.opens(f"{sent}/evidence"))
