"""What counts as an official reshare, whose post it is, and how an account is compared."""

import pytest

from pwa.actions.networks import far_post
from pwa.rules.quarantine import LISTABLE, Source, by_domain, elsewhere, listed, only_reshares, outside, posts_in, readers_see, source
from pwa.rules.reshare import notice
from pwa.rules.text import Unfit

ON_X, ON_BLUESKY = "https://x.com/someone/status/20", "https://bsky.app/profile/jo.example/post/3kabc"
ON_MASTODON, ON_BOARD = "https://b.example/@bob/5", f"http://localhost:8000/board/jo/{'a' * 16}"


def is_post(address: str) -> bool:
    return far_post(address) is not None or notice(address) is not None or elsewhere(address)


@pytest.mark.parametrize(
    "words",
    [
        ON_X,
        ON_BLUESKY,
        ON_MASTODON,
        ON_BOARD,
        f"  {ON_X}\n",
        f"👇 {ON_X}",
        f"“{ON_X}”",
        f"#Walsall #news {ON_X}",
        f"RT @someone {ON_X}",
        f"via @someone: {ON_X}",
        f"{ON_X} {ON_BLUESKY}",
        f"{ON_X}.",
        "x.com/someone/status/20",
        "twitter.com/someone/status/20",
        "www.x.com/someone/status/20",
        "HTTPS://X.com/someone/status/20",
        "https://x.com/someone/status/20?s=20&t=abc",
        "at://did:plc:abc/app.bsky.feed.post/3kabc",
        *(
            "https://x.com/someone/status/20/photo/1",
            "https://user@X.com.:443/someone/status/20",
            "https://m.twitter.com/someone/statuses/20",
        ),
        *(
            f"{ON_X}👇",
            f"{ON_X}👇{ON_BLUESKY}👆",
            f"{ON_X}\u200b",
            f"{ON_X}|",
            "https://b.example/deck/@bob/5",
            "https://b.example/web/@bob/5",
        ),
        *("https://www.facebook.com/share/p/1AbCdEf/", "facebook.com/groups/walsall/posts/123456", "https://fb.watch/abc/"),
        *("https://www.instagram.com/reel/AbC/?igsh=x", "https://www.threads.com/@jo/post/AbC", "https://www.tiktok.com/@jo/video/7"),
        "https://x.com/someone/status/20 https://x.com/someone/status/20?s=20",  # one is the beginning of the other
    ],
)
def test_nothing_but_a_link_is_a_reshare(words: str) -> None:
    assert only_reshares(words, is_post)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "The library opens again on Monday.",
        f"Thank you all. {ON_X}",
        f"{ON_X} says the road is closed",
        "https://www.walsall.gov.uk/bins",
        "walsall.gov.uk/bins/status/20",
        "https://x.com/someone",
        *("https://www.facebook.com/walsall", "https://www.instagram.com/walsall/", "https://www.facebook.com/groups/walsall/"),
        "mail@x.com/someone/status/20",
        "#Walsall",
        "👇",
    ],
)
def test_words_of_ones_own_are_none(words: str) -> None:
    assert only_reshares(words, is_post) == []


def test_a_link_beside_words_is_found_too() -> None:
    assert [address for _, address in posts_in(f"Thank you X.COM/a/status/20 and {ON_BLUESKY}!", is_post)] == [
        ON_BLUESKY,
        "https://x.com/a/status/20",
    ]


@pytest.mark.parametrize(
    ("network", "typed", "account"),
    [
        ("x", "@WMPolice", "wmpolice"),
        ("x", "https://x.com/WMPolice", "wmpolice"),
        ("x", "twitter.com/WMPolice/", "wmpolice"),
        ("noticeboard", "jo", "jo"),
        ("noticeboard", "http://localhost:8000/board/jo", "jo"),
        ("bluesky", "@Jo.Example", "jo.example"),
        ("bluesky", "https://bsky.app/profile/jo.example", "jo.example"),
        ("mastodon", "@Bob@B.Example", "bob@b.example"),
        ("mastodon", "https://b.example/@Bob", "bob@b.example"),
        ("mastodon", "bob@bücher.example", "bob@xn--bcher-kva.example"),
    ],
)
def test_an_account_has_one_spelling(network: str, typed: str, account: str) -> None:
    assert listed(network, typed) == Source(network, account)
    assert source(network, f"@{account.upper()}") == Source(network, account)


