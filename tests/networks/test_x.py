"""What X has of its own, against one that pretends to be it by its published rules."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pwa.actions.hold_post import hold_post
from pwa.actions.look_at_original import look_at_original
from pwa.actions.retract_post import retract_post
from pwa.networks import x_looks
from pwa.networks.contract import (
    Accepted,
    Access,
    Disconnected,
    Found,
    NotShown,
    Outgoing,
    Place,
    Refused,
    Resharing,
    Retracted,
    Showing,
    TryLater,
)
from pwa.networks.x import HOME, X
from pwa.outbound import X_HOSTS, Forbidden, permitted
from pwa.rules.settling import Answer
from pwa.secrets import new_public_id
from pwa.store.tables import Channel
from pwa.store.transaction import reading
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.door import Fault
from tests.networks.pretending import Said
from tests.networks.pretends_x import PretendsX, problem
from tests.networks.stage import LEAVES_AFTER, Stage
from tests.networks.test_contract import here, outgoing, word

pytestmark = pytest.mark.one_store


@pytest.fixture(scope="module")
def pretending() -> Iterator[PretendsX]:
    server = PretendsX()
    yield server
    server.stop()


@pytest.fixture
def x(pretending: PretendsX) -> PretendsX:
    pretending.door.mended()
    pretending.left, pretending.problem = 10_000, None
    return pretending


def test_it_asks_one_host_and_this_machine_only_when_a_test_says_so() -> None:
    assert permitted(f"{HOME}/2/tweets", X_HOSTS).host == "api.x.com"
    for wrong in ("http://127.0.0.1:9/2/tweets", "https://x.com.evil.example/2/tweets", "http://api.x.com/2/tweets"):
        with pytest.raises(Forbidden):
            permitted(wrong, X_HOSTS)


def test_a_series_is_off_until_the_keys_may_reply(x: PretendsX) -> None:
    network, place = x.network(replies=False), here(x)
    assert not network.limits(place).series
    with pytest.raises(Refused, match="no replies"):
        network.publish(outgoing(word(), reply_to="1990000000000000001"), place)
    assert x.door.asked == []
    assert x.network().limits(place).series


DETAILS = {
    "401": (problem(401, "Unauthorized", "Unauthorized"), Disconnected),
    "402": (problem(402, "CreditsDepleted", "No credits.", "https://api.twitter.com/2/problems/credits"), Refused),
    "403": (problem(403, "Forbidden", "Your account is suspended."), Refused),
    "429": (problem(429, "Too Many Requests", "Too Many Requests"), TryLater),
    "a month's cap": (problem(429, "UsageCapExceeded", "Cap.", "https://api.twitter.com/2/problems/usage-capped"), Refused),
}


@pytest.mark.parametrize(("said", "means"), DETAILS.values(), ids=DETAILS)
def test_its_problems_are_certainly_not_sent(x: PretendsX, said: Said, means: type[Exception]) -> None:
    x.problem = said
    with pytest.raises(means):
        x.network().publish(outgoing(word()), here(x))


def test_it_waits_until_the_limit_begins_again(x: PretendsX) -> None:
    x.left = 0
    with pytest.raises(TryLater) as later:
        x.network().publish(outgoing(word()), here(x))
    assert later.value.after is not None
    assert timedelta(minutes=14) < later.value.after <= timedelta(minutes=15)


def test_a_limit_of_the_day_is_waited_for_an_hour_at_a_time(x: PretendsX) -> None:
    used = {"x-user-limit-24hour-remaining": "0", "x-user-limit-24hour-reset": str(int(time.time()) + 50_000), "x-rate-limit-reset": "1"}
    x.problem = Said(429, problem(429, "Too Many Requests", "Too Many Requests").body, used)
    with pytest.raises(TryLater) as later:
        x.network().publish(outgoing(word()), here(x))
    assert later.value.after == timedelta(hours=1)


def test_a_limit_that_began_again_by_its_clock_is_not_asked_at_once(x: PretendsX) -> None:
    over = {"x-rate-limit-reset": str(int(time.time()) - 90)}
    x.problem = Said(429, problem(429, "Too Many Requests", "Too Many Requests").body, over)
    with pytest.raises(TryLater) as later:
        x.network().publish(outgoing(word()), here(x))
    assert later.value.after is None


def test_the_same_words_again_are_refused_when_they_are_new_to_us(x: PretendsX) -> None:
    text = word()
    x.network().publish(outgoing(text), here(x))
    with pytest.raises(Refused, match="exactly these words"):
        x.network().publish(outgoing(text), here(x))
    assert len(x.standing(text)) == 1


def test_the_same_words_again_after_a_doubt_are_found(x: PretendsX, steph: Member, clock: Clock, data: Path) -> None:
    """The looks met a timeline that was late, and Steph said "send it again"."""
    stage, text = Stage(x, x.network(), steph, clock, data), word()
    x.door.breaks(Fault.GATEWAY, *x.post_at)
    for _ in range(4):
        x.door.breaks(Fault.GATEWAY, "GET", "/tweets")
    post = stage.leaves(text)
    stage.looks_again()
    stage.answers(post, 1, Answer.AGAIN)
    assert (stage.states(post), [one.text for one in x.standing(text)]) == (["sent"], [text])


def test_or_they_count_as_sent_to_an_address_that_nobody_knows(x: PretendsX) -> None:
    text, network, place = word(), x.network(), here(x)
    network.publish(outgoing(text), place)
    again = Outgoing(new_public_id(), text, None, doubted=True)
    x.door.breaks(Fault.GATEWAY, "GET", "/tweets")
    sent = network.publish(again, place)
    assert sent == Accepted(f"unnamed:{again.attempt_key}", "")
    assert network.retract(sent.remote_id, place) is Retracted.NOT_OFFERED
    with pytest.raises(Refused, match="is not known"):
        network.publish(outgoing(word(), reply_to=sent.remote_id), place)


@pytest.mark.parametrize(
    "text",
    [
        "{} example.org and https://example.org/a?b=1&c=2, (www.example.co.uk/x_(y)) <b> & “so” &amp;",
        "{} HTTPS://Example.ORG/Path/ twice https://example.org https://example.org",
        "{} caf\u0065\u0301 \u2126 例え.テスト https://例え.テスト/x",
        "{}\n\nTwo lines 👩‍🚒🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f #bus @anna",
    ],
)
def test_it_finds_what_it_sent_behind_short_links(x: PretendsX, text: str) -> None:
    network, place, part = x.network(), here(x), outgoing(text.format(word()), alt="A bus")
    sent = network.publish(part, place)
    assert network.find(part, place) == sent
    assert network.find(outgoing(part.text.replace("example.org", "example.com") + "."), place) is Found.CANNOT_TELL
    assert x.standing(part.text.split("\n")[0].split(" ")[1])[-1].pictures == ("A bus",)


def test_nobody_else_is_spoken_for(x: PretendsX) -> None:
    anna = Place("anna", "1002", "", Access({"token": "anna-token"}))
    network, text = x.network(), word()
    sent = network.publish(outgoing(text), anna)
    assert sent.url == f"https://x.com/anna/status/{sent.remote_id}"
    del x.tokens[:]
    with pytest.raises(Refused):
        network.retract(sent.remote_id, here(x))
    assert set(x.tokens) == {"clerk-token"}
    assert network.retract(sent.remote_id, anna) is Retracted.RETRACTED


def test_a_reshare_says_nothing_of_its_own(x: PretendsX) -> None:
    network, place, address = x.network(), here(x), x.anothers(word())
    for part, why in ((outgoing("Look.", reshares=address), "no words"), (outgoing("", reshares="https://a.example/1"), "not on X")):
        with pytest.raises(Refused, match=why):
            network.publish(part, place)
    with pytest.raises(Refused, match="any more"):
        network.publish(outgoing("", reshares="https://twitter.com/anna/status/1"), place)


def test_a_protected_post_is_not_shown_and_a_long_one_is_whole(x: PretendsX) -> None:
    network, place, text = x.network(), here(x), word()
    assert isinstance(network, Showing)
    target = network.reshares(x.anothers(text))
    assert target
    shown = network.show(target, place)
    assert (shown.author, shown.handle, shown.text) == ("Anna", "anna", text)
    x.protected.add("1002")
    try:
        with pytest.raises(NotShown, match="not for everybody"):
            network.show(target, place)
    finally:
        x.protected.clear()
    long = {"id": "9", "text": "Begins…", "note_tweet": {"text": "Begins &amp; ends."}, "author_id": "1"}
    whole = x_looks.shown({"data": long, "includes": {"users": [{"id": "1", "username": "anna"}]}})
    assert whole
    assert (whole.author, whole.text) == ("anna", "Begins & ends.")


ADDRESSES = {
    "https://x.com/anna/status/20": "https://x.com/anna/status/20",
    "https://twitter.com/anna/status/20?s=20": "https://x.com/anna/status/20",
    "https://mobile.twitter.com/anna/status/20/": "https://x.com/anna/status/20",
    "https://x.com/i/web/status/20": "https://x.com/i/web/status/20",
    "https://x.com/anna": None,
    "https://x.com.evil.example/anna/status/20": None,
    "https://x.com/anna/status/20/photo/1": "https://x.com/anna/status/20",
}


@pytest.mark.parametrize(("address", "known"), ADDRESSES.items())
def test_it_knows_its_addresses(x: PretendsX, address: str, known: str | None) -> None:
    network = x.network()
    assert isinstance(network, Resharing)
    target = network.reshares(address)
    assert (target and target.address) == known


def test_a_link_makes_it_dear() -> None:
    prices = [X.price(text) for text in ("Bus 5 is late.", "Bus 5: https://wv11.co.uk", "see wv11.org", "so.Then")]
    assert prices == [Decimal("0.015"), Decimal("0.200"), Decimal("0.200"), Decimal("0.015")]


def test_what_was_reshared_and_taken_back_can_be_reshared_again(x: PretendsX, steph: Member, clock: Clock, data: Path) -> None:
    stage = Stage(x, x.network(), steph, clock, data)
    target = X.reshares(x.anothers(word()))
    assert target
    look_at_original(steph.caller, steph.handle, target, networks=stage.courier.networks, folder=data)
    with reading() as session:
        there = session.get_one(Channel, stage.channel_id).public_id
    for _ in range(2):
        words = replace(steph.words(""), reshares=target.address, channels=[there])
        post = hold_post(steph.caller, steph.handle, words)
        clock.forward(LEAVES_AFTER)
        stage.courier.run_once()
        assert stage.states(post) == ["sent"]
        assert [one.retweets for one in x._standing("1001")][-1] == target.remote_id
        retract_post(post.public_id, by=steph.caller.person)
        stage.courier.run_once()
        assert target.remote_id not in [one.retweets for one in x._standing("1001")]
