"""What every network has to pass, against servers that are really there: whatever breaks, exactly one post, and the truth about it."""

import socket
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest

from pwa.clock import now as clock_now
from pwa.networks.contract import (
    UNNAMED,
    Accepted,
    Access,
    Disconnected,
    Found,
    NotShown,
    Outgoing,
    OutgoingPicture,
    Place,
    Refused,
    Retracted,
    Showing,
    Target,
    TryLater,
    Watched,
)
from pwa.networks.reading_back import ReadingBack
from pwa.rules.settling import Answer
from pwa.secrets import new_public_id
from pwa.store.tables import Post
from tests import picture_files as files
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.door import Fault
from tests.networks.far import Far
from tests.networks.stage import Stage

pytestmark = pytest.mark.one_store
HASTY = 3.0  # seconds, when something hangs, which it does for longer: more than an answer takes on a busy machine
LONG = 2_000  # characters: a server that takes more is slow over it
PNG = files.photo(8, 8, kind="PNG")


def word() -> str:
    """One that no other test writes."""
    return f"Bus {new_public_id()}"


def outgoing(text: str, *, alt: str | None = None, reply_to: str | None = None, age: float = 0, reshares: str | None = None) -> Outgoing:
    pictures = () if alt is None else (OutgoingPicture("x", "image/png", alt, 8, 8, len(PNG), lambda: PNG),)
    return Outgoing(new_public_id(), text, reply_to, pictures, reshares, timedelta(seconds=age), dated=clock_now())


def here(far: Far) -> Place:
    return Place(far.place.handle, far.place.remote_id, far.place.home, Access(far.secrets))


def stage_of(far: Far, member: Member, clock: Clock, folder: Path, fault: Fault | None = None) -> Stage:
    return Stage(far, far.network(), member, clock, folder, hasty=far.network(read=HASTY) if fault is Fault.HANG else None)


@pytest.mark.parametrize("fault", Fault)
def test_a_post_that_meets_a_fault_stands_there_once(far: Far, fault: Fault, steph: Member, clock: Clock, data: Path) -> None:
    stage, text = stage_of(far, steph, clock, data, fault), word()
    far.door.breaks(fault, *far.post_at)
    post = stage.leaves(text)
    assert stage.states(post) == ["unsure"]
    settle(stage, far, post, 1, fault)
    assert ([one.text for one in far.standing(text)], stage.states(post)) == ([text], ["sent"])


@pytest.mark.parametrize("fault", Fault)
def test_the_second_part_of_a_series_too(far: Far, fault: Fault, steph: Member, clock: Clock, data: Path) -> None:
    stage, text = stage_of(far, steph, clock, data, fault), word()
    far.door.breaks(fault, *far.post_at, spared=1)
    post = stage.leaves(f"{text} 1", f"{text} 2", f"{text} 3")
    assert stage.states(post) == ["sent", "unsure", "due"]
    settle(stage, far, post, 2, fault)
    standing = far.standing(text)
    assert [one.text for one in standing] == [f"{text} 1", f"{text} 2", f"{text} 3"]
    assert [one.reply_to for one in standing] == ([None, standing[0].id, standing[1].id] if far.threads else [None] * 3)
    assert stage.states(post) == ["sent"] * 3


@pytest.mark.parametrize("fault", Fault)
def test_a_picture_that_meets_one_is_sent_again_by_itself(far: Far, fault: Fault, steph: Member, clock: Clock, data: Path) -> None:
    stage, text = stage_of(far, steph, clock, data, fault), word()
    far.door.breaks(fault, *far.picture_at)
    post = stage.leaves(text, picture="A red bus & its “driver”")
    assert (stage.states(post), far.standing(text)) == (["due"], [])
    clock.forward(5)
    stage.courier.run_once()
    assert stage.states(post) == ["sent"]
    assert [(one.text, one.pictures) for one in far.standing(text)] == [(text, ("A red bus & its “driver”",))]


def settle(stage: Stage, far: Far, post: Post, part: int, fault: Fault) -> None:
    """The courier looks; what it cannot tell, Steph does."""
    stage.looks_again()
    heard = fault is not Fault.RESET
    asks = not heard and not far.sends_again
    assert stage.states(post)[part - 1] == ("unsure" if asks else "sent")
    if asks:
        stage.answers(post, part, Answer.AGAIN)


def test_the_same_words_of_long_ago_or_elsewhere_are_not_taken_for_ours(far: Far) -> None:
    network, text = far.network(), word()
    mine = outgoing(text)
    sent = network.publish(mine, here(far))
    assert network.find(mine if far.knows_keys else outgoing(text), here(far)) == sent
    other = [outgoing(text, age=-600), outgoing(text, alt="A bus"), outgoing(f"{text}.")]
    other += [outgoing(text, reply_to=sent.remote_id)] if far.threads else []
    none_of_them = Found.ABSENT if far.knows_keys else Found.CANNOT_TELL
    assert [network.find(part, here(far)) for part in other] == [none_of_them] * len(other)


def test_nobody_there_is_certainly_not_sent(far: Far) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        home = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(TryLater):
        far.network(home=home).publish(outgoing("Hello."), Place("clerk", "1", home, Access(far.secrets)))


def test_a_token_that_is_no_good_is_a_reason_to_connect_again(far: Far) -> None:
    for access in (Access(dict.fromkeys(far.secrets, "wrong")), Access()):
        with pytest.raises(Disconnected):
            far.network().publish(outgoing("Hello."), Place(far.place.handle, far.place.remote_id, far.place.home, access))


