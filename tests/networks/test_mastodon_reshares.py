"""Which addresses Mastodon knows as posts, and that only the post which an address names is reshared."""

import pytest

from pwa.networks.contract import NotShown, Outgoing, Refused, Resharing, Retracted, Target
from tests.networks.test_mastodon import Page, home, mastodon

OTHER = {"id": "5", "url": "https://b.example/@bob/5", "uri": "https://b.example/users/bob/statuses/5"}


@pytest.mark.parametrize(
    ("address", "bare"),
    [
        ("https://a.example/@bob/123", "https://a.example/@bob/123"),
        ("https://a.example/@bob@b.example/123/?x=1#y", "https://a.example/@bob@b.example/123"),
        ("https://a.example/users/bob/statuses/123", "https://a.example/users/bob/statuses/123"),
        ("https://gts.example/@bob/statuses/01JDKJ7M2X8Q4V9T5R3W6Y0Z1A", "https://gts.example/@bob/statuses/01JDKJ7M2X8Q4V9T5R3W6Y0Z1A"),
        ("https://pleroma.example/notice/AoB1cD2eF3gH4iJ5kL", "https://pleroma.example/notice/AoB1cD2eF3gH4iJ5kL"),
        ("https://snac.example/bob/p/1732608000.123456", "https://snac.example/bob/p/1732608000.123456"),
    ],
)
def test_it_knows_posts_in_the_common_spellings(address: str, bare: str) -> None:
    network: object = mastodon()
    assert isinstance(network, Resharing)
    target = network.reshares(address)
    assert target is not None
    assert (target.network, target.address, target.remote_id) == ("mastodon", bare, bare.rpartition("/")[2])


@pytest.mark.parametrize(
    "address",
    [
        *("https://a.example/@bob", "https://a.example/@bob/media", "https://a.example/bob/123", "http://a.example/@bob/123"),
        *("https://x.com/bob/status/123", "https://a.example/@bob/video/123", "https://a@b.example/@bob/1", "", "/@bob/1", "https:///@b/1"),
    ],
)
def test_and_nothing_else(address: str) -> None:
    assert mastodon().reshares(address) is None


def test_only_the_post_that_the_address_names_is_reshared() -> None:
    reblog = (200, {"id": "8", "reblog": OTHER})
    pages: dict[str, Page] = {"GET /api/v2/search": (200, {"statuses": [OTHER]}), "POST /api/v1/statuses/5/reblog": reblog}
    with home(pages) as (place, _):
        for address in (OTHER["url"], OTHER["uri"], f"{place.home}/@bob@b.example/5"):
            sent = mastodon().publish(Outgoing("key", "", None, (), address), place)
            assert (sent.remote_id, sent.url) == ("8", OTHER["url"])
        for address in ("https://b.example/@bob/6", f"{place.home}/@bob@b.example/6", "https://c.example/@bob/5"):
            with pytest.raises(Refused, match="does not find"):
                mastodon().publish(Outgoing("key", "", None, (), address), place)


def test_a_reshare_has_no_place_for_words_and_loses_none() -> None:
    with home({}) as (place, heard):
        with pytest.raises(Refused, match="without words"):
            mastodon().publish(Outgoing("key", "Look at this.", None, (), OTHER["url"]), place)
        assert heard == []


BOB = {"acct": "bob@b.example", "username": "bob", "display_name": "Bob"}
SAID = {"account": BOB, "content": "<p>Closed &amp; wet.</p>", "created_at": "2026-11-26T08:00:00.000Z", "media_attachments": [{"id": "1"}]}
POST = OTHER | SAID | {"visibility": "public", "spoiler_text": "Weather"}
TARGET = Target("mastodon", OTHER["url"], "5")


def test_it_shows_who_wrote_it_with_its_warning_and_whom_a_reshare_shows() -> None:
    with home({"GET /api/v2/search": (200, {"statuses": [POST]})}) as (place, _):
        shown = mastodon().show(TARGET, place)
        assert (shown.author, shown.handle, shown.text, shown.pictures) == ("Bob", "bob@b.example", "Weather\n\nClosed & wet.", 1)
    reshare = POST | {"content": "", "reblog": POST | {"account": {"acct": "anna"}}}
    with home({"GET /api/v2/search": (200, {"statuses": [reshare]})}) as (place, _):
        again = mastodon().show(TARGET, place)
        assert (again.handle, again.reshares) == (f"anna@{place.home.partition('//')[2]}", True)


@pytest.mark.parametrize("visibility", ["private", "direct", None])
def test_what_is_not_for_everybody_is_not_shown(visibility: str | None) -> None:
    with (
        home({"GET /api/v2/search": (200, {"statuses": [POST | {"visibility": visibility}]})}) as (place, _),
        pytest.raises(NotShown, match="not for everybody"),
    ):
        mastodon().show(TARGET, place)


def test_a_server_that_deletes_no_reshare_is_asked_about_the_original() -> None:
    pages: dict[str, Page] = {
        "DELETE /api/v1/statuses/8": (404, {"error": "Record not found"}),
        "GET /api/v1/statuses/8": (200, {"id": "8", "reblog": OTHER}),
        "POST /api/v1/statuses/5/unreblog": (200, OTHER),
    }
    with home(pages) as (place, _):
        assert mastodon().retract("8", place) is Retracted.RETRACTED
    pages["GET /api/v1/statuses/8"] = (200, {"id": "8", "reblog": None})
    with home(pages) as (place, _):
        assert mastodon().retract("8", place) is Retracted.NOT_OFFERED


def test_a_reshare_that_is_named_after_the_original_never_deletes_it() -> None:
    """Takahē and snac answer with the original; when that is a post of one's own, its id could be deleted."""
    pages: dict[str, Page] = {
        "GET /api/v2/search": (200, {"statuses": [OTHER]}),
        "POST /api/v1/statuses/5/reblog": (200, OTHER | {"reblogged": True}),
        "POST /api/v1/statuses/5/unreblog": (200, OTHER),
        "DELETE /api/v1/statuses/5": (200, OTHER),
    }
    with home(pages) as (place, heard):
        sent = mastodon().publish(Outgoing("key", "", None, (), OTHER["url"]), place)
        assert sent.url == OTHER["url"]
        assert mastodon().retract(sent.remote_id, place) is Retracted.RETRACTED
        assert [one.path for one in heard if one.command != "GET"] == ["/api/v1/statuses/5/reblog", "/api/v1/statuses/5/unreblog"]
