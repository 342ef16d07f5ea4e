"""X counts as X does: the cases that it publishes, and what each rule of its weights, emoji and links comes to."""

import time

import pytest

from pwa.rules.x_text import x_length, x_links, x_unlinked, x_without_links

LINK = 23
WALES, FAMILY = "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f", "👨‍👩‍👧‍👦"

LENGTHS = {
    "": 0,
    # its own cases
    "This is a test.": 15,
    "http://test.com": LINK,
    "https://test.com": LINK,
    "test.com": LINK,
    "Test https://test.com test https://test.com test.com test": 86,
    "\U00010000\U0010ffff": 4,
    "저찀쯿쿿": 8,
    "H🐱☺": 5,
    "の" * 140: 280,
    "🐱" * 140: 280,
    # weights: where each range begins and ends
    "\u10ff": 1,
    "\u1100": 2,
    "\u1fff": 2,
    "\u2000\u200d": 2,
    "\u200e": 2,
    "\u2010\u201f": 2,
    "\u2020": 2,
    "\u2032\u2037": 2,
    "\u2031\u2038": 4,
    "“so” \u2013 it’s…": 9 + 2 + 2,
    "€": 2,
    # NFC first
    "caf\u0065\u0301": 4,
    "\u1112\u1161\u11ab": 2,  # three jamo are one syllable
    "\u212b": 1,
    "\u0301\u0301": 2,
    "\n": 1,
    # emoji
    "👍": 2,
    "👍🏽": 2,
    "☝🏿": 2,
    "❤": 2,
    "❤\ufe0f": 2,
    "❤\ufe0e": 4,
    "☺️☺": 4,
    "©": 1,
    "©\ufe0f": 2,
    "™": 2,
    "7": 1,
    "7\ufe0f\u20e3": 2,
    "#\u20e3": 2,
    "🇬🇧": 2,
    "🇬🇧🇩🇪": 4,
    "🇬": 2,
    WALES: 2,
    FAMILY: 2,
    "👩🏽‍🚒": 2,
    "👩‍❤️‍💋‍👩": 2,
    "🏳️‍🌈": 2,
    "🕵🏽‍♀️": 2,
    f"{FAMILY}{WALES}👍🏽1️⃣": 8,
    "👍 👍": 5,
}

LINKS = {
    "http://example.com": ["http://example.com"],
    "HTTPS://EXAMPLE.COM/A": ["HTTPS://EXAMPLE.COM/A"],
    "example.com": ["example.com"],
    "foo.co.jp www.foo.co.uk": ["foo.co.jp", "www.foo.co.uk"],
    "foo.comm foo.somecom foo.govedu wwwww.xxxxxxx": [],
    "It ended.Then it began": [],
    "it.is": ["it.is"],  # X makes one of that, and so do we
    "MLB.tv vine.co t.co": ["MLB.tv", "vine.co", "t.co"],
    "http://no-tld http://tld-too-short.x": [],
    "http://domain.com-that-you-should-have-put-a-space-after": [],
    "user@example.com": [],
    "@example.com": [],
    "$example.com #example.com": [],
    "-example.com /example.com .example.com _example.com": [],
    "(http://twitter.com)": ["http://twitter.com"],
    "http://a_b.c-d.com": ["http://a_b.c-d.com"],
    "http://-leadingdash.twitter.com http://twitter-.com http://a.b_.com": [],
    "http://example.com, http://example.org. http://example.net!": ["http://example.com", "http://example.org", "http://example.net"],
    "http://example.com/a, http://example.com/b.": ["http://example.com/a", "http://example.com/b"],
    "http://en.wikipedia.org/wiki/Primer_(film)": ["http://en.wikipedia.org/wiki/Primer_(film)"],
    "http://example.com/a_(b_(c)_d)_e": ["http://example.com/a_(b_(c)_d)_e"],
    "http://example.com/a(b": ["http://example.com/a"],
    "http://example.com?a=1&b=2.": ["http://example.com?a=1&b=2"],
    "example.com?a=1": ["example.com"],
    "example.com/?a=1": ["example.com/?a=1"],
    "http://foo.com?#foo text": ["http://foo.com?#foo"],
    "http://foo.com/#foo": ["http://foo.com/#foo"],
    "http://somehost.com:3000": ["http://somehost.com:3000"],
    "http://twitter.com/Русские_слова": ["http://twitter.com/Русские_слова"],
    "http://example.com/é/ü": ["http://example.com/é/ü"],
    "http://xo.com/~matthew+%ff-,.;x": ["http://xo.com/~matthew+%ff-,.;x"],
    "http:// example.com/path": ["example.com/path"],
    # names in other letters
    "http://bücher.de/x http://xn--bcher-kva.de": ["http://bücher.de/x", "http://xn--bcher-kva.de"],
    "http://例え.みんな http://президент.рф": ["http://例え.みんな", "http://президент.рф"],
    "http://✪df.ws/ejp": ["http://✪df.ws/ejp"],
    "これは日本語です。example.com/path/index.html中国語example.com/path한국": ["example.com/path/index.html", "example.com/path"],
    "twitter.comこれは日本語です。example.com中国語": ["twitter.com", "example.com"],
    "例え.みんな": [],
    f"http://{'a' * 63}.com http://{'a' * 64}.com": [f"http://{'a' * 63}.com"],
    f"http://{'日' * 60}.com": [],  # too long in ASCII
    # its own short links end where they end
    "https://t.co/abcde?x=1&y/z": ["https://t.co/abcde?x=1&y/z"],
    "https://t.co/abcde/more": ["https://t.co/abcde"],
    f"https://t.co/{'a' * 41}": [],
    f"https://example.com/{'a' * 4100}": [],
}


@pytest.mark.parametrize(("text", "length"), LENGTHS.items(), ids=range(len(LENGTHS)))
def test_it_counts_as_x_does(text: str, length: int) -> None:
    assert x_length(text) == length


@pytest.mark.parametrize(("text", "links"), LINKS.items(), ids=range(len(LINKS)))
def test_it_finds_the_links_that_x_finds(text: str, links: list[str]) -> None:
    assert x_links(text) == links
    assert x_length(text) == x_length(x_without_links(text, "\0")[0]) + (LINK - 1) * len(links)


def test_the_words_without_their_links() -> None:
    assert x_without_links("See wv11.co.uk, or https://example.org/a.") == ("See , or .", ["wv11.co.uk", "https://example.org/a"])


@pytest.mark.parametrize(
    "text",
    [
        "https://a.com/" + "(" * 20_000,
        "a.com/" + "(a" * 20_000,
        "@" * 20_000,
        "a." * 5_000,
        "日" * 20_000 + ".",
        "日." * 5_000,
        "1️⃣" * 10_000,
    ],
    ids=range(7),
)
def test_no_text_keeps_it_busy(text: str) -> None:
    begun = time.process_time()  # whatever else the machine did meanwhile
    x_length(text)
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Road closed: https://wv11.co.uk/road", "Road closed"),
        ("See wv11.co.uk/road for buses.", "See for buses."),
        ("Road closed (wv11.co.uk/road).\n\nwv11.co.uk/map\n\nBuses go round.", "Road closed.\n\nBuses go round."),
        ("Road closed, see https://wv11.co.uk/road .", "Road closed, see."),
        ("https://wv11.co.uk/road", ""),
        ("No link:  and two gaps", "No link: and two gaps"),
    ],
)
def test_the_words_read_on_without_their_links(text: str, left: str) -> None:
    assert x_unlinked(text) == left
