"""What let us into accounts that nobody connected is given back: abandoned, not the one, a network that is away; on both databases."""

from pathlib import Path

import pytest
from sqlmodel import select

from pwa.actions.connect_channel import refuse_account
from pwa.actions.give_back import give_back
from pwa.actions.tidy_up import tidy_up
from pwa.rules.refusals import JourneyOver
from pwa.store import journeys as journey_store
from pwa.store.tables import Channel, Journey
from pwa.store.transaction import reading
from tests.actions.conftest import Journeys
from tests.actions.test_channels import again, reconnects, verbs
from tests.actions.test_connecting import channels_of
from tests.cast import Member
from tests.conftest import Clock


def kept() -> list[bool]:
    """Of each journey, whether what opens its accounts is still here."""
    with reading() as session:
        return [one.found is not None for one in session.exec(select(Journey).order_by(Journey.id))]  # type: ignore[arg-type]


def test_an_abandoned_journey_gives_back_what_it_got(steph: Member, journeys: Journeys, clock: Clock) -> None:
    journey = journeys.comes_back(steph)
    assert (give_back(**journeys.how), len(journeys.instance.tokens)) == (0, 1)  # she may still be looking at it
    clock.forward(601)
    assert give_back(**journeys.how) == 1
    assert (journeys.instance.tokens, kept(), verbs(steph)[-1]) == ({}, [False], "connecting_abandoned")
    assert give_back(**journeys.how) == 0
    with pytest.raises(JourneyOver):
        journeys.says_it_is(steph, journey)
    assert channels_of(steph) == []


def test_the_wrong_account_is_given_back_at_once(steph: Member, channel: Channel, journeys: Journeys, data: Path) -> None:
    before = dict(journeys.instance.tokens)
    journeys.instance.signed_in = "2"
    shown = reconnects(steph, channel, journeys)
    assert len(journeys.instance.tokens) == len(before) + 1
    refuse_account(steph.caller, shown, folder=data)
    assert give_back(**journeys.how) == 1
    assert journeys.instance.tokens == before
    assert (verbs(steph)[-1], again(channel).trouble_since) == ("account_refused", None)


def test_what_a_channel_uses_is_not_taken_from_it(steph: Member, channel: Channel, journeys: Journeys, clock: Clock) -> None:
    """A server may take back all that it ever gave us for one account."""
    reconnects(steph, channel, journeys)
    revoked = [path for path, _ in journeys.instance.asked if path == "POST /oauth/revoke"]
    clock.forward(601)
    assert give_back(**journeys.how) == 1
    assert [path for path, _ in journeys.instance.asked if path == "POST /oauth/revoke"] == revoked == []
    assert not any(kept())


def test_a_network_that_is_away_is_asked_again_and_forgotten_after_a_day(steph: Member, journeys: Journeys, clock: Clock) -> None:
    journeys.comes_back(steph)
    journeys.instance.silent = True
    clock.forward(601)
    assert [give_back(**journeys.how) for _ in range(2)] == [1, 0]
    assert (len(journeys.instance.tokens), kept()) == (1, [True])
    with reading() as session:
        assert journey_store.next_to_give_back(session, ["mastodon"]) is not None
    journeys.instance.silent = False
    clock.forward(301)
    assert give_back(**journeys.how) == 1
    assert (journeys.instance.tokens, kept()) == ({}, [False])
    assert verbs(steph).count("connecting_abandoned") == 1
    journeys.comes_back(steph)
    journeys.instance.silent = True
    clock.forward(2 * 86_400)
    give_back(**journeys.how)
    tidy_up()
    assert kept() == []
