"""Connecting an account by the real Bluesky server's own page: what it opens, for whom, and what nobody else can do with it."""

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from pwa.networks import dpop
from pwa.networks.bluesky import Bluesky
from pwa.networks.bluesky_access import let_in
from pwa.networks.bluesky_client import METADATA, Client
from pwa.networks.bluesky_sign_in import BlueskySignIn
from pwa.networks.contract import Access, Disconnected, Outgoing, OutgoingPicture, Place, Refused, Retracted, TryLater
from pwa.networks.sign_in import Account, Away, Form
from pwa.secrets import new_public_id
from tests.answering import Answering, Heard, answering
from tests.networks.places import place_of
from tests.networks.says_yes_at_bluesky import says
from tests.networks.speaks_bluesky import PASSWORD, BlueskyServer
from tests.picture_files import photo

pytestmark = pytest.mark.parametrize("far_server", ["bluesky"], indirect=True, scope="session")
SITE = "http://localhost:8000"
KEY = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def bluesky(far_server: BlueskyServer) -> BlueskyServer:
    return far_server


@pytest.fixture
def sign_in(bluesky: BlueskyServer) -> BlueskySignIn:
    return at(bluesky, Client(SITE, KEY))


def at(bluesky: BlueskyServer, client: Client | None) -> BlueskySignIn:
    return BlueskySignIn(bluesky.way(), client, directory=bluesky.directory, resolver=bluesky.home)


def begun(sign_in: BlueskySignIn, typed: str) -> Away:
    step = sign_in.begin(typed, back="", state="a-state")
    assert isinstance(step, Away)
    return step


def connects(sign_in: BlueskySignIn, typed: str = "clerk.test") -> Account:
    step = begun(sign_in, typed)
    [found] = sign_in.finish(says(step.address, "clerk.test", PASSWORD), step.kept)
    return found


def part(text: str, **more: object) -> Outgoing:
    return Outgoing(new_public_id(), text, None, **more)  # type: ignore[arg-type]


def test_it_is_found_by_a_handle_or_a_server_and_shown(sign_in: BlueskySignIn, bluesky: BlueskyServer) -> None:
    for typed in ("@clerk.test", bluesky.own_home):
        account = connects(sign_in, typed)
        assert (account.handle, account.remote_id, account.home) == ("clerk.test", bluesky.place.remote_id, bluesky.own_home)
    assert account.tokens.lasts is not None
    assert 600 <= account.tokens.lasts.total_seconds() <= 3_600
    assert account.tokens.by_name["access"] not in repr(account)


def test_what_it_opens_publishes_with_a_picture_answers_and_takes_down(sign_in: BlueskySignIn, bluesky: BlueskyServer) -> None:
    place, network = place_of(connects(sign_in)), Bluesky(bluesky.way())
    body = photo(8, 8, kind="PNG")
    shown = OutgoingPicture("p", "image/png", "A bus.", 8, 8, len(body), lambda: body)
    first = network.publish(part("By its own page", pictures=(shown,)), place)
    second = network.publish(replace(part("By its own page, too"), reply_to=first.remote_id), place)
    assert {one.pictures for one in bluesky.standing("By its own page")} == {("A bus.",), ()}
    assert [network.retract(one.remote_id, place) for one in (second, first, first)] == [Retracted.RETRACTED] * 2 + [Retracted.ALREADY_GONE]


def test_it_opens_no_more_than_posting(sign_in: BlueskySignIn, bluesky: BlueskyServer) -> None:
    place = place_of(connects(sign_in))
    put = {"repo": place.remote_id, "collection": "app.bsky.graph.follow", "record": {"subject": bluesky.anna["did"]}}
    refused = let_in(bluesky.way(), place).ask("POST", f"{place.home}/xrpc/com.atproto.repo.createRecord", {}, json=put)
    assert refused.status == 403


