"""A post of a far network is looked at, held and boosted there alone; what cannot be is said before anything is held."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from pwa.actions.cancel_post import cancel_post
from pwa.actions.hold_post import hold_post
from pwa.actions.look_at_original import look_at_original
from pwa.actions.networks import far_post
from pwa.actions.place_of import sealed_access
from pwa.actions.retract_post import retract_post
from pwa.actions.save_draft import Words
from pwa.actions.tidy_up import tidy_up
from pwa.courier import Courier
from pwa.networks.contract import Target
from pwa.rules.text import Unfit
from pwa.store import identities, originals
from pwa.store.moments import database_time
from pwa.store.tables import Channel, LedgerText, Original, Post
from pwa.store.transaction import reading, transaction
from tests.actions.looks import chain_of, lines, states_of
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.test_mastodon import Page, home, mastodon
from tests.networks.test_mastodon_reshares import OTHER, POST

LINK = OTHER["url"]
REBLOG = {"id": "8", "reblog": OTHER}


class Far:
    """A Mastodon server on which Steph has an account, and what it says."""

    def __init__(self, steph: Member, place: Any, heard: list[Any], pages: dict[str, Page], folder: Path) -> None:
        self.steph, self.heard, self.pages, self.folder = steph, heard, pages, folder
        self.networks = {"mastodon": mastodon()}
        with transaction() as session:
            by = steph.caller.person
            known = {"network": "mastodon", "home": place.home, "handle": "@clerk@a.example", "remote_id": "1"}
            channel = Channel(
                identity_id=identities.personal(session, by).id, **known, connected_at=database_time(session), connected_by=by.id
            )
            channel.credentials = sealed_access(channel, {"token": "secret"}, folder)
            session.add(channel)
            session.flush()
            self.channel = channel

    @property
    def target(self) -> Target:
        found = far_post(f"{LINK}?from=app")
        assert found
        return found

    def looks(self, handle: str = "steph") -> Original:
        return look_at_original(self.steph.caller, handle, self.target, networks=self.networks, folder=self.folder)

    def words(self, *parts: str) -> Words:
        return replace(self.steph.words(*(parts or ("",))), reshares=LINK, channels=[self.channel.public_id])

    def holds(self, *parts: str) -> Post:
        return hold_post(self.steph.caller, "steph", self.words(*parts))


@pytest.fixture
def far(steph: Member, data: Path) -> Iterator[Far]:
    pages: dict[str, Page] = {"GET /api/v2/search": (200, {"statuses": [POST]}), "POST /api/v1/statuses/5/reblog": (200, REBLOG)}
    with home(pages) as (place, heard):
        yield Far(steph, place, heard, pages, data)


def test_it_is_looked_at_held_boosted_once_and_taken_back(far: Far, steph: Member, clock: Clock, data: Path) -> None:
    seen = far.looks()
    assert (json.loads(seen.shown or ""))["handle"] == "bob@b.example"
    post = far.holds()
    [held] = [line for line in lines(chain_of("steph")) if line["verb"] == "held"]
    with reading() as session:
        told = select(LedgerText.text).where(col(LedgerText.digest).in_([held["reshares"], held["original"]]))
        kept = set(session.exec(told))
    assert kept == {LINK, seen.shown}
    clock.forward(13)
    courier = Courier(far.networks, data)
    courier.run_once()
    assert states_of(post, far.channel.id) == ["sent"]
    assert [one.path for one in far.heard if one.command == "POST"] == ["/api/v1/statuses/5/reblog"]
    far.pages["DELETE /api/v1/statuses/8"] = (200, {})
    retract_post(post.public_id, by=steph.caller.person)
    courier.run_once()
    assert [one.path for one in far.heard if one.command == "DELETE"] == ["/api/v1/statuses/8"]


def test_what_cannot_go_is_said_before_it_is_held(far: Far) -> None:
    with pytest.raises(Unfit, match="Look at the post"):
        far.holds()
    far.looks()
    for parts in (("Look!",), ("", "And more.")):
        with pytest.raises(Unfit, match="without words or pictures of your own"):
            far.holds(*parts)
    everywhere = far.steph.words("").channels
    assert len(everywhere) == 2
    with pytest.raises(Unfit, match="goes there only"):
        hold_post(far.steph.caller, "steph", replace(far.words(), channels=everywhere))
    far.pages["GET /api/v2/search"] = (200, {"statuses": [POST | {"visibility": "private"}]})
    far.looks()
    with pytest.raises(Unfit, match="not for everybody"):
        far.holds()
    assert far.heard[-1].command == "GET"


def test_that_it_cannot_be_seen_now_stops_nobody_and_forgets_nothing(far: Far) -> None:
    far.pages["GET /api/v2/search"] = (503, "<h1>Away</h1>")
    assert far.looks().trouble
    draft = cancel_post(far.holds().public_id, by=far.steph.caller.person)
    assert draft.reshares == LINK
    far.pages["GET /api/v2/search"] = (200, {"statuses": [POST]})
    assert far.looks().trouble is None
    far.pages["GET /api/v2/search"] = (503, "<h1>Away</h1>")
    assert "Closed & wet." in (far.looks().shown or "")


def test_a_voice_without_a_channel_there_looks_at_nothing(far: Far) -> None:
    far.steph.speaks_as("wv11")
    with pytest.raises(Unfit, match="no channel there"):
        far.looks("wv11")
    assert far.heard == []


def test_what_nobody_reshared_is_forgotten(far: Far, clock: Clock) -> None:
    far.looks()
    clock.forward(86_401)
    tidy_up()
    with reading() as session:
        identity = identities.personal(session, far.steph.caller.person)
        assert originals.of(session, identity.id, [LINK]) == {}
    far.looks()
    far.holds()
    clock.forward(86_401)
    tidy_up()
    with reading() as session:
        assert originals.of(session, identity.id, [LINK])
