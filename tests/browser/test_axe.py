"""Pages that no other test brings up, in a real browser, by light and by dark: axe has nothing against any of them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect
from sqlmodel import col, select

from pwa.actions.call_back import call_back
from pwa.actions.end_grant import end_grant
from pwa.actions.invite import invite
from pwa.actions.noticeboard_store import built_in_networks
from pwa.actions.renew_codes import renew_codes
from pwa.actions.save_draft import save_draft
from pwa.actions.show_codes import show_codes
from pwa.actions.sign_ledger import sign_ledger
from pwa.courier import Courier
from pwa.rules.room import Limits, Unit
from pwa.rules.step_up import Purpose
from pwa.store.moments import database_time
from pwa.store.tables import Channel, Grant, OutsidePost
from pwa.store.transaction import reading, transaction
from tests.actions.second_person import MUST, asks_for, says_yes
from tests.actions.test_elections import in_period
from tests.browser.gallery import Gallery, opened
from tests.browser.looked_at import axe_looks_at
from tests.cast import Member
from tests.conftest import Clock
from tests.databases import Stores
from tests.mastodon_instance import mastodon_instance
from tests.web.elsewhere import connected
from tests.web.test_channels import over_there

pytestmark = pytest.mark.browser

WORDS = "Road closed at the Crown junction until noon. Buses are using Lichfield Road, and stop at the library: https://wv11.example/road"
BLUESKY = Limits(60, Unit.GRAPHEMES, 4, 1_000_000, 2_000, text_bytes=3_000)
LISTED = "kind,name,network\nperson,Jane Smith,\nparty,Labour,\nhandle,@cllrjane,x\nwizard,Merlin,\n"


@pytest.fixture
def gallery(playwright: Playwright, chromium: Browser, databases: dict[str, Stores], tmp_path: Path) -> Iterator[Gallery]:
    with opened(playwright, chromium, databases["sqlite"], tmp_path) as ready:
        yield ready


@axe_looks_at(
    "identities/voice.html",
    "identities/notes.html",
    "identities/retention.html",
    "approvals/rule.html",
    "elections/show.html",
    "elections/listed.html",
    "elections/preview.html",
)
def test_what_a_keeper_and_a_person_choose(gallery: Gallery) -> None:
    in_period(gallery.cast.steph)
    for path in (
        "/identities/wv11/voice",
        "/identities/steph/notes",
        "/identities/steph/retention",
        "/identities/wv11/second-person",
        "/identities/wv11/elections",
        "/identities/wv11/listed",
    ):
        gallery.opens(path)
    gallery.sends("/identities/wv11/listed/preview", list=LISTED)
    gallery.signs_in(gallery.cast.anna)  # she only reads them
    gallery.opens("/identities/wv11/voice")
    gallery.opens("/identities/wv11/elections")


@axe_looks_at(
    "channels/list.html",
    "channels/emergency.html",
    "channels/form.html",
    "channels/leave.html",
    "journeys/show.html",
    "channels/disconnect.html",
)
def test_channels_on_the_way_to_a_network_and_back(gallery: Gallery) -> None:
    here, closed = "/identities/wv11/channels", connected("wv11", "bluesky", BLUESKY)
    with transaction() as session:
        channel = session.exec(select(Channel).where(col(Channel.public_id) == closed)).one()
        channel.emergency_only = True
        session.add(channel)
    gallery.opens(here)
    gallery.opens(f"/channels/{closed}/emergency")
    gallery.sends(here, network="mastodon", home="no server at all")
    gallery.sends(here, network="bluesky", by="form")
    with mastodon_instance() as instance:
        gallery.sends(here, network="mastodon", home=instance.url)
        gallery.opens(over_there(instance, gallery.leads_to("oauth/authorize")))
        journey = gallery.page.url.rpartition("/")[2]
        proof = gallery.proves(gallery.cast.steph, Purpose.CONNECT_CHANNEL, journey)
        gallery.sends(f"/journeys/{journey}/channel", account=instance.signed_in, credential=proof)
        gallery.opens(gallery.leads_to("/disconnection"))


@axe_looks_at(
    "drafts/look.html",
    "drafts/split.html",
    "drafts/divided.html",
    "drafts/conflict.html",
    "drafts/deleted.html",
)
def test_drafts_that_are_looked_at_divided_changed_elsewhere_and_deleted(gallery: Gallery) -> None:
    steph = gallery.cast.steph
    connected("steph", "bluesky", BLUESKY)
    words = steph.words(WORDS)
    save_draft(steph.caller, "steph", words)
    here = f"/as/steph/drafts/{words.draft}"
    typed = {"person": steph.caller.person.public_id, "draft": words.draft, "channel": list(words.channels), "page_key": words.page_key}
    gallery.opens(f"{here}/look")
    gallery.opens(f"{here}/split")
    gallery.sends(f"{here}/parts", **typed, version=1, part=["Road closed at the Crown.", "Buses go round."])
    gallery.sends("/as/steph/posts", **typed | {"page_key": "an older page"}, version=1, part="Road closed.", armed="yes")
    gallery.sends(f"{here}/deletion")


@axe_looks_at(
    "drafts/composer.html",
    "posts/confirm.html",
    "posts/hold.html",
    "stops/confirm.html",
    "evidence/show.html",
    "posts/words.html",
    "board/entry.html",
    "evidence/outside.html",
    "outbox/show.html",
    "posts/waits.html",
)
def test_an_official_post_from_its_question_to_the_record(gallery: Gallery, clock: Clock, tmp_path: Path) -> None:
    steph, courier = gallery.cast.steph, Courier(built_in_networks(gallery.site.url), tmp_path)
    steph.speaks_as("wv11")
    words = steph.words(WORDS, handle="wv11")
    typed = {"person": steph.caller.person.public_id, "draft": words.draft, "channel": list(words.channels), "page_key": words.page_key}
    gallery.opens("/as/wv11/")
    gallery.sends("/as/wv11/posts", **typed, version=0, part=WORDS)
    post = steph.holds(WORDS, handle="wv11")
    gallery.opens(f"/posts/{post.public_id}")
    expect(gallery.page.get_by_role("timer")).to_contain_text(re.compile(r"\d"))
    gallery.looks()
    gallery.sends("/stop", organisation="all")
    clock.forward(33)
    courier.run_once()
    sign_ledger(tmp_path, {}, after=0)
    gallery.opens(f"/posts/{post.public_id}/evidence")
    gallery.opens(f"/posts/{post.public_id}/words")
    gallery.opens(f"/posts/{post.public_id}")
    gallery.opens(gallery.leads_to("/board/"))
    gallery.opens(f"/outside-posts/{seen_elsewhere()}/evidence")
    gallery.opens("/as/wv11/outbox")
    asks_for(steph, MUST)
    waits = steph.holds("The library is open on Sunday.", handle="wv11")
    gallery.opens(f"/posts/{waits.public_id}")
    says_yes(gallery.cast.anna, waits)
    gallery.opens(f"/posts/{waits.public_id}")
    gallery.signs_in(gallery.cast.anna)
    gallery.opens(f"/posts/{waits.public_id}")


@axe_looks_at(
    "people/show.html",
    "invitations/made.html",
    "people/called_back.html",
    "invitations/join.html",
    "invitations/back.html",
    "invitations/waiting.html",
    "invitations/taken.html",
    "removals/show.html",
    "shares/show.html",
    "sessions/signed_out.html",
    "recoveries/passkey.html",
)
def test_doors_that_are_opened_once(gallery: Gallery, tmp_path: Path) -> None:
    steph, anna = gallery.cast.steph, gallery.cast.anna
    grant, kim = grant_of(anna), invite(steph.caller, "wv11", name="Kim", role="speaker", proof=steph.proves(Purpose.INVITE, "wv11"))[0]
    proof = gallery.proves(steph, Purpose.INVITE, "wv11")
    gallery.opens("/identities/wv11/people")
    gallery.sends("/identities/wv11/invitations", name="Lee", role="keeper", credential=proof)
    gallery.sends(f"/grants/{grant}/reentry", credential=gallery.proves(steph, Purpose.CALL_BACK, grant))
    back = call_back(steph.caller, grant, proof=steph.proves(Purpose.CALL_BACK, grant))[0]
    gallery.opens(f"/join/{kim}")
    gallery.signs_out()
    gallery.opens(f"/join/{back}")
    gallery.opens(f"/join/{kim}")
    gallery.phone.taps("Join with a new passkey")
    gallery.phone.sees("Nearly there")
    gallery.looks()
    gallery.signs_out()
    gallery.opens(f"/join/{kim}")
    gallery.signs_in(steph)
    gallery.opens("/identities/wv11/people")
    end_grant(steph.caller, grant, proof=steph.proves(Purpose.END_GRANT, grant))
    gallery.opens(f"/grants/{grant}/receipt")
    gallery.sends("/share", text="From another app. " * 3_000)
    renew_codes(steph.caller, proof=steph.proves(Purpose.NEW_CODES))
    code, *_ = show_codes(steph.caller.person, folder=tmp_path) or []
    gallery.sends("/sign-out")
    gallery.sends("/recover", code="none of mine")
    gallery.sends("/recover", code=code)
    gallery.page.get_by_text("Lost or stolen?").click()
    gallery.looks()


def grant_of(member: Member) -> str:
    """What they were given on WV11 is called so."""
    with reading() as session:
        return session.exec(select(Grant).where(col(Grant.person_id) == member.caller.person.id)).one().public_id


def seen_elsewhere() -> str:
    """Somebody has posted on WV11's account without us."""
    channel_id = connected("wv11", "mastodon")
    with transaction() as session:
        channel = session.exec(select(Channel).where(col(Channel.public_id) == channel_id)).one()
        now = database_time(session)
        address = "https://social.example/@wv11/9"
        strange = OutsidePost(channel_id=channel.id, remote_id="9", url=address, text="Buy these coins.", posted_at=now, seen_at=now)
        session.add(strange)
        return strange.public_id