@pytest.mark.parametrize(
    ("network", "typed"),
    [
        ("x", ""),
        ("x", "a name"),
        ("x", "sixteen_letters_x"),
        ("bluesky", "jo"),
        ("bluesky", "jo.example/x"),
        ("mastodon", "bob"),
        ("mastodon", "bob@"),
        ("mastodon", "@b.example"),
        ("mastodon", "bob@localhost"),
        ("noticeboard", "j"),
        ("facebook_page", "Walsall"),
        ("elsewhere", "jo"),
        ("x", "*.police.uk"),
        ("noticeboard", "*.police.uk"),
        ("bluesky", "*.uk"),
        ("bluesky", "*.bsky.social"),
        ("mastodon", "*@social.example"),
        ("x", "http://[::1"),
        ("mastodon", "http://[::1"),
    ],
)
def test_what_names_no_account_is_refused(network: str, typed: str) -> None:
    with pytest.raises(Unfit, match="Nothing was changed"):
        listed(network, typed)


@pytest.mark.parametrize(
    ("source", "entry"),
    [
        (Source("bluesky", "west.police.uk"), "*.police.uk"),
        (Source("mastodon", "news@social.aldbrook.gov.uk"), "*.gov.uk"),
        (Source("bluesky", "police.uk.example"), "police.uk.example"),
        (Source("bluesky", "fakepolice.uk"), "fakepolice.uk"),
        (Source("mastodon", "west.police.uk@b.example"), "west.police.uk@b.example"),
        (Source("bluesky", "evil-gov.uk"), "evil-gov.uk"),
        (Source("bluesky", "gov.uk.evil.example"), "gov.uk.evil.example"),
        (Source("bluesky", "west.g\u043ev.uk"), "west.g\u043ev.uk"),
        (Source("bluesky", "did:web:b.example:west.gov.uk"), "did:web:b.example:west.gov.uk"),
        (Source("mastodon", "a@b.example/west.gov.uk"), "a@b.example/west.gov.uk"),
        (Source("mastodon", "a@b.example@west.gov.uk"), "a@b.example@west.gov.uk"),
        (Source("mastodon", "west.gov.uk"), "west.gov.uk"),
        (Source("x", "police"), "police"),
        (Source("noticeboard", ""), ""),
    ],
)
def test_only_a_name_that_its_network_proves_makes_a_public_body(source: Source, entry: str) -> None:
    assert by_domain(source) == entry
    assert listed("mastodon", " *.Police.uk ") == Source("mastodon", "*.police.uk")


def test_each_network_says_it_in_its_own_words() -> None:
    said = {name: readers_see(name, "WV11", "@jo", with_words=False) for name in (*LISTABLE, "facebook_page")}
    assert said["x"] == "WV11 reposted @jo."
    assert said["bluesky"] == "Reposted by WV11: @jo."
    assert said["mastodon"] == "WV11 boosted @jo."
    assert said["noticeboard"] == "WV11 reshares @jo."
    assert said["facebook_page"] == "WV11 shared a post of @jo."
    assert readers_see("bluesky", "WV11", "@jo", with_words=True) == "WV11 quotes @jo."
    assert readers_see("x", "WV11", None, with_words=False) == "WV11 reposted somebody."


def test_nobody_could_see_whose_it_is_so_it_is_on_no_list() -> None:
    jo, nobody = Source("x", "jo"), Source("x", "")
    assert outside([jo, nobody], [jo, nobody]) == [nobody]
    assert outside([jo], [Source("mastodon", "jo")]) == [jo]
