"""What leads somewhere on Bluesky, by its bytes: each case says the text, and what a server must find between the bytes."""

import time
from itertools import pairwise

import pytest

from pwa.rules.bluesky_text import Kind, spans

LINK, MENTION, TAG = Kind.LINK, Kind.MENTION, Kind.TAG
Cases = dict[str, list[tuple[Kind, str, str]]]  # by text: the kind, what stands there, and what it names

CASES: Cases = {
    "": [],
    "Nothing here.": [],
    # links
    "https://example.org": [(LINK, "https://example.org", "https://example.org")],
    "HTTPS://EXAMPLE.ORG/A": [(LINK, "HTTPS://EXAMPLE.ORG/A", "HTTPS://EXAMPLE.ORG/A")],
    "start https://middle.example/a?b=c&d#e end": [(LINK, "https://middle.example/a?b=c&d#e", "https://middle.example/a?b=c&d#e")],
    "https://a.example https://b.example\nhttps://c.example": [
        (LINK, f"https://{one}.example", f"https://{one}.example") for one in "abc"
    ],
    "www.example.org/roads": [(LINK, "www.example.org/roads", "https://www.example.org/roads")],
    "www.": [],
    "www.example": [],
    "www.example.": [],
    "example.org": [],  # without https or www nobody can tell it from "e.g." or "report.md"
    "https://": [],
    "https://…": [],
    "nothttps://example.org": [],
    "anna@https://example.org": [],
    "http://localhost:8000/x": [(LINK, "http://localhost:8000/x", "http://localhost:8000/x")],
    # what comes after one
    "https://example.org.": [(LINK, "https://example.org", "https://example.org")],
    "https://example.org/a, then!": [(LINK, "https://example.org/a", "https://example.org/a")],
    "https://example.org/a?!…": [(LINK, "https://example.org/a", "https://example.org/a")],
    "(https://example.org/a)": [(LINK, "https://example.org/a", "https://example.org/a")],
    "(see https://example.org/a).": [(LINK, "https://example.org/a", "https://example.org/a")],
    "https://en.wikipedia.org/wiki/Bus_(transport)": [
        (LINK, "https://en.wikipedia.org/wiki/Bus_(transport)", "https://en.wikipedia.org/wiki/Bus_(transport)")
    ],
    "(https://en.wikipedia.org/wiki/Bus_(transport))": [
        (LINK, "https://en.wikipedia.org/wiki/Bus_(transport)", "https://en.wikipedia.org/wiki/Bus_(transport)")
    ],
    "“https://example.org/a”": [(LINK, "https://example.org/a", "https://example.org/a")],
    "\u2018https://example.org/a’,": [(LINK, "https://example.org/a", "https://example.org/a")],
    "<https://example.org/a>": [(LINK, "https://example.org/a", "https://example.org/a")],
    "https://example.org/a/": [(LINK, "https://example.org/a/", "https://example.org/a/")],
    "https://example.org/100%": [(LINK, "https://example.org/100%", "https://example.org/100%")],
    "見て https://example.org/。": [(LINK, "https://example.org/", "https://example.org/")],
    "見てhttps://example.org/、": [(LINK, "https://example.org/", "https://example.org/")],
    # what comes before it, in bytes
    "👍 https://example.org": [(LINK, "https://example.org", "https://example.org")],
    "👍🏽https://example.org": [(LINK, "https://example.org", "https://example.org")],
    "👩‍🚒🏴󠁧󠁢󠁷󠁬󠁳󠁿🇬🇧 https://example.org 🇬🇧 https://example.org/é": [
        (LINK, "https://example.org", "https://example.org"),
        (LINK, "https://example.org/é", "https://example.org/é"),
    ],
    "e\u0301\u0301 https://example.org": [(LINK, "https://example.org", "https://example.org")],
    "ünïcödé \U0001d489\U0001d486\U0001d493\U0001d486 https://example.org/🚌 👍🏽": [(LINK, "https://example.org/🚌", "https://example.org/🚌")],
    # other names
    "https://bücher.example/ä?ö=ü": [(LINK, "https://bücher.example/ä?ö=ü", "https://bücher.example/ä?ö=ü")],
    "https://例え.テスト/x": [(LINK, "https://例え.テスト/x", "https://例え.テスト/x")],
    "https://xn--bcher-kva.example": [(LINK, "https://xn--bcher-kva.example", "https://xn--bcher-kva.example")],
    # mentions
    "@handle.example": [(MENTION, "@handle.example", "handle.example")],
    "@Handle.Example says": [(MENTION, "@Handle.Example", "handle.example")],
    "(@handle.example)": [(MENTION, "@handle.example", "handle.example")],
    "@handle.example.": [(MENTION, "@handle.example", "handle.example")],
    "@handle.example, @other.handle.example!": [
        (MENTION, "@handle.example", "handle.example"),
        (MENTION, "@other.handle.example", "other.handle.example"),
    ],
    "👨‍👩‍👧‍👧 @handle.example 👨‍👩‍👧‍👧": [(MENTION, "@handle.example", "handle.example")],
    "@handle": [],
    "@-handle.example": [],
    "anna@example.org": [],
    "anna.@example.org": [],
    "@anna@example.org": [],
    "@@handle.example": [],
    "https://example.org/@handle.example": [(LINK, "https://example.org/@handle.example", "https://example.org/@handle.example")],
    "https://example.org/(@handle.example": [(LINK, "https://example.org/(@handle.example", "https://example.org/(@handle.example")],
    # hashtags
    "#WV11": [(TAG, "#WV11", "WV11")],
    "Buses #WV11, #Buses2026!": [(TAG, "#WV11", "WV11"), (TAG, "#Buses2026", "Buses2026")],
    "🚌 #büs 🚌": [(TAG, "#büs", "büs")],
    "\uff03全角": [(TAG, "\uff03全角", "全角")],
    "#11": [],  # a number is none
    "#": [],
    "##": [],
    "#️⃣": [],
    "a#b": [],
    f"#{'x' * 64}": [(TAG, f"#{'x' * 64}", "x" * 64)],
    f"#{'x' * 65}": [],
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES.items(), ids=range(len(CASES)))
def test_it_finds_what_leads_somewhere_and_at_which_bytes(text: str, expected: list[tuple[Kind, str, str]]) -> None:
    raw = text.encode()
    assert [(span.kind, raw[span.start : span.end].decode(), span.names) for span in spans(text)] == expected


@pytest.mark.parametrize("text", ["https://a.com/" + ")" * 3_000, "@a." * 1_000, "#" * 3_000, "https://a.b " * 250, "www.a" * 600])
def test_no_text_keeps_it_busy(text: str) -> None:
    begun = time.process_time()  # whatever else the machine did meanwhile
    found = list(spans(text))
    assert time.process_time() - begun < 2
    assert all(one.end <= other.start for one, other in pairwise(found))
