"""A phone counts what the server counts: the same figures in JavaScript and Python, for every published case and 10,000 made-up texts."""

# ruff: noqa: RUF001, SIM905
import json
import random
import subprocess
from pathlib import Path

import pytest

from pwa.rules.mastodon_text import mastodon_length
from pwa.rules.text import graphemes
from pwa.rules.top_level_names import TOP_LEVEL_NAMES
from pwa.rules.x_text import x_length, x_links, x_unlinked
from tests.check import node
from tests.rules.test_mastodon_text import CASES
from tests.rules.test_x_text import LENGTHS, LINKS
from tests.sources import ROOT

MADE_UP = 10_000
PIECES = """
http:// https:// HTTPS:// example.com foo.co.jp t.co/abc https://t.co/abcDEF?x=1 www. .com .museum co.uk xn-- xn--bcher-kva.com
bücher.example 例え.みんな 日本 バス 漢字 한국 ไทย भारत президент.рф РФ ё ß é ſ İ Ω a b Z 0 9 a_b.c.com -a.com a-.com
user@ @alice @alice@example.org @a.l-ice_@bücher.example #tag mailto:x@y.com :8080 ?q=1&b=2. /path_(x)/y /a,b;c /@alice/ #frag
. . , ! ? ( ) / @ # & = - _ ~ " ' ` | [ ] { } < >
… € “ ” 。 👍 👍🏽 👩🏽‍🚒 👨‍👩‍👧 🏳️‍🌈 🇬🇧 🇬 ❤ ❤️ ☺ 1️⃣ #️⃣ © ©️ ™ 🐱
""".split()
PIECES += [" ", " ", "\n", "\r\n", "\t", "\u00a0", "\u3000", "\u200b", "\u200d", "\u202a", "\ufe0e", "\ufe0f", "\ufeff", "\u20e3", "\u0301"]
PIECES += ["\u1112\u1161\u11ab", "\u2013", "\u212b", "❤\ufe0e", "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"]
SCRIPT = """
import { counting, graphemes, mastodonLength, utf8Bytes } from "./static/js/lib/count.js"
import { xLinks } from "./static/js/lib/count-x.js"
import { unlinked } from "./static/js/lib/prices.js"
import { TOP_LEVEL_NAMES } from "./static/js/lib/top-level-names.js"
let said = ""
for await (const piece of process.stdin.setEncoding("utf8")) said += piece
const xLength = await counting("weighted")
const each = (text) => [xLength(text), xLinks(text), unlinked(text), mastodonLength(text), graphemes(text), utf8Bytes(text)]
const figures = JSON.parse(said).map(each)
process.stdout.write(JSON.stringify([figures, TOP_LEVEL_NAMES]))
"""


@pytest.fixture(scope="module")
def texts() -> list[str]:
    made = random.Random(4)
    return [*LENGTHS, *LINKS, *CASES, *("".join(made.choices(PIECES, k=made.randrange(12))) for _ in range(MADE_UP))]


def test_every_text_has_the_same_figures(texts: list[str]) -> None:
    command: list[str | Path] = [node(), "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "--input-type=module", "--eval", SCRIPT]
    ran = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False)
    assert ran.returncode == 0, ran.stderr
    figures, names = json.loads(ran.stdout)
    here = [[x_length(text), x_links(text), x_unlinked(text), mastodon_length(text), graphemes(text), len(text.encode())] for text in texts]
    assert [(text, ours, theirs) for text, ours, theirs in zip(texts, here, figures, strict=True) if ours != theirs] == []
    assert names.split() == TOP_LEVEL_NAMES.split()
