"""Whatever a server says while somebody connects, they hear a sentence, and what is kept is what a store and a calendar take."""

from typing import Any

import pytest

from pwa.actions.finish_connection import finish_connection
from pwa.rules.refusals import NotAllowed
from tests.actions.conftest import Journeys
from tests.cast import Member


@pytest.mark.parametrize(
    "said",
    [
        {"access_token": "t\xf8ken", "token_type": "Bearer"},
        {"access_token": "[" * 300_000},
        {"access_token": "a", "refresh_token": "r", "expires_in": -1},
    ],
)
def test_whatever_a_server_says_somebody_hears_a_sentence(steph: Member, journeys: Journeys, monkeypatch: Any, said: Any) -> None:
    state, answer = journeys.sets_out(steph)
    monkeypatch.setattr(journeys.instance, "_token", lambda _: (200, said))
    with pytest.raises(NotAllowed):
        finish_connection(steph.caller, state, answer, **journeys.how)


def test_an_adapter_that_breaks_is_no_page_that_breaks(steph: Member, journeys: Journeys, monkeypatch: Any) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise TypeError("what no adapter should raise")

    state, answer = journeys.sets_out(steph)
    for step in ("begin", "finish"):
        monkeypatch.setattr(type(journeys.how["ways"]["mastodon"]), step, breaks)
    with pytest.raises(NotAllowed, match="could not be reached"):
        finish_connection(steph.caller, state, answer, **journeys.how)
    with pytest.raises(NotAllowed, match="could not be reached"):
        journeys.sets_out(steph)


def test_tokens_for_a_million_years_are_tokens_for_one(steph: Member, journeys: Journeys) -> None:
    journeys.instance.lasts = 10**30
    channel = journeys.connects(steph)
    assert channel.access_ends_at is not None
    assert channel.renew_at is not None
    assert (channel.access_ends_at - channel.connected_at).days == 365
