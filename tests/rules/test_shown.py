"""What each network makes of links, names and hashtags, by its own published rules."""

import pytest

from pwa.networks.showing import named, shown, without
from pwa.rules.shown import Stretch, mastodon_link, wholes, x_link

NEWS = "https://www.bbc.co.uk/news/uk-england-birmingham-12345"


def leads(network: str, text: str, home: str = "https://toot.wales") -> list[tuple[str, str]]:
    """What leads somewhere there: as it is shown, and where to."""
    return [(one.text, one.names) for one in shown(network, text, home) if one.kind]


@pytest.mark.parametrize(
    ("network", "text", "found"),
    [
        ("x", f"See {NEWS}.", [("bbc.co.uk/news/uk-englan…", NEWS)]),
        ("x", "wv11.co.uk is ours", [("wv11.co.uk", "https://wv11.co.uk")]),
        ("x", "@anna, not a@anna.com", [("@anna", "anna")]),
        ("x", "@jo@toot.wales", []),
        ("x", "#WV11 #123 a#b #été", [("#WV11", "WV11"), ("#été", "été")]),
        ("x", "https://wv11.co.uk/#road", [("wv11.co.uk/#road", "https://wv11.co.uk/#road")]),
        ("mastodon", f"See {NEWS}.", [("bbc.co.uk/news/uk-england-birm…", NEWS)]),
        ("mastodon", "wv11.co.uk is text", []),
        ("mastodon", "@jo @anna@wv11.social", [("@jo", "@jo@toot.wales"), ("@anna", "@anna@wv11.social")]),
        ("mastodon", "#WV11 #123 (#road)", [("#WV11", "WV11"), ("#road", "road")]),
        ("bluesky", f"é {NEWS}", [(NEWS, NEWS)]),
        ("bluesky", "@anna @WV11.bsky.social #WV11", [("@WV11.bsky.social", "wv11.bsky.social"), ("#WV11", "WV11")]),
        ("facebook_page", f"@anna: {NEWS} #WV11", [(NEWS, NEWS), ("#WV11", "WV11")]),
        ("noticeboard", f"@anna: {NEWS} #WV11", []),
    ],
)
def test_what_leads_somewhere(network: str, text: str, found: list[tuple[str, str]]) -> None:
    assert leads(network, text) == found


def test_nothing_of_the_words_is_lost_between_them() -> None:
    text = "Hi @jo, see https://wv11.co.uk/a and #WV11!"
    assert "".join(one.text for one in shown("bluesky", text)) == text
    assert "".join(one.text for one in shown("facebook_page", text)) == text


def test_x_shows_what_it_has_made_of_the_characters() -> None:
    assert shown("x", "Cafe\u0301") == [Stretch("Caf\u00e9")]


def test_links_are_cut_where_each_network_cuts_them() -> None:
    assert [x_link("https://wv11.co.uk/" + "a" * many) for many in (14, 15)] == ["wv11.co.uk/" + "a" * 14, "wv11.co.uk/" + "a" * 14 + "…"]
    assert mastodon_link("https://wv11.co.uk/" + "a" * 19) == "wv11.co.uk/" + "a" * 19
    assert mastodon_link("https://www.wv11.co.uk/" + "a" * 20) == "wv11.co.uk/" + "a" * 19 + "…"


def test_only_bluesky_has_to_be_asked_and_what_is_nobodys_stays_text() -> None:
    there = shown("bluesky", "@jo.bsky.social and @no.example and @jo.bsky.social")
    assert named("bluesky", there) == ["jo.bsky.social", "no.example"]
    assert named("x", shown("x", "@jo")) == []
    assert [one.kind for one in without(there, {"no.example"})] == ["mention", None, None, None, "mention"]


def test_what_belongs_together_is_whatever_any_of_them_takes_for_one() -> None:
    text = "@jo@toot.wales wv11.co.uk/a #WV11"
    assert {text[start:end] for start, end in wholes(text)} >= {"@jo@toot.wales", "wv11.co.uk/a", "#WV11"}