def test_a_text_at_the_limit_goes_and_one_more_character_does_not(far: Far) -> None:
    network, place = far.network(), here(far)
    limits, text = network.limits(place), word()
    full = text + "x" * (min(limits.text, LONG) - network.length(text))
    network.publish(outgoing(full), place)
    assert [one.text for one in far.standing(text)] == [full]
    far.door.mended()
    with pytest.raises(Refused):
        network.publish(outgoing(text + "x" * (limits.text - network.length(text) + 1)), place)
    assert far.door.asked == []


def test_a_part_that_would_not_follow_the_one_before_it_is_refused_before_anything_is_asked(far: Far) -> None:
    with pytest.raises(Refused, match="is not known") if far.threads else nullcontext():
        far.network().publish(outgoing(word(), reply_to=f"{UNNAMED}{new_public_id()}"), here(far))
    assert (far.door.asked == []) == far.threads


def test_too_many_pictures_and_too_long_a_description_are_refused_before_anything_is_asked(far: Far) -> None:
    network, place, part = far.network(), here(far), outgoing(word(), alt="A bus")
    limits = network.limits(place)
    far.door.mended()
    long = outgoing(word(), alt="x" * (limits.alt + 1))
    for wrong in (Outgoing("key", "Hello.", None, part.pictures * (limits.pictures + 1)), long):
        with pytest.raises(Refused):
            network.publish(wrong, place)
    assert far.door.asked == []


def test_line_ends_brackets_and_emoji_arrive_as_they_were_typed(far: Far) -> None:
    network, text = far.network(), word()
    typed = f"{text} <b>not bold</b> & “so”: https://example.org/a?b=1&c=2\nSecond line 👩‍🚒🏴󠁧󠁢󠁷󠁬󠁳󠁿"
    part = outgoing(typed)
    sent = network.publish(part, here(far))
    assert sent.url.startswith("http")
    assert network.find(part, here(far)) == sent


def test_what_was_published_is_seen_from_outside_by_the_same_name(far: Far) -> None:
    network, place, text = far.network(), here(far), word()
    if not isinstance(network, Watched):
        pytest.skip("nobody can look at this network from outside")
    sent = network.publish(outgoing(f"{text}\n& more"), place)
    [found] = [one for one in network.recent(place) if one.remote_id == sent.remote_id]
    assert (found.url, found.text.split()) == (sent.url, [*text.split(), "&", "more"])
    assert abs(found.at - clock_now()) < timedelta(minutes=5)


def test_what_was_taken_down_twice_is_gone_and_what_cannot_be_is_said(far: Far) -> None:
    network, place, text = far.network(), here(far), word()
    sent = network.publish(outgoing(text), place)
    twice = [network.retract(sent.remote_id, place) for _ in range(2)]
    if far.takes_down:
        assert (twice, far.standing(text)) == ([Retracted.RETRACTED, Retracted.ALREADY_GONE], [])
    else:
        assert (twice, len(far.standing(text))) == ([Retracted.NOT_OFFERED] * 2, 1)


def test_what_stands_is_read_back_and_what_was_taken_down_is_gone(far: Far) -> None:
    network, place, text = far.network(), here(far), word()
    assert isinstance(network, ReadingBack)
    sent = network.publish(outgoing(text), place)
    standing = network.standing(sent.remote_id, place)
    assert standing is not None
    assert text in standing.text
    if far.takes_down:
        network.retract(sent.remote_id, place)
        assert network.standing(sent.remote_id, place) is None
    wrong = Place(place.handle, place.remote_id, place.home, Access(dict.fromkeys(far.secrets, "wrong")))
    if network.name in ("x", "facebook_page"):  # the others show what is public to anybody
        with pytest.raises((Refused, TryLater)):
            network.standing(sent.remote_id, wrong)  # who is not let in has not seen that it is gone


def test_a_post_of_somebody_else_is_reshared_once(far: Far) -> None:
    network, place = far.network(), here(far)
    part = outgoing("", reshares=far.anothers(word()))
    if not far.reshares:
        with pytest.raises(Refused, match="does not find"):
            network.publish(part, place)
        return
    first = network.publish(part, place)
    again = first if far.reshares_by_link else network.publish(part, place)
    assert again == network.find(part, place) == first
    assert isinstance(first, Accepted)
    assert network.retract(first.remote_id, place) is Retracted.RETRACTED


def test_a_post_of_somebody_else_is_shown_before_it_is_reshared(far: Far) -> None:
    network, place, text = far.network(), here(far), word()
    assert isinstance(network, Showing)
    address = far.anothers(text)
    target = network.reshares(address) or Target(network.name, address, address)
    if not far.shows:
        with pytest.raises((NotShown, Refused)):
            network.show(target, place)
        return
    shown = network.show(target, place)
    assert text in shown.text
    assert shown.author
    assert shown.handle
    assert not shown.handle.startswith("@")
    assert not shown.reshares
    assert shown.at is not None
    assert far.door.asked[-1][0] == "GET"


def test_what_is_not_there_is_not_shown(far: Far) -> None:
    network, place = far.network(), here(far)
    assert isinstance(network, Showing)
    target = network.reshares(far.nobodys)
    assert target
    with pytest.raises((NotShown, Refused)) as no:
        network.show(target, place)
    assert isinstance(no.value, NotShown) or not far.shows
