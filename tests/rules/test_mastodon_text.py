"""Mastodon counts what Mastodon counts: its own published cases, and what each rule of its links and mentions comes to."""

import time

import pytest

from pwa.rules.mastodon_text import mastodon_length

LINK = 23

CASES = {
    "": 0,
    "a" * 500: 500,
    # Mastodon's own cases for its limit
    f"{'a' * 476} http://{'b' * 30}.com/example": 500,
    f"{'a' * 475}http://{'b' * 30}.com/example": 475 + 7 + 30 + 12,  # stuck to a letter it is no link
    f"{'a' * 475} @alice@{'b' * 30}.com": 475 + 7,
    f"{'✨' * 473} http://{'b' * 30}.com/example": 473 + 1 + LINK,
    # what a reader sees as one
    "👩‍🚒🏴󠁧󠁢󠁷󠁬󠁳󠁿🇬🇧👍🏽": 4,
    "e\u0301\u0301": 1,
    "\r\n": 1,
    # links
    "https://example.org": LINK,
    "http://example.org": LINK,
    "HTTPS://EXAMPLE.ORG/A": LINK,
    "ftp://example.org/a": len("ftp://example.org/a"),
    "example.org/a": len("example.org/a"),
    "https://localhost/a": len("https://localhost/a"),
    "https://127.0.0.1/a": len("https://127.0.0.1/a"),
    "https://a.b.example.co.uk:8443/x/y?z=1#w": LINK,
    "https://example.org.": LINK + 1,
    "https://example.org/a.": LINK + 1,
    "https://example.org/a, https://example.org/b!": LINK + 2 + LINK + 1,
    "(https://example.org/a)": LINK + 2,
    "https://en.wikipedia.org/wiki/Bus_(transport)": LINK,
    "https://example.org/a_(b_(c)_d)_e": LINK,
    "https://example.org/a(b": LINK + 2,
    "https://example.org/?": LINK + 1,
    "https://example.org?a=1&b=2": LINK,
    "https://example.org?a=1&b=2.": LINK + 1,
    "https://example.org#top": LINK + 4,
    "https://example.org/#top": LINK,
    "https://example.org/é/ü?ö=ä": LINK,
    "https://bücher.example/x": LINK,
    "https://xn--bcher-kva.example/x": LINK,
    "https://例え.テスト/x": LINK,
    "https://example.orgです": LINK + 2,
    "見てhttps://example.org/": LINK + 2,
    "https://foo_bar.example.org/": LINK,
    "https://example.org/@alice": LINK,
    "https://example.org/?who=@alice": LINK,
    "@https://example.org": 1 + len("https://example.org"),
    "https://example.org https://example.org\nhttps://example.org": 3 * LINK + 2,
    # mentions
    "@alice": 6,
    "@alice@example.org": 6,
    "@alice@example.org, hello": 13,
    "@a.l-ice_@example.org": 9,
    "hello@example.org": len("hello@example.org"),  # an address for mail
    "=@alice@example.org": len("=@alice@example.org"),
    "@alice@example.org@x": len("@alice@example.org@x"),
    "@alice@example.orgé": 6,
    "@aliceé": 7,
    "@alice://x": len("@alice://x"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "length"), CASES.items(), ids=range(len(CASES)))
def test_it_counts_as_mastodon_does(text: str, length: int) -> None:
    assert mastodon_length(text) == length


@pytest.mark.parametrize(
    "text", ["https://a.com/" + "(" * 20_000, "https://a.com/" + "a!" * 20_000, "@" * 20_000, "https://" + "a." * 20_000, "@a." * 10_000]
)
def test_no_text_keeps_it_busy(text: str) -> None:
    begun = time.process_time()  # whatever else the machine did meanwhile
    mastodon_length(text)
    assert time.process_time() - begun < 2
