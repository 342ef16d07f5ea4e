"""Pages that come again because what they sent was refused, by light and by dark: axe has nothing against any of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect
from sqlmodel import col, select

from pwa.actions.call_back import call_back
from pwa.actions.invite import invite
from pwa.actions.noticeboard_store import built_in_networks
from pwa.actions.own_up import own_up
from pwa.actions.renew_codes import renew_codes
from pwa.actions.save_draft import save_draft
from pwa.actions.show_codes import show_codes
from pwa.courier import Courier
from pwa.rules.approval import Rule
from pwa.rules.payload import yes_to
from pwa.rules.step_up import Purpose
from pwa.store.tables import Channel
from pwa.store.transaction import transaction
from tests.actions.second_person import MUST, approval_of, asks_for
from tests.browser.axe import axe_says
from tests.browser.conftest import Site
from tests.browser.gallery import Gallery, opened
from tests.browser.looked_at import axe_looks_at_refused
from tests.browser.screens import Phone
from tests.browser.test_axe import BLUESKY, grant_of
from tests.conftest import Clock
from tests.databases import Stores
from tests.mastodon_instance import mastodon_instance
from tests.networks.changing import Changing
from tests.web.elsewhere import connected
from tests.web.test_channels import over_there

pytestmark = pytest.mark.browser

WV11 = "/identities/wv11"
SHAPE = {"name": "Buses", "handle": "wv11", "organisation": "Walsall Buses", "colour": "moss", "lease": 15, "board": "open"}
LISTED = "kind,name\nparty,Labour\n"
WITHOUT_SCRIPT = "(at) => HTMLFormElement.prototype.submit.call(document.querySelector(`form[action^='${at}']`))"
UNPROVEN = "Your passkey could not be checked."  # a page says so that was sent before its script had come


@pytest.fixture
def gallery(playwright: Playwright, chromium: Browser, databases: dict[str, Stores], tmp_path: Path) -> Iterator[Gallery]:
    with opened(playwright, chromium, databases["sqlite"], tmp_path) as ready:
        yield ready


@axe_looks_at_refused(
    "identities/new.html",
    "identities/show.html",
    "identities/voice.html",
    "approvals/rule.html",
    "sources/show.html",
    "elections/show.html",
    "elections/listed.html",
    "elections/preview.html",
    "people/show.html",
    "rosters/times.html",
)
def test_what_a_keeper_may_not_choose(gallery: Gallery) -> None:
    steph, grant = gallery.cast.steph, grant_of(gallery.cast.anna)

    def edits(because: str, path: str, **fields: object) -> None:
        gallery.is_refused(because, path, **fields, credential=gallery.proves(steph, Purpose.EDIT_IDENTITY, "wv11"))

    gallery.phone.opens("/identities/new")
    proof = gallery.proves(steph, Purpose.CREATE_IDENTITY, "")
    gallery.is_refused("is taken", "/identities", **SHAPE, window=30, credential=proof)
    edits("The undo window in seconds", WV11, **SHAPE, window=3)
    edits("has no letter and no digit", f"{WV11}/voice", flagged="council tax\n!!!")
    edits("Say on which days", f"{WV11}/second-person", ask="yes", when="periods", objection=10, answer=60)
    edits("has its server in its name", f"{WV11}/reshares", network="mastodon", account="bob")
    edits("ends before it begins", f"{WV11}/elections", period="Local elections", **{"from": "2027-05-07", "until": "2027-03-20"})
    gallery.is_refused("longer than 2,000 lines", f"{WV11}/listed/preview", list=LISTED + "\n".join(f"party,{one}" for one in range(2_000)))
    gallery.is_refused("The list has mistakes", f"{WV11}/listed/preview", list=f"{LISTED}wizard,Merlin\n")
    gallery.sends(f"{WV11}/listed/preview", list=LISTED)
    proof = gallery.proves(steph, Purpose.INVITE, "wv11")
    gallery.is_refused("the identity's own name", f"{WV11}/invitations", name="WV11", role="speaker", credential=proof)
    proof = gallery.proves(steph, Purpose.SET_TIMES, grant)
    hours = {"choice": "once", "from": "2027-05-07T18:00", "until": "2027-05-07T09:00"}
    gallery.is_refused("The end is not after the start", f"/grants/{grant}/times", **hours, credential=proof)


@axe_looks_at_refused("channels/list.html", "channels/form.html", "channels/emergency.html", "journeys/show.html")
def test_accounts_that_cannot_be_connected_or_opened(gallery: Gallery) -> None:
    steph, here = gallery.cast.steph, f"{WV11}/channels"
    gallery.phone.opens(here)
    gallery.is_refused("is not the name of a server", here, network="mastodon", home="no server at all")
    closed = connected("wv11", "x")
    changes(closed, emergency_only=True)
    proof = gallery.proves(steph, Purpose.OPEN_CHANNEL, closed)
    gallery.is_refused("Say in a sentence why", f"/channels/{closed}/opening", why="...", end="hour", credential=proof)
    gallery.sends(here, network="bluesky", by="form")
    asked = {one: gallery.page.locator(f"input[name={one}]").input_value() for one in ("state", "network", "identity", "channel")}
    gallery.is_refused("Check its name", "/channels/return", **asked, handle="clerk", password="aaaa-bbbb", server="no server at all")
    with mastodon_instance() as instance:
        gallery.sends(here, network="mastodon", home=instance.url)
        gallery.phone.opens(over_there(instance, gallery.leads_to("oauth/authorize")))
        journey = gallery.page.url.rpartition("/")[2]
        changes(connected("steph", "mastodon"), remote_id=instance.signed_in, home=instance.url)  # in another tab, meanwhile
        proof = gallery.proves(steph, Purpose.CONNECT_CHANNEL, journey)
        gallery.is_refused("is connected to Steph", f"/journeys/{journey}/channel", account=instance.signed_in, credential=proof)


@axe_looks_at_refused("drafts/composer.html", "posts/words.html", "approvals/show.html", "own_ups/show.html", "stops/resumption.html")
def test_posts_that_are_not_held_answered_changed_or_let_go_on(gallery: Gallery, clock: Clock, tmp_path: Path) -> None:
    steph, anna = gallery.cast.steph, gallery.cast.anna
    gallery.phone.opens("/as/steph/")
    words = steph.words("Buses go round.")
    typed = {"person": steph.caller.person.public_id, "draft": words.draft, "version": 0, "page_key": words.page_key}
    gallery.is_refused("Choose at least one place", "/as/steph/posts", **typed, part=words.parts)
    connected("steph", "bluesky", BLUESKY)
    save_draft(steph.caller, "steph", words := steph.words(f"https://wv11.example/{'x' * 60}"))
    gallery.opens(f"/as/steph/drafts/{words.draft}/split")
    gallery.phone.sees("too long for one part by itself")
    far = connected("wv11", "mastodon", home="https://m.example")
    steph.speaks_as("wv11")
    asks_for(steph, MUST)
    post = steph.holds("Look at this picture!", handle="wv11")
    here, meant = f"/posts/{post.public_id}", yes_to(post.public_id, approval_of(post).payload_digest)
    proof = gallery.proves(steph, Purpose.DELETE_WORDS, post.public_id)
    gallery.is_refused("Nothing was deleted.", f"{here}/words", credential=proof)
    gallery.signs_in(anna)
    gallery.is_refused("Say in a few words why not", f"{here}/refusal", reason="...")
    gallery.sends(f"/approvals/{meant}", credential=gallery.proves(anna, Purpose.APPROVE, meant))
    gallery.phone.sees("You said yes.")
    clock.forward(33)
    Courier(built_in_networks(gallery.site.url) | {"mastodon": Changing()}, tmp_path).run_once()
    asks_for(steph, Rule())
    own_up(post.public_id, by=steph.caller.person)
    gallery.signs_in(steph)
    gallery.is_refused("Write what it should say", f"{here}/own-up/fates", part="Look at this picture!", **{f"fate-{far}": "edited"})
    gallery.sends("/stop", organisation="all", armed="yes")
    proof = gallery.proves(steph, Purpose.RESUME, "wv11")
    gallery.is_refused("Say in a sentence why it can go on.", f"{WV11}/resumption", why="...", credential=proof)
    gallery.sends(f"{WV11}/resumption", why="A false alarm.", credential=gallery.proves(steph, Purpose.RESUME, "wv11"))
    gallery.phone.sees("goes on. What was stopped waits here")


@axe_looks_at_refused(
    "passkeys/list.html",
    "invitations/join.html",
    "invitations/back.html",
    "invitations/taken.html",
    "welcome/show.html",
    "recoveries/new.html",
    "recoveries/passkey.html",
)
def test_doors_that_stay_shut(gallery: Gallery, tmp_path: Path) -> None:
    steph, anna, phone = gallery.cast.steph, gallery.cast.anna, gallery.phone
    kim = invite(steph.caller, "wv11", name="Kim", role="speaker", proof=steph.proves(Purpose.INVITE, "wv11"))[0]
    back = call_back(steph.caller, grant_of(anna), proof=steph.proves(Purpose.CALL_BACK, grant_of(anna)))[0]
    renew_codes(steph.caller, proof=steph.proves(Purpose.NEW_CODES))
    code, *_ = show_codes(steph.caller.person, folder=tmp_path) or []
    phone.opens("/passkeys")
    gallery.is_refused("is empty", phone.page.locator("form[action$='/name']").get_attribute("action") or "", name="   ")
    gallery.is_refused("You can already speak as WV11", f"/join/{kim}")
    gallery.is_refused("Sign out first", f"/join/{back}")
    gallery.signs_out()
    gallery.is_refused(UNPROVEN, f"/join/{kim}", board="open")
    gallery.is_refused(UNPROVEN, f"/join/{back}")
    phone.opens(f"/join/{kim}")
    phone.taps("Join with a new passkey")
    phone.sees("Nearly there")
    gallery.signs_out()
    gallery.opens(f"/join/{kim}")
    phone.opens("/welcome")
    phone.taps("Sign in with a passkey")
    phone.sees("This passkey is not known here")
    gallery.looks()
    gallery.is_refused("This code is not one of yours", "/recover", code="none of mine")
    gallery.sends("/recover", code=code)
    gallery.is_refused("is empty", "/recover/passkey", name="   ")


@axe_looks_at_refused("setup/new.html")
def test_a_setup_for_which_no_finger_was_asked(hand: Phone, site: Site) -> None:
    hand.opens(site.setup_link())
    hand.box("Your name").fill("Steph")
    with hand.page.expect_navigation():
        hand.page.evaluate(WITHOUT_SCRIPT, "/setup/")
    expect(hand.page.get_by_role("alert")).to_contain_text(UNPROVEN)
    assert axe_says(hand.page) == []


def changes(public_id: str, **facts: object) -> None:
    """Of an account that is connected already."""
    with transaction() as session:
        channel = session.exec(select(Channel).where(col(Channel.public_id) == public_id)).one()
        channel.sqlmodel_update(facts)
        session.add(channel)
