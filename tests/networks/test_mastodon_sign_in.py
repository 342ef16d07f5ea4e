"""The way into an account on a Mastodon server, against a small one that obeys OAuth's rules; what a person types; and what never leaks."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from pwa.networks.contract import Disconnected, Refused, TryLater
from pwa.networks.mastodon_sign_in import MastodonSignIn, _home
from pwa.networks.sign_in import Account, Away
from pwa.outbound import ANY_NAME, Way
from tests.mastodon_instance import Instance, mastodon_instance
from tests.networks.places import place_of

BACK = "http://localhost:8000/channels/return"


class Kept(dict[str, dict[str, str]]):
    """Registrations in memory."""

    def known(self, home: str) -> dict[str, str] | None:
        return self.get(home)

    def keep(self, home: str, facts: object) -> None:
        self[home] = dict(facts)  # type: ignore[call-overload]

    def drop(self, home: str) -> None:
        del self[home]


@pytest.fixture
def instance() -> Iterator[Instance]:
    with mastodon_instance() as running:
        yield running


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def way_in(kept: Kept) -> MastodonSignIn:
    return MastodonSignIn(Way(ANY_NAME, loopback=True), kept, site="http://localhost:8000")


def lets_in(way_in: MastodonSignIn, instance: Instance) -> Account:
    step = way_in.begin(instance.url, back=BACK, state="state")
    return way_in.finish(instance.authorize(step.address), step.kept)[0]


def query(step: Away) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(step.address).query))


def test_the_account_that_said_yes_comes_back_with_what_opens_it(way_in: MastodonSignIn, instance: Instance) -> None:
    account = lets_in(way_in, instance)
    host = urlsplit(instance.url).netloc
    assert (account.remote_id, account.handle, account.name, account.followers) == ("1", f"@clerk@{host}", "WV11 <News>", 3120)
    assert (account.home, list(account.tokens.by_name), account.tokens.lasts) == (instance.url, ["token"], None)
    assert account.tokens.by_name["token"] not in repr(account)


def test_it_asks_who_you_are_for_as_little_as_it_needs_and_proves_that_it_asked(way_in: MastodonSignIn, instance: Instance) -> None:
    asked = query(way_in.begin(instance.url, back=BACK, state="st4te"))
    assert (asked["force_login"], asked["state"]) == ("true", "st4te")
    assert asked["redirect_uri"].startswith(f"{BACK}/")
    assert set(asked["scope"].split()) == {"read:accounts", "read:search", "read:statuses", "write:media", "write:statuses"}
    assert asked["code_challenge_method"] == "S256"


def test_a_code_without_the_proof_is_worth_nothing(way_in: MastodonSignIn, instance: Instance) -> None:
    step = way_in.begin(instance.url, back=BACK, state="state")
    with pytest.raises(Refused):
        way_in.finish(instance.authorize(step.address), step.kept | {"verifier": "another"})  # type: ignore[operator]


def test_an_old_server_has_neither_proofs_nor_narrow_scopes(way_in: MastodonSignIn, instance: Instance) -> None:
    instance.pkce = instance.narrow = False
    step = way_in.begin(instance.url, back=BACK, state="state")
    assert query(step)["scope"] == "read write"
    assert "code_challenge" not in query(step)
    assert way_in.finish(instance.authorize(step.address), step.kept)[0].remote_id == "1"


def test_the_app_is_registered_once_for_each_server(way_in: MastodonSignIn, instance: Instance) -> None:
    lets_in(way_in, instance)
    lets_in(way_in, instance)
    assert len(instance.apps) == 1
    way_in.begin(instance.url, back="https://elsewhere.example/channels/return", state="state")
    assert len(instance.apps) == 2  # we have moved, and the old one would lead to where we were


def test_a_server_that_has_forgotten_our_app_is_told_again(way_in: MastodonSignIn, instance: Instance) -> None:
    step = way_in.begin(instance.url, back=BACK, state="state")
    answer = instance.authorize(step.address)
    instance.apps.clear()
    with pytest.raises(Refused):
        way_in.finish(answer, step.kept)
    assert lets_in(way_in, instance).remote_id == "1"


def test_nobody_is_sent_to_an_error_page_of_a_server_that_has_forgotten_us(way_in: MastodonSignIn, instance: Instance) -> None:
    lets_in(way_in, instance)
    instance.apps.clear()
    assert lets_in(way_in, instance).remote_id == "1"


def test_what_does_not_end_is_looked_at(way_in: MastodonSignIn, instance: Instance) -> None:
    place = place_of(lets_in(way_in, instance))
    assert way_in.refresh(place).by_name == {"token": place.access["token"]}
    instance.shuts_out()
    with pytest.raises(Disconnected):
        way_in.refresh(place)


def test_what_ends_is_renewed_and_the_old_one_is_worth_nothing_then(way_in: MastodonSignIn, instance: Instance) -> None:
    instance.lasts = 7200
    account = lets_in(way_in, instance)
    assert account.tokens.lasts == timedelta(hours=2)
    fresh = way_in.refresh(place_of(account))
    assert fresh.by_name["refresh_token"] != account.tokens.by_name["refresh_token"]
    with pytest.raises(Disconnected):
        way_in.refresh(place_of(account))


def test_it_is_given_back(way_in: MastodonSignIn, instance: Instance) -> None:
    account = lets_in(way_in, instance)
    assert way_in.revoke(place_of(account)) == ""
    assert instance.tokens == {}
    instance.revokes = False
    assert "did not take back" in way_in.revoke(place_of(lets_in(way_in, instance)))


def test_a_server_that_is_silent_or_broken_is_asked_later(way_in: MastodonSignIn, instance: Instance) -> None:
    place = place_of(lets_in(way_in, instance))
    instance.silent = True
    for ask in (
        lambda: way_in.refresh(place),
        lambda: way_in.revoke(place),
        lambda: way_in.begin("http://127.0.0.1:9", back=BACK, state="s"),
    ):
        with pytest.raises(TryLater):
            ask()


@pytest.mark.parametrize(
    ("typed", "home"),
    [
        ("mastodon.example", "https://mastodon.example"),
        (" Mastodon.Example/ ", "https://mastodon.example"),
        ("https://mastodon.example/@clerk", "https://mastodon.example"),
        ("@clerk@mastodon.example", "https://mastodon.example"),
        ("clerk@mastodon.example", "https://mastodon.example"),
        ("tūt.example", "https://xn--tt-gua.example"),
    ],
)
def test_a_server_is_known_by_whatever_people_write(typed: str, home: str) -> None:
    assert _home(typed) == home


@pytest.mark.parametrize("typed", ["", "@", "a b.example", "a..b", "https://", "x" * 80 + ".example", "mastodon.example?x", "m.example:0"])
def test_what_is_no_name_is_said_to_be_none(typed: str, way_in: MastodonSignIn, kept: Kept) -> None:
    with pytest.raises(Refused):
        way_in.begin(typed, back=BACK, state="state")
    assert not kept


@pytest.mark.parametrize(
    "typed", ["10.0.0.1", "169.254.169.254", "[::1]", "http://mastodon.example", "intranet", "https://mastodon.example:8443", "0x7f.1"]
)
def test_nobody_is_asked_inside_or_without_tls(typed: str, kept: Kept) -> None:
    outside = MastodonSignIn(Way(ANY_NAME), kept, site="https://post.example")
    with pytest.raises(Refused):
        outside.begin(typed, back=BACK, state="state")
    assert not kept


def test_a_server_that_sends_people_on_to_another_is_not_given_its_answer(way_in: MastodonSignIn, instance: Instance) -> None:
    """Its page leads on to the other's, with our app there and the state of this journey: the code must not be cashed where it began."""
    with mastodon_instance() as evil:
        there = query(way_in.begin(instance.url, back=BACK, state="theirs"))
        step = way_in.begin(evil.url, back=BACK, state="state")
        answer = instance.authorize(f"{instance.url}/oauth/authorize?{urlencode(there | {'state': 'state'})}")
        assert answer["state"] == "state"
        with pytest.raises(Refused, match="Another server"):
            way_in.finish(answer, step.kept)
        assert "POST /oauth/token" not in [asked for asked, _ in evil.asked]


def test_a_renewal_that_says_nothing_of_the_old_one_leaves_it(way_in: MastodonSignIn, instance: Instance, monkeypatch: Any) -> None:
    instance.lasts = 7200
    place = place_of(lets_in(way_in, instance))
    monkeypatch.setattr(instance, "_token", lambda _: (200, {"access_token": "new", "expires_in": 7200}))
    tokens = way_in.refresh(place)
    assert tokens.by_name == {"token": "new", "refresh_token": place.access["refresh_token"]}
    assert tokens.lasts == timedelta(hours=2)


@pytest.mark.parametrize("lasts", [0, 7200])
def test_a_no_from_something_in_between_says_nothing_of_the_account(
    way_in: MastodonSignIn, instance: Instance, monkeypatch: Any, lasts: int
) -> None:
    instance.lasts = lasts
    place = place_of(lets_in(way_in, instance))
    monkeypatch.setattr(instance, "api", lambda *_: (403, "Attention required! Are you a robot?"))
    with pytest.raises(TryLater):
        way_in.refresh(place)
