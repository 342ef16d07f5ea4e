"""The static tree and what the worker keeps of it."""

import gzip
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import pytest
from werkzeug.test import TestResponse

from pwa.web.assets import as_sent
from tests.web.phone import Phone
from tests.web.writer import Writer


def test_only_the_running_digest_is_for_ever(stranger: Phone) -> None:
    worker = stranger.opens("/worker.js")
    digest = worker.text.split('"')[1]
    assert worker.headers["Cache-Control"] == "no-cache"
    now, older = stranger.opens(f"/static/{digest}/js/app.js"), stranger.opens("/static/older/js/app.js")
    assert now.data == older.data
    assert now.mimetype == "text/javascript"
    assert "immutable" in now.headers["Cache-Control"]
    assert older.headers["Cache-Control"] == "no-cache"
    assert stranger.opens("/static/older/js/app.js", If_None_Match=older.headers["ETag"]).status_code == 304
    small = stranger.opens(f"/static/{digest}/app.css", Accept_Encoding="gzip")
    assert gzip.decompress(small.data) == stranger.opens(f"/static/{digest}/app.css").data
    assert b"@layer tokens, base, components, screens" in gzip.decompress(small.data)


def test_everything_the_worker_keeps_is_there_and_names_nobody(steph_phone: Phone, stranger: Phone) -> None:
    worker = steph_phone.opens("/worker.js").text
    kept = [part for part in worker.splitlines()[0].split('"') if part.startswith("/")]
    assert "/offline" in kept
    for path in kept:
        answer = steph_phone.opens(path)
        assert answer.status_code == 200, path
        assert without_time(answer) == without_time(stranger.opens(path)), path
        assert "Set-Cookie" not in answer.headers
    for icon in steph_phone.opens("/manifest.webmanifest").get_json()["icons"]:
        assert steph_phone.opens(icon["src"]).mimetype == "image/png"


def test_who_comes_from_elsewhere_and_without_the_worker_finds_inside_what_a_page_is_painted_with(stranger: Phone) -> None:
    for path in ("/welcome", "/board/steph"):
        page = stranger.opens(path, Sec_Fetch_Mode="navigate", Sec_Fetch_Site="none")
        [sheet] = re.findall("<style>(.*?)</style>", page.text, re.DOTALL)
        assert sheet.encode() == stranger.opens("/static/any/app.css").data
        assert allowed(sheet) in page.headers["Content-Security-Policy"]
        assert "app.css" not in page.text
        [icon] = re.findall('<link rel="icon" href="data:image/svg[+]xml,(.*?)"', page.text)
        assert unquote(icon).encode() == stranger.opens("/static/any/icons/icon.svg").data


def test_what_asks_for_the_scripts_behind_the_first_paint_is_allowed_by_its_words(stranger: Phone) -> None:
    page = stranger.opens("/welcome", Sec_Fetch_Mode="navigate", Sec_Fetch_Site="none")
    [(wakes, starter)] = re.findall('<script data-wakes="(.*?)" data-manifest="/manifest.webmanifest">(.*?)</script>', page.text, re.DOTALL)
    assert allowed(starter) in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert stranger.opens(wakes).data == stranger.opens("/static/any/js/app.js").data
    assert page.text.count("<script") == 1


def test_a_countdown_asks_for_its_scripts_with_the_first_one_and_on_a_first_visit_behind_the_paint(
    steph_phone: Writer,
) -> None:
    own = steph_phone.holds("steph", "Lovely light on the canal")
    page, first = steph_phone.opens(own).text, steph_phone.opens(own, Sec_Fetch_Mode="navigate", Sec_Fetch_Site="none").text
    [wakes] = re.findall('<script data-wakes="(.*?)"', first)
    asked_for = re.findall('<script type="module" src="(.*?)">', page) + re.findall('<link rel="modulepreload" href="(.*?)">', page)
    assert wakes.split() == asked_for
    assert asked_for[1].endswith("/js/elements/undo-ring.js")
    assert 'rel="modulepreload"' not in first


def allowed(words: str) -> str:
    return f"'sha256-{b64encode(sha256(words.encode()).digest()).decode()}'"


@pytest.mark.parametrize(
    "asked",
    [
        {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Site": "none", "Service_Worker_Navigation_Preload": "true"},
        {"Sec_Fetch_Mode": "cors", "Sec_Fetch_Site": "none"},
        {},
    ],
    ids=["from our page", "the worker has it", "no page", "an older browser"],
)
def test_everybody_else_finds_it_where_it_is_kept(stranger: Phone, asked: dict[str, str]) -> None:
    page = stranger.opens("/welcome", **asked)
    assert "<style>" not in page.text
    assert re.search(r'<link rel="stylesheet" href="/static/\w+/app\.css">', page.text)
    assert re.search(r'<link rel="icon" href="/static/\w+/icons/icon\.svg"', page.text)
    assert re.search(r'<script type="module" src="/static/\w+/js/app\.js"></script>', page.text)


def without_time(answer: TestResponse) -> bytes:
    return re.sub(rb'name="server-now" content="[^"]*"', b"", answer.data)


@pytest.mark.parametrize(
    "path", ["../pwa/settings.py", "%2e%2e/pyproject.toml", "..%2fpyproject.toml", "css/../app.css", "", "js", "/etc/passwd"]
)
def test_no_path_leads_out_of_the_tree(stranger: Phone, path: str) -> None:
    assert stranger.opens(f"/static/x/{path}").status_code in (404, 308)


@pytest.mark.parametrize(
    ("file", "said", "sent"),
    [
        ("sheet.css", b"/* why\n * so */\n\n  a {\n    b: c /* and */\n  }\n", b"\na {\nb: c\n}\n"),
        ("sheet.css", b'a { content: "/* not a remark */" }\n', b'a { content: "/* not a remark */" }\n'),
        ("sheet.css", b"a { content: 'x\\\n   /* y */\\\n' }\n", b"a { content: 'x\\\n   /* y */\\\n' }\n"),
        ("sheet.css", b"a { background: url(data:image/svg+xml,/*z*/) }\n", b"a { background: url(data:image/svg+xml,/*z*/) }\n"),
        ("sheet.css", b"/* it's */\na { b: c } /* isn't */\n", b"\na { b: c }\n"),
        ("sheet.css", b".a /* or */ .b { margin: 0/**/1px }\n", b".a /* or */ .b { margin: 0/**/1px }\n"),
        ("script.js", b"\ta = `x\n  // y\n  z`\n  b()\n", b"a = `x\n  // y\n  z`\nb()\n"),
        ("script.js", b"// why\nif (a) {\n  // and\n  b() // c\n}\n", b"if (a) {\nb()\n}\n"),
        ("script.js", b"a = 'x // y'\nb = `x // y`\nc() // it's\n", b"a = 'x // y'\nb = `x // y`\nc() // it's\n"),
    ],
)
def test_a_file_is_sent_without_its_remarks_and_says_the_same(tmp_path: Path, file: str, said: bytes, sent: bytes) -> None:
    (tmp_path / file).write_bytes(said)
    assert as_sent(tmp_path / file) == sent


def test_a_composer_asks_for_one_script(steph_phone: Phone) -> None:
    page = steph_phone.opens("/as/steph/").text
    assert [path.rpartition("/")[2] for path in re.findall(r'<script type="module" src="(.*?)"', page)] == ["app.js"]
