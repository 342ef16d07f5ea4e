"""What a Facebook Page has of its own, against a server that pretends to be Meta's by its published rules."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pwa.networks.contract import (
    Accepted,
    Access,
    Disconnected,
    Outgoing,
    OutgoingPicture,
    Place,
    Refused,
    Resharing,
    Retracted,
    Showing,
    TryLater,
    Unsure,
)
from pwa.networks.facebook_page import HOME, VERSION, FacebookPage
from pwa.outbound import LARGEST_NETWORK_ANSWER, META_HOSTS, Forbidden, Way, permitted
from pwa.rules.settling import Answer
from pwa.secrets import new_public_id
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.door import Fault
from tests.networks.pretending import Said
from tests.networks.pretends_facebook import PretendsFacebook, error
from tests.networks.stage import Stage
from tests.networks.test_contract import PNG, here, outgoing, word

pytestmark = pytest.mark.one_store


@pytest.fixture(scope="module")
def pretending() -> Iterator[PretendsFacebook]:
    server = PretendsFacebook()
    yield server
    server.stop()


@pytest.fixture
def facebook(pretending: PretendsFacebook) -> PretendsFacebook:
    pretending.door.mended()
    pretending.problem = pretending.stores_and_says = None
    return pretending


def test_it_asks_one_host_and_this_machine_only_when_a_test_says_so() -> None:
    assert permitted(f"{HOME}/{VERSION}/1/feed", META_HOSTS).host == "graph.facebook.com"
    for wrong in ("http://127.0.0.1:9/x", "https://graph.facebook.com.evil.example/x", "https://www.facebook.com/x"):
        with pytest.raises(Forbidden):
            permitted(wrong, META_HOSTS)


USED = {"2001": [{"type": "pages", "estimated_time_to_regain_access": 7}]}
CODES = {
    "190": (error(190, "The token has expired.", 463, status=401), Disconnected, "let us in"),
    "102": (error(102, "Session."), Disconnected, "let us in"),
    "10": (error(10, "No permission.", status=403), Refused, "to this Page"),
    "200": (error(200, "No permission.", status=403), Refused, "to this Page"),
    "299": (error(299, "No permission.", status=403), Refused, "to this Page"),
    "4": (error(4, "Too many calls.", transient=True), TryLater, "later"),
    "17": (error(17, "Too many calls."), TryLater, "later"),
    "32": (error(32, "Too many calls.", X_Business_Use_Case_Usage=USED), TryLater, "0:07:00"),
    "341": (error(341, "Limit reached."), TryLater, "later"),
    "368": (error(368, "Blocked."), Refused, "stopped posts for now"),
    "506": (error(506, "Duplicate."), Refused, "exactly these words"),
    "100": (error(100, "(#100) Invalid link."), Refused, "Invalid link"),
    "1 with 500": (error(1, "Please retry.", status=500, transient=True), Unsure, "does not say"),
    "2 with 503": (error(2, "Please retry.", status=503, transient=True), Unsure, "does not say"),
    "1 with 400": (error(1, "Please retry."), Unsure, "does not say"),
    "2 with 400": (error(2, "Please retry."), Unsure, "does not say"),
    "another one that passes": (error(99_999, "Hm.", transient=True), Unsure, "does not say"),
    "no code": (Said(400, {"error": {"message": "Hm."}}), Unsure, "does not say"),
}


@pytest.mark.parametrize(("said", "means", "words"), CODES.values(), ids=CODES)
def test_its_codes(facebook: PretendsFacebook, said: Said, means: type[Exception], words: str) -> None:
    facebook.problem = said
    with pytest.raises(means, match=words):
        facebook.network().publish(outgoing(word()), here(facebook))


@pytest.mark.parametrize(("minutes", "waits"), [("1e300", 60), ("1e999", 60), ("9" * 400, 60), ("[" * 40_000, None), ("NaN", None)])
def test_whatever_it_says_of_the_wait_it_is_a_wait(facebook: PretendsFacebook, minutes: str, waits: int | None) -> None:
    used = f'{{"estimated_time_to_regain_access": {minutes}}}'
    facebook.problem = Said(400, {"error": {"message": "Too many calls.", "code": 4}}, {"X-App-Usage": used})
    with pytest.raises(TryLater) as later:
        facebook.network().publish(outgoing(word()), here(facebook))
    assert later.value.after == (timedelta(minutes=waits) if waits else None)


def test_please_retry_may_have_been_published(facebook: PretendsFacebook, steph: Member, clock: Clock, data: Path) -> None:
    stage, text = Stage(facebook, facebook.network(), steph, clock, data), word()
    facebook.stores_and_says = error(1, "Please retry your request later.", status=500, transient=True)
    post = stage.leaves(text)
    assert stage.states(post) == ["unsure"]
    stage.looks_again()
    assert (stage.states(post), [one.text for one in facebook.standing(text)]) == (["sent"], [text])


def test_the_same_words_again_after_a_doubt_count_as_sent(facebook: PretendsFacebook, steph: Member, clock: Clock, data: Path) -> None:
    stage, text = Stage(facebook, facebook.network(), steph, clock, data), word()
    facebook.door.breaks(Fault.DROP, *facebook.post_at)
    for _ in range(4):
        facebook.door.breaks(Fault.GATEWAY, "GET", "/published_posts")
    post = stage.leaves(text)
    stage.looks_again()
    assert stage.states(post) == ["unsure"]
    stage.answers(post, 1, Answer.AGAIN)
    assert (stage.states(post), [one.text for one in facebook.standing(text)]) == (["sent"], [text])


def test_even_where_nobody_says_where(facebook: PretendsFacebook) -> None:
    text, network, place = word(), facebook.network(), here(facebook)
    network.publish(outgoing(text), place)
    again = Outgoing(new_public_id(), text, None, doubted=True)
    facebook.door.breaks(Fault.GATEWAY, "GET", "/published_posts")
    sent = network.publish(again, place)
    assert sent == Accepted(f"unnamed:{again.attempt_key}", "")
    assert network.retract(sent.remote_id, place) is Retracted.NOT_OFFERED


def test_it_says_where_even_when_its_address_cannot_be_asked(facebook: PretendsFacebook) -> None:
    network, place = facebook.network(), here(facebook)
    assert network.publish(outgoing(word()), place).url.startswith("https://www.facebook.com/2001/posts/")
    count = len(facebook.published)
    facebook.door.breaks(Fault.GATEWAY, "GET", "")  # the next one, whatever it asks for
    sent = network.publish(outgoing(word()), place)
    assert sent.url == f"https://www.facebook.com/{sent.remote_id}"
    assert len(facebook.published) == count + 1


def test_a_link_is_shown_unless_there_are_pictures(facebook: PretendsFacebook) -> None:
    network, place, text = facebook.network(), here(facebook), f"{word()} see https://wv11.co.uk/bus, or example.org"
    network.publish(outgoing(text), place)
    assert [one.link for one in facebook.published[-1:]] == ["https://wv11.co.uk/bus"]
    picture = OutgoingPicture("x", "image/png", "A bus", 8, 8, len(PNG), lambda: PNG)
    part = Outgoing(new_public_id(), text, None, (picture, picture))
    sent = network.publish(part, place)
    shown = facebook.published[-1]
    assert shown.link is None
    assert facebook.standing(text)[-1].pictures == ("A bus", "A bus")
    assert network.find(part, place) == sent


def test_a_reshare_is_a_link_with_words(facebook: PretendsFacebook) -> None:
    network, place, address = facebook.network(), here(facebook), facebook.anothers(word())
    part = outgoing(f"Look at this. {word()}", reshares=address)
    sent = network.publish(part, place)
    assert (facebook.published[-1].link, network.find(part, place)) == (address, sent)
    with pytest.raises(Refused, match="not both"):
        network.publish(outgoing("", alt="A bus", reshares=address), place)


def test_it_shows_what_its_own_page_said_and_says_that_it_sees_no_other(facebook: PretendsFacebook) -> None:
    network, place, text = facebook.network(), here(facebook), word()
    sent = network.publish(outgoing(text), place)
    assert isinstance(network, Showing)
    ours, other = network.reshares(sent.url), network.reshares(facebook.anothers(word()))
    assert ours
    assert other
    shown = network.show(ours, place)
    assert (shown.author, shown.text) == ("WV11 News", text)
    with pytest.raises(Refused, match="your own Page"):
        network.show(other, place)


def test_nobody_else_is_spoken_for(facebook: PretendsFacebook) -> None:
    network, text = facebook.network(), word()
    del facebook.tokens[:]
    with pytest.raises(Refused, match="to this Page"):
        network.publish(outgoing(text), Place("other", "2002", "", Access(facebook.secrets)))
    assert (set(facebook.tokens), facebook.standing(text)) == ({"wv11-token"}, [])


def test_a_version_that_is_over_is_a_plain_refusal(facebook: PretendsFacebook) -> None:
    way = Way(META_HOSTS, loopback=True, largest=LARGEST_NETWORK_ANSWER, reuse=False)
    with pytest.raises(Refused, match="version"):
        FacebookPage(way, version="v1.0", home=facebook.door.address).publish(outgoing(word()), here(facebook))


def test_it_waits_as_long_as_it_is_told(facebook: PretendsFacebook) -> None:
    facebook.problem = error(80001, "Page limit.", X_Business_Use_Case_Usage=USED)
    with pytest.raises(TryLater) as later:
        facebook.network().publish(outgoing(word()), here(facebook))
    assert later.value.after == timedelta(minutes=7)


ADDRESSES = {
    "https://www.facebook.com/wv11/posts/123": "123",
    "https://m.facebook.com/wv11/posts/pfbid0abcDEF?ref=share": "pfbid0abcDEF",
    "https://www.facebook.com/wv11/posts/bus-is-late/123/": "123",
    "https://www.facebook.com/permalink.php?story_fbid=123&id=456": "123",
    "https://www.facebook.com/wv11": None,
    "https://facebook.com.evil.example/wv11/posts/123": None,
    "http://www.facebook.com/wv11/posts/123": None,
}


@pytest.mark.parametrize(("address", "known"), ADDRESSES.items())
def test_it_knows_its_addresses(facebook: PretendsFacebook, address: str, known: str | None) -> None:
    network = facebook.network()
    assert isinstance(network, Resharing)
    target = network.reshares(address)
    assert (target and target.remote_id) == known
