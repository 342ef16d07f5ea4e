"""Bluesky's own ways, at the real server: what leads where, whose token it is, and one record whoever else puts it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pwa import clock
from pwa.networks.bluesky import Bluesky
from pwa.networks.contract import (
    Accepted,
    Access,
    Disconnected,
    Found,
    Outgoing,
    OutgoingPicture,
    Place,
    Refused,
    Retracted,
    TryLater,
    Unsure,
)
from pwa.secrets import new_public_id
from tests import picture_files as files
from tests.networks.speaks_bluesky import BlueskyServer

pytestmark = pytest.mark.parametrize("far_server", ["bluesky"], indirect=True, scope="session")
JPEG = files.photo(40, 30)
PICTURE = OutgoingPicture("p", "image/jpeg", "A red bus", 40, 30, len(JPEG), lambda: JPEG)
FAMILY = "👨‍👩‍👧‍👦"  # one for a reader, 25 bytes


@pytest.fixture
def bluesky(far_server: BlueskyServer) -> Iterator[BlueskyServer]:
    """It, with nothing broken."""
    far_server.door.mended()
    yield far_server
    far_server.door.mended()


@pytest.fixture
def network(bluesky: BlueskyServer) -> Bluesky:
    return Bluesky(bluesky.way(), read=5)


@pytest.fixture
def clerk(bluesky: BlueskyServer) -> Place:
    return replace(bluesky.place, access=Access(bluesky.secrets))


def part(text: str, **more: Any) -> Outgoing:
    return Outgoing(new_public_id(), text, more.pop("reply_to", None), dated=clock.now(), **more)


def test_every_part_of_a_series_names_the_first_and_the_one_before(bluesky: BlueskyServer, network: Bluesky, clerk: Place) -> None:
    sent: list[Accepted] = []
    values: list[dict[str, Any]] = []
    for number in range(3):
        sent.append(network.publish(part(f"Part {number}.", reply_to=sent[-1].remote_id if sent else None), clerk))
        values.append(bluesky.value(sent[-1].remote_id))
    named = [{"uri": one["uri"], "cid": one["cid"]} for one in values]
    assert "reply" not in values[0]["value"]
    assert [one["value"]["reply"] for one in values[1:]] == [{"root": named[0], "parent": named[number]} for number in (0, 1)]


def test_a_part_whose_part_before_was_taken_down_is_refused(bluesky: BlueskyServer, network: Bluesky, clerk: Place) -> None:
    first = network.publish(part("First."), clerk)
    network.retract(first.remote_id, clerk)
    with pytest.raises(Refused, match="part before it"):
        network.publish(part("Second.", reply_to=first.remote_id), clerk)
    assert bluesky.standing("Second.") == []


def test_links_mentions_and_tags_lead_somewhere_by_bytes(bluesky: BlueskyServer, network: Bluesky, clerk: Place) -> None:
    text = f"👍🏽 @anna.test and @nobody.test: https://bücher.example/ä. {FAMILY} #WV11"
    value = bluesky.value(network.publish(part(text), clerk).remote_id)["value"]
    raw = text.encode()
    found = {raw[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(): one["features"][0] for one in value["facets"]}
    kind = "app.bsky.richtext.facet"
    assert found == {
        "@anna.test": {"$type": f"{kind}#mention", "did": bluesky.anna["did"]},
        "https://bücher.example/ä": {"$type": f"{kind}#link", "uri": "https://bücher.example/ä"},
        "#WV11": {"$type": f"{kind}#tag", "tag": "WV11"},
    }


def test_a_picture_is_shown_in_its_shape_with_its_words(bluesky: BlueskyServer, network: Bluesky, clerk: Place) -> None:
    embed = bluesky.value(network.publish(part("", pictures=(PICTURE,)), clerk).remote_id)["value"]["embed"]
    assert [(one["alt"], one["aspectRatio"]) for one in embed["images"]] == [("A red bus", {"width": 40, "height": 30})]
    blob = embed["images"][0]["image"]
    assert bluesky.blob(blob["ref"]["$link"]) == JPEG


def test_eight_at_once_make_one_post(bluesky: BlueskyServer, network: Bluesky, clerk: Place) -> None:
    one = part(new_public_id())
    with ThreadPoolExecutor(8) as eight:
        sent = list(eight.map(lambda _: network.publish(one, clerk), range(8)))
    assert len(set(sent)) == len(bluesky.standing(one.text)) == 1


def test_what_stands_at_its_key_with_other_words_is_not_taken_for_ours(bluesky: BlueskyServer, network: Bluesky, clerk: Place) -> None:
    one = part(new_public_id())
    network.publish(one, clerk)
    other = replace(one, text="Other words.")
    assert network.find(other, clerk) is Found.CANNOT_TELL
    with pytest.raises(Unsure, match="Something else"):
        network.publish(other, clerk)
    assert len(bluesky.standing(one.text)) == 1
    assert network.find(part(one.text), clerk) is Found.ABSENT


def test_whom_a_mention_led_to_is_not_asked_again(bluesky: BlueskyServer, network: Bluesky, clerk: Place) -> None:
    one = part(f"Hello @anna.test {new_public_id()}")
    sent = network.publish(one, clerk)
    bluesky.tells("com.atproto.identity.updateHandle", {"handle": "anna-moved.test"}, bluesky.anna["accessJwt"])
    try:
        assert network.find(one, clerk) == sent
    finally:
        bluesky.tells("com.atproto.identity.updateHandle", {"handle": "anna.test"}, bluesky.anna["accessJwt"])


def test_a_token_of_somebody_else_puts_nothing_anywhere(bluesky: BlueskyServer, network: Bluesky, clerk: Place) -> None:
    text = new_public_id()
    with pytest.raises(Disconnected):
        network.publish(part(text), replace(clerk, access=Access({"access": bluesky.anna["accessJwt"]})))
    assert bluesky.standing(text) == bluesky.standing(text, bluesky.anna["did"]) == []


def test_a_token_whose_time_is_over_is_waited_for_and_looking_needs_none(bluesky: BlueskyServer, network: Bluesky, clerk: Place) -> None:
    one, over = part(new_public_id()), replace(clerk, access=Access({"access": bluesky.ended(bluesky.secrets["access"])}))
    with pytest.raises(TryLater):
        network.publish(one, over)
    assert network.find(one, over) is Found.ABSENT
    assert network.publish(one, clerk) == network.find(one, over)


def test_a_reshare_with_words_is_a_post_that_quotes(bluesky: BlueskyServer, network: Bluesky, clerk: Place) -> None:
    original, words = bluesky.anothers("Roads are closed."), new_public_id()
    said = [
        bluesky.value(network.publish(part(words, reshares=original, pictures=pictures), clerk).remote_id)["value"]["embed"]
        for pictures in ((), (PICTURE,))
    ]
    assert [one["$type"] for one in said] == ["app.bsky.embed.record", "app.bsky.embed.recordWithMedia"]
    assert said[0]["record"]["uri"] == said[1]["record"]["record"]["uri"]
    assert len(bluesky.standing(words)) == 2


def test_a_reshare_is_put_once_leads_to_the_original_and_can_be_taken_back(bluesky: BlueskyServer, network: Bluesky, clerk: Place) -> None:
    original = bluesky.anothers("Roads are open.")
    one = part("", reshares=original)
    sent = network.publish(one, clerk)
    assert network.publish(one, clerk) == network.find(one, clerk) == sent
    assert sent.url == original
    value = bluesky.value(sent.remote_id)["value"]
    assert (value["$type"], value["subject"]["uri"].split("/")[2]) == ("app.bsky.feed.repost", bluesky.anna["did"])
    assert [network.retract(sent.remote_id, clerk) for _ in range(2)] == [Retracted.RETRACTED, Retracted.ALREADY_GONE]
    assert network.find(one, clerk) is Found.ABSENT


def test_it_shows_what_an_author_calls_itself_however_it_is_named(bluesky: BlueskyServer, network: Bluesky, clerk: Place) -> None:
    address = bluesky.anothers("Roads are wet.")
    uri = f"at://{bluesky.anna['did']}/app.bsky.feed.post/{address.rpartition('/')[2]}"
    profile = {"$type": "app.bsky.actor.profile", "displayName": "Anna Lee"}
    put = {"repo": bluesky.anna["did"], "collection": "app.bsky.actor.profile", "rkey": "self", "record": profile}
    bluesky.tells("com.atproto.repo.putRecord", put, bluesky.anna["accessJwt"])
    for one in (address, uri):
        target = network.reshares(one)
        assert target
        shown = network.show(target, clerk)
        assert (shown.author, shown.handle, shown.text) == ("Anna Lee", "anna.test", "Roads are wet.")
        assert shown.address == f"https://bsky.app/profile/{bluesky.anna['did']}/post/{address.rpartition('/')[2]}"
    quoting = network.publish(part("Quite.", reshares=address), clerk)
    target = network.reshares(quoting.url)
    assert target
    assert network.show(target, clerk).reshares


@pytest.mark.parametrize("gone", ["https://bsky.app/profile/anna.test/post/3lbx2k", "at://nobody.test/app.bsky.feed.post/3lbx2k"])
def test_what_is_gone_is_not_reshared(bluesky: BlueskyServer, network: Bluesky, clerk: Place, gone: str) -> None:
    with pytest.raises(Refused, match="does not find"):
        network.publish(part("", reshares=gone), clerk)
    assert bluesky.door.asked[-1][0] == "GET"


def test_three_thousand_bytes_fit_and_one_more_is_refused_before_anything_is_asked(
    bluesky: BlueskyServer, network: Bluesky, clerk: Place
) -> None:
    full = FAMILY * 120
    assert (len(full.encode()), network.length(full)) == (3_000, 120)
    assert bluesky.value(network.publish(part(full), clerk).remote_id)["value"]["text"] == full
    bluesky.door.mended()
    with pytest.raises(Refused, match="bytes"):
        network.publish(part(f"{full}!"), clerk)
    assert bluesky.door.asked == []


def test_three_hundred_characters_fit_however_they_are_written(bluesky: BlueskyServer, network: Bluesky, clerk: Place) -> None:
    for one in ("🇬🇧", "👍🏽", "e\u0301", "ä"):
        network.publish(part(one * 300), clerk)
        with pytest.raises(Refused, match="too long"):
            network.publish(part(one * 301), clerk)


def test_what_somebody_else_posts_there_is_seen_beside_ours(bluesky: BlueskyServer, network: Bluesky, clerk: Place) -> None:
    ours = network.publish(part("Ours."), clerk)
    reshared = network.publish(part("", reshares=bluesky.anothers("Seen.")), clerk)
    record = {"$type": "app.bsky.feed.post", "text": "Not ours.", "createdAt": "2001-01-01T00:00:00Z"}  # it says that it is old
    said = bluesky.tells(
        "com.atproto.repo.createRecord",
        {"repo": clerk.remote_id, "collection": "app.bsky.feed.post", "record": record},
        bluesky.secrets["access"],
    )
    begun = clock.now()
    seen = {one.remote_id: one for one in network.recent(clerk)}
    assert {ours.remote_id, reshared.remote_id, said["uri"]} <= seen.keys()
    theirs = seen[said["uri"]]
    assert (theirs.text, theirs.url.rpartition("/")[2]) == ("Not ours.", said["uri"].rpartition("/")[2])
    assert abs(theirs.at - begun) < timedelta(seconds=10)
    assert (seen[reshared.remote_id].text, seen[ours.remote_id].url) == ("", ours.url)
