"""The way into an account on X: there and back in half a minute, renewed once for each refresh token, and out again."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from pwa.networks.contract import Access, Disconnected, Place, Refused, TryLater
from pwa.networks.sign_in import Account, SignIn
from pwa.networks.x_sign_in import XSignIn
from pwa.outbound import X_HOSTS, Way
from tests.conftest import Clock
from tests.networks.door import Fault
from tests.networks.lets_in_to_x import APP, BACK, SECRET, LetsInToX
from tests.networks.places import place_of
from tests.networks.test_contract import outgoing, word


@pytest.fixture(scope="module")
def pretending() -> Iterator[LetsInToX]:
    server = LetsInToX()
    yield server
    server.stop()


@pytest.fixture
def x(pretending: LetsInToX) -> LetsInToX:
    pretending.door.mended()
    return pretending


def way_in(x: LetsInToX, secret: str = SECRET) -> XSignIn:
    return XSignIn(Way(X_HOSTS, loopback=True, reuse=False), APP, secret, home=x.door.address)


def lets_in(x: LetsInToX) -> Account:
    step = way_in(x).begin("", back=BACK, state="st4te")
    return way_in(x).finish(x.says_yes(step.address), step.kept)[0]


def test_the_account_that_said_yes_comes_back_with_what_opens_it(x: LetsInToX) -> None:
    opened: SignIn = way_in(x)
    assert (opened.many_homes, opened.official_only) == (False, False)
    account = lets_in(x)
    assert (account.remote_id, account.handle, account.name, account.followers) == ("1001", "@clerk", "WV11 News", 3120)
    assert (account.tokens.lasts, set(account.tokens.by_name)) == (timedelta(hours=2), {"token", "refresh_token"})
    assert not any(token in repr(account) for token in account.tokens.by_name.values())
    sent = x.network().publish(outgoing(word()), place_of(account))
    assert sent.url == f"https://x.com/clerk/status/{sent.remote_id}"


def test_it_asks_for_what_posting_takes_and_proves_that_it_asked(x: LetsInToX) -> None:
    step = way_in(x).begin("", back=BACK, state="st4te")
    asked = dict(parse_qsl(urlsplit(step.address).query))
    assert set(asked["scope"].split()) == {"tweet.read", "tweet.write", "users.read", "media.write", "offline.access"}
    assert step.kept["verifier"] not in step.address
    with pytest.raises(Refused, match="half a minute"):
        way_in(x).finish(x.says_yes(step.address), {**step.kept, "verifier": "another"})


def test_a_code_lives_half_a_minute_and_once(x: LetsInToX, clock: Clock) -> None:
    step = way_in(x).begin("", back=BACK, state="st4te")
    answer = x.says_yes(step.address)
    clock.forward(31)
    with pytest.raises(Refused, match="half a minute"):
        way_in(x).finish(answer, step.kept)
    answer = x.says_yes(step.address)
    way_in(x).finish(answer, step.kept)
    with pytest.raises(Refused):
        way_in(x).finish(answer, step.kept)


def test_new_tokens_come_for_each_refresh_token_once(x: LetsInToX, clock: Clock) -> None:
    place = place_of(lets_in(x))
    clock.forward(7_201)
    with pytest.raises(Disconnected):
        x.network().publish(outgoing(word()), place)
    tokens = way_in(x).refresh(place)
    assert set(tokens.by_name.values()).isdisjoint({place.access["token"], place.access["refresh_token"]})
    x.network().publish(outgoing(word()), Place(place.handle, place.remote_id, "", Access(tokens.by_name)))
    with pytest.raises(Disconnected):
        way_in(x).refresh(place)


def test_an_app_that_may_do_too_little_is_said_at_once(x: LetsInToX) -> None:
    x.scopes -= {"offline.access"}
    with pytest.raises(Refused, match="less than posting takes"):
        lets_in(x)
    x.scopes |= {"offline.access"}


def test_wrong_keys_are_whoever_runs_this_server_to_mend(x: LetsInToX) -> None:
    place = place_of(lets_in(x))
    with pytest.raises(Refused, match="does not know the app"):
        way_in(x, "wr0ng").refresh(place)
    assert way_in(x).refresh(place).by_name["token"]


def test_what_was_given_back_opens_nothing(x: LetsInToX) -> None:
    place = place_of(lets_in(x))
    assert way_in(x).revoke(place) == ""
    with pytest.raises(Disconnected):
        x.network().publish(outgoing(word()), place)
    with pytest.raises(Disconnected):
        way_in(x).refresh(place)


def test_a_door_that_does_not_answer_is_knocked_at_later(x: LetsInToX) -> None:
    place = place_of(lets_in(x))
    x.door.breaks(Fault.GATEWAY, "POST", "/2/oauth2/token")
    with pytest.raises(TryLater):
        way_in(x).refresh(place)
