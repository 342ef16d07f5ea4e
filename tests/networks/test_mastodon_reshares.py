"""Which addresses Mastodon knows as posts, and that only the post which an address names is reshared."""

import pytest

from pwa.networks.contract import Outgoing, Refused, Resharing
from tests.networks.test_mastodon import Page, home, mastodon

OTHER = {"id": "5", "url": "https://b.example/@bob/5", "uri": "https://b.example/users/bob/statuses/5"}


@pytest.mark.parametrize(
    ("address", "bare"),
    [
        ("https://a.example/@bob/123", "https://a.example/@bob/123"),
        ("https://a.example/@bob@b.example/123/?x=1#y", "https://a.example/@bob@b.example/123"),
        ("https://a.example/users/bob/statuses/123", "https://a.example/users/bob/statuses/123"),
    ],
)
def test_it_knows_posts_in_mastodons_own_spellings(address: str, bare: str) -> None:
    network: object = mastodon()
    assert isinstance(network, Resharing)
    target = network.reshares(address)
    assert target is not None
    assert (target.network, target.address, target.remote_id) == ("mastodon", bare, "123")


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