def test_a_nonce_that_is_none_any_more_costs_a_request_and_makes_no_second_post(
    sign_in: BlueskySignIn, bluesky: BlueskyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, network = place_of(connects(sign_in)), Bluesky(bluesky.way())
    for known in ({}, {place.home: "an old one"}):
        monkeypatch.setattr(dpop, "_nonces", dict(known))
        network.publish(part("Nonce"), place)
    assert len(bluesky.standing("Nonce")) == 2


def test_a_stolen_token_opens_nothing_without_its_key(sign_in: BlueskySignIn, bluesky: BlueskyServer) -> None:
    account = connects(sign_in)
    as_bearer = Place(account.handle, account.remote_id, account.home, Access({"access": account.tokens.by_name["access"]}))
    for stolen in (as_bearer, place_of(account, key=dpop.new_key())):
        with pytest.raises(Disconnected):
            Bluesky(bluesky.way()).publish(part("Stolen"), stolen)
    with pytest.raises((Disconnected, TryLater)):
        sign_in.refresh(place_of(account, key=dpop.new_key()))
    assert bluesky.standing("Stolen") == []


def test_new_tokens_use_the_old_up_and_whoever_brings_those_ends_all(sign_in: BlueskySignIn, bluesky: BlueskyServer) -> None:
    account = connects(sign_in)
    fresh = replace(account, tokens=sign_in.refresh(place_of(account)))
    assert fresh.tokens.by_name["key"] == account.tokens.by_name["key"]
    Bluesky(bluesky.way()).publish(part("Renewed"), place_of(fresh))
    for used in (account, fresh):
        with pytest.raises(Disconnected):
            sign_in.refresh(place_of(used))


def test_what_has_ended_waits_for_new_ones(sign_in: BlueskySignIn, bluesky: BlueskyServer) -> None:
    with pytest.raises(TryLater):
        Bluesky(bluesky.way()).publish(part("Ended"), place_of(connects(sign_in), ends="0"))


def test_what_was_given_back_opens_nothing_at_once(sign_in: BlueskySignIn, bluesky: BlueskyServer) -> None:
    place = place_of(connects(sign_in))
    assert [sign_in.revoke(place), sign_in.revoke(place)] == ["", ""]
    for ended in (lambda: sign_in.refresh(place), lambda: Bluesky(bluesky.way()).publish(part("Given back"), place)):
        with pytest.raises(Disconnected):
            ended()


def test_an_answer_of_another_server_cashes_no_code(sign_in: BlueskySignIn) -> None:
    step = begun(sign_in, "clerk.test")
    answer = says(step.address, "clerk.test", PASSWORD)
    for issuer in ({"iss": "https://evil.example"}, {"iss": ""}, {}):
        with pytest.raises(Refused, match="did not come from"):
            sign_in.finish({name: value for name, value in answer.items() if name != "iss"} | issuer, step.kept)
    assert sign_in.finish(answer, step.kept)


def test_a_code_is_good_once_and_for_whoever_asked(sign_in: BlueskySignIn) -> None:
    first, second = begun(sign_in, "clerk.test"), begun(sign_in, "clerk.test")
    answer = says(first.address, "clerk.test", PASSWORD)
    for wrong in ({**first.kept, "verifier": "x" * 43}, second.kept):
        with pytest.raises((Refused, TryLater)):
            sign_in.finish(answer, wrong)
    with pytest.raises(Refused):
        sign_in.finish({**answer, "code": f"cod-{'0' * 64}"}, first.kept)


def test_another_account_than_the_one_that_was_named_is_refused_and_given_back(sign_in: BlueskySignIn) -> None:
    step = begun(sign_in, "clerk.test")
    with pytest.raises(Refused, match="another account"):
        sign_in.finish(says(step.address, "anna.test", PASSWORD), step.kept)


def test_a_yes_to_less_than_posting_connects_nothing(sign_in: BlueskySignIn) -> None:
    step = begun(sign_in, "clerk.test")
    with pytest.raises(Refused, match="not post"):
        sign_in.finish(says(step.address, "clerk.test", PASSWORD, to="atproto"), step.kept)


def lets_everybody_in(who: str, heard: list[str], directory: int = 404) -> Answering:
    """As whoever it likes; and it knows no narrow scopes. `directory`: what it answers about accounts."""
    said = {"access_token": "x", "refresh_token": "y", "token_type": "DPoP", "scope": "atproto repo:*", "sub": who}

    def answer(to: Heard) -> None:
        here = f"http://{to.headers['Host']}"
        heard.append(to.path)
        match to.path.partition("?")[0]:
            case "/.well-known/oauth-authorization-server":
                doors = ("authorization", "token", "pushed_authorization_request", "revocation")
                names = {f"{one}_endpoint": f"{here}/{one}" for one in doors}
                able = {"dpop_signing_alg_values_supported": ["ES256"], "code_challenge_methods_supported": ["S256"]}
                lies = {"issuer": here, "authorization_response_iss_parameter_supported": True, **names, **able}
                to.answers(200, json.dumps(lies).encode())
            case "/pushed_authorization_request":
                narrow = b"transition" not in to.body
                to.answers(400 if narrow else 201, b'{"error": "invalid_scope"}' if narrow else b'{"request_uri": "urn:x"}')
            case "/token":
                to.answers(200, json.dumps(said).encode())
            case "/revocation":
                to.answers(200)
            case path:
                to.answers(directory if path == f"/{who}" else 404)

    return answer


def test_a_server_speaks_for_its_own_accounts_only(sign_in: BlueskySignIn, bluesky: BlueskyServer) -> None:
    with answering(lets_everybody_in(bluesky.place.remote_id, [])) as address:
        home = address.removesuffix("/x")
        step = begun(sign_in, home)
        with pytest.raises(Refused, match="does not speak for this account"):
            sign_in.finish({"iss": home, "code": "c"}, step.kept)


def test_what_it_gave_is_given_back_too_when_nobody_can_say_whose_it_is(bluesky: BlueskyServer) -> None:
    heard: list[str] = []
    with answering(lets_everybody_in(bluesky.place.remote_id, heard, directory=503)) as address:
        home = address.removesuffix("/x")
        way = BlueskySignIn(bluesky.way(), Client(SITE, KEY), directory=home, resolver=home)
        step = begun(way, home)
        with pytest.raises(TryLater):
            way.finish({"iss": home, "code": "c"}, step.kept)
    assert heard[-2:] == [f"/{bluesky.place.remote_id}", "/revocation"]


def test_a_server_without_a_page_of_its_own_asks_for_an_app_password(sign_in: BlueskySignIn, bluesky: BlueskyServer) -> None:
    with answering(lambda to: to.answers(404)) as address:
        assert isinstance(sign_in.begin(address.removesuffix("/x"), back="", state=""), Form)
    for client in (None, Client("http://192.168.1.4:8000", KEY)):
        assert isinstance(at(bluesky, client).begin("clerk.test", back="", state=""), Form)


def test_with_a_public_address_it_proves_who_it_is_and_lasts(bluesky: BlueskyServer) -> None:
    """A server of our name that is read by the real one; with another key than it reads there, nobody is us."""
    told: list[Client] = []

    def answer(to: Heard) -> None:
        to.answers(200 if to.path == METADATA else 404, json.dumps(told[0].metadata()).encode(), Content_Type="application/json")

    with answering(answer) as address:
        client = Client(f"https://port-{address.rpartition(':')[2].removesuffix('/x')}.onlyhuman.dev", KEY)
        told.append(client)
        account = connects(at(bluesky, client))
        fresh = at(bluesky, client).refresh(place_of(account))
        Bluesky(bluesky.way()).publish(part("Confidential"), place_of(replace(account, tokens=fresh)))
        another = replace(client, key=ec.generate_private_key(ec.SECP256R1()))
        with pytest.raises(Refused, match=r"oauth-client-metadata\.json"):
            at(bluesky, another).begin("clerk.test", back="", state="")
        with pytest.raises(Refused):
            at(bluesky, another).refresh(place_of(replace(account, tokens=fresh)))
        assert at(bluesky, client).revoke(place_of(replace(account, tokens=fresh))) == ""
