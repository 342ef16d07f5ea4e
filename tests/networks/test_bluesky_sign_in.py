"""Connecting an account at the real Bluesky server: what is shown, what is kept, what is refused, and how it ends."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from pwa.networks.bluesky import Bluesky
from pwa.networks.bluesky_accounts import HOME
from pwa.networks.bluesky_sign_in import BlueskySignIn
from pwa.networks.contract import Access, Disconnected, Outgoing, Refused, TryLater
from pwa.networks.sign_in import Account
from pwa.secrets import new_public_id
from tests.answering import Heard, answering
from tests.networks.places import place_of
from tests.networks.speaks_bluesky import PASSWORD, BlueskyServer

pytestmark = pytest.mark.parametrize("far_server", ["bluesky"], indirect=True, scope="session")


@pytest.fixture
def bluesky(far_server: BlueskyServer) -> Iterator[BlueskyServer]:
    far_server.door.mended()
    yield far_server
    far_server.door.mended()


@pytest.fixture
def sign_in(bluesky: BlueskyServer) -> BlueskySignIn:
    return BlueskySignIn(bluesky.way())


def connects(sign_in: BlueskySignIn, bluesky: BlueskyServer, **typed: str) -> Account:
    form = {"handle": bluesky.place.handle, "password": bluesky.app_password, "server": bluesky.door.address, **typed}
    [found] = sign_in.finish(form, sign_in.begin("", back="", state="").kept)
    return found


@pytest.mark.parametrize("typed", ["clerk.test", "@clerk.test", " clerk.test "])
def test_an_app_password_opens_one_account_and_is_not_kept(sign_in: BlueskySignIn, bluesky: BlueskyServer, typed: str) -> None:
    account = connects(sign_in, bluesky, handle=typed)
    assert (account.handle, account.remote_id) == ("clerk.test", bluesky.place.remote_id)
    assert account.home == bluesky.own_home  # what the account itself says is its server
    assert set(account.tokens.by_name) == {"access", "refresh"}
    assert bluesky.app_password not in str(account.tokens.by_name)
    assert all(secret not in repr(account) for secret in account.tokens.by_name.values())
    assert account.tokens.lasts is not None
    assert 1 <= account.tokens.lasts.total_seconds() / 3_600 <= 3
    Bluesky(bluesky.way()).publish(Outgoing(new_public_id(), "Connected.", None), place_of(account))


def test_it_is_shown_by_the_name_that_it_gives_itself(sign_in: BlueskySignIn, bluesky: BlueskyServer) -> None:
    assert connects(sign_in, bluesky).name == "clerk.test"
    profile = {"$type": "app.bsky.actor.profile", "displayName": "The Clerk"}
    put = {"repo": bluesky.place.remote_id, "collection": "app.bsky.actor.profile", "rkey": "self", "record": profile}
    bluesky.tells("com.atproto.repo.putRecord", put, bluesky.secrets["access"])
    assert connects(sign_in, bluesky).name == "The Clerk"
    bluesky.tells("com.atproto.repo.putRecord", {**put, "record": {**profile, "displayName": ""}}, bluesky.secrets["access"])


def test_the_accounts_own_password_is_refused(sign_in: BlueskySignIn, bluesky: BlueskyServer) -> None:
    with pytest.raises(Refused, match="own password"):
        connects(sign_in, bluesky, password=PASSWORD)


@pytest.mark.parametrize("typed", [{"password": "aaaa-bbbb-cccc-dddd"}, {"handle": "nobody.test"}, {"handle": ""}])
def test_a_wrong_one_is_said_to_be_wrong(sign_in: BlueskySignIn, bluesky: BlueskyServer, typed: dict[str, str]) -> None:
    with pytest.raises(Refused, match="no account with this handle"):
        connects(sign_in, bluesky, **typed)


def test_no_password_goes_to_what_is_no_bluesky_server(sign_in: BlueskySignIn, bluesky: BlueskyServer) -> None:
    asked: list[str] = []

    def answer(to: Heard) -> None:
        asked.append(to.path)
        to.answers(404, b"<html>")

    with answering(answer) as address:
        for server in (address.removesuffix("/x"), "not a name", "https://user@example.org", "ftp://example.org"):
            with pytest.raises(Refused):
                connects(sign_in, bluesky, server=server)
    assert asked == ["/xrpc/com.atproto.server.describeServer"]


def test_new_tokens_come_for_the_old_and_a_lost_answer_loses_nothing(sign_in: BlueskySignIn, bluesky: BlueskyServer) -> None:
    place = place_of(connects(sign_in, bluesky))
    once, again = sign_in.refresh(place), sign_in.refresh(place)  # as after an answer that was lost
    assert once.by_name["refresh"] != place.access["refresh"]
    for tokens in (once, again):
        following = sign_in.refresh(replace(place, access=Access(tokens.by_name)))
        Bluesky(bluesky.way()).publish(Outgoing(new_public_id(), "Renewed.", None), replace(place, access=Access(following.by_name)))


def test_what_was_given_back_opens_nothing_new(sign_in: BlueskySignIn, bluesky: BlueskyServer) -> None:
    place = place_of(connects(sign_in, bluesky))
    assert "two hours" in sign_in.revoke(place)
    assert sign_in.revoke(place)
    with pytest.raises(Disconnected):
        sign_in.refresh(place)


def test_a_server_that_is_away_is_asked_later(sign_in: BlueskySignIn, bluesky: BlueskyServer) -> None:
    account = connects(sign_in, bluesky)
    nowhere = replace(place_of(account), home="http://127.0.0.1:9")
    for asked in (sign_in.refresh, sign_in.revoke):
        with pytest.raises(TryLater):
            asked(nowhere)


def test_who_names_no_server_means_the_one_where_nearly_all_are(
    sign_in: BlueskySignIn, bluesky: BlueskyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []

    def nobody(host: str, *_: object, **__: object) -> list[object]:
        looked_up.append(host)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(Refused, match="no Bluesky server"):
        connects(sign_in, bluesky, server="")
    assert looked_up == [urlsplit(HOME).hostname]
