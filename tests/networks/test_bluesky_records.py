"""Bluesky's records: the same at every attempt, sorted by time, and named as every server names them."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pwa.networks.bluesky_records import cid_of, key_of, post, post_at, record_at
from pwa.networks.contract import Outgoing, OutgoingPicture

RELEASED = datetime(2026, 11, 26, 8, 0, 0, 1999, UTC)
PART = Outgoing("an attempt key", "Bus 59 👍🏽 is late.", None, dated=RELEASED)
SOME = "bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
POST = {"$type": "app.bsky.feed.post", "text": "Bus 59 👍🏽 is late.", "createdAt": "2026-11-26T08:00:00.001Z"}
LINK = {"index": {"byteStart": 0, "byteEnd": 3}, "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org"}]}
REPLY = {name: {"uri": f"at://did:plc:abc/app.bsky.feed.post/{number}", "cid": SOME} for name, number in (("root", 1), ("parent", 2))}
BLOB = {"$type": "blob", "ref": {"$link": SOME.replace("bafy", "bafk")}, "mimeType": "image/png", "size": 100_000}
IMAGES = {
    "$type": "app.bsky.embed.images",
    "images": [{"alt": "", "aspectRatio": {"width": 1200, "height": 70_000}, "image": BLOB}],
}


@pytest.mark.parametrize(
    ("record", "cid"),  # computed by @atproto/lex-cbor
    [
        (POST, "bafyreicj2cllenqe2vjnv2u22ie7wuiwecpbjz627kdl6whg4caq4b2ygu"),
        ({**POST, "facets": [LINK], "reply": REPLY, "embed": IMAGES}, "bafyreifsmbafzz6ntdk7xhfkqkwbexza2gswoupi2ionsgylyf6cixzez4"),
        ({"a": [True, False, None, -1, 24, 256]}, "bafyreiawypfdsjkxhcuw57nwks6kb3hlmbxgz22ruzyarfxk4c4tdiqz6i"),
    ],
)
def test_a_record_is_named_as_the_network_does(record: dict[str, object], cid: str) -> None:
    assert cid_of(record) == cid


def test_a_post_says_nothing_of_what_it_has_not() -> None:
    assert post(PART, [], None, None) == post(PART, None, None, None) == POST


def test_a_picture_is_named_by_its_bytes_and_says_its_shape() -> None:
    picture = OutgoingPicture("p", "image/png", "A red bus", 640, 480, 3, lambda: b"abc")
    embed = post(replace(PART, pictures=(picture,)), None, None, None)["embed"]
    # the multihash of "abc" is in every textbook: ba7816bf ...
    blob = {
        "$type": "blob",
        "ref": {"$link": "bafkreif2pall7dybz7vecqka3zo24irdwabwdi4wc55jznaq75q7eaavvu"},
        "mimeType": "image/png",
        "size": 3,
    }
    assert embed["images"] == [{"image": blob, "alt": "A red bus", "aspectRatio": {"width": 640, "height": 480}}]


def test_a_key_is_the_same_at_every_attempt_and_another_for_every_part() -> None:
    later = replace(PART, age=timedelta(minutes=9))
    assert key_of(later) == key_of(PART)
    assert len({key_of(replace(PART, attempt_key=str(number))) for number in range(1_000)}) > 990  # all released in one moment


def test_keys_are_sorted_by_their_time_and_have_the_form_that_servers_ask_for() -> None:
    dates = [RELEASED + timedelta(milliseconds=number) for number in (0, 1, 2, 1_000, 86_400_000)]
    keys = [key_of(replace(PART, attempt_key=str(number), dated=dated)) for number, dated in enumerate(dates)]
    assert keys == sorted(keys)
    assert all(re.fullmatch("[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}", key) for key in keys)
    number = 0
    for letter in keys[0]:
        number = number * 32 + "234567abcdefghijklmnopqrstuvwxyz".index(letter)
    assert abs(datetime.fromtimestamp((number >> 10) / 1e6, UTC) - RELEASED) < timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("https://bsky.app/profile/clerk.example.org/post/3lbx2k", "clerk.example.org"),
        ("https://bsky.app/profile/did:plc:ewvi7nxzyoun6zhxrhs64oiz/post/3lbx2k/?ref=x#y", "did:plc:ewvi7nxzyoun6zhxrhs64oiz"),
        ("https://bsky.app/profile/did:web:example.org/post/3lbx2k", "did:web:example.org"),
        ("at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3lbx2k", "did:plc:ewvi7nxzyoun6zhxrhs64oiz"),
        ("at://clerk.example.org/app.bsky.feed.post/3lbx2k", "clerk.example.org"),
    ],
)
def test_it_knows_posts_by_their_page_and_by_themselves(address: str, who: str) -> None:
    found = post_at(address)
    assert found is not None
    assert found == record_at(found.uri)
    assert (found.uri, found.page) == (f"at://{who}/app.bsky.feed.post/3lbx2k", f"https://bsky.app/profile/{who}/post/3lbx2k")


@pytest.mark.parametrize(
    "address",
    [
        *("", "https://bsky.app", "https://bsky.app/profile/clerk.example.org", "http://bsky.app/profile/clerk.example.org/post/3lbx2k"),
        *("https://bsky.app/profile/clerk/post/3lbx2k", "https://bsky.app/profile/a.b/post/", "https://bsky.app/profile/a.b/post/x/likes"),
        *("https://bsky.app.example/profile/a.b/post/x", "at://a.b/app.bsky.feed.like/x", "at://a.b/app.bsky.feed.post/x/y", "at:///x/y"),
        *("https://bsky.app/profile/../post/x", "https://bsky.app/profile/a.b/post/x y", "https://x.com/bob/status/123"),
    ],
)
def test_and_nothing_else(address: str) -> None:
    assert post_at(address) is None
