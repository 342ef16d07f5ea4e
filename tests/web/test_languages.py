"""In which language the app speaks to whom: chosen here, or preferred by the browser, or English."""

import re
from datetime import date

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from pwa.rules.words import Sentence, kept, read
from pwa.web import words as web_words
from tests.software_passkey import SoftwarePasskey
from tests.sources import ROOT
from tests.web.phone import Phone, words
from tests.web.writer import Writer


def lang(page: str) -> str:
    return str(re.findall(r'<html lang="(\w+)" dir="ltr"', page)[0])


def test_the_browsers_language_is_honoured(stranger: Phone) -> None:
    assert lang(stranger.opens("/welcome").text) == "en"
    assert lang(stranger.opens("/welcome", Accept_Language="cy,en-GB;q=0.8").text) == "cy"
    assert lang(stranger.opens("/welcome", Accept_Language="cy-GB").text) == "cy"
    assert lang(stranger.opens("/welcome", Accept_Language="en-GB,cy;q=0.5").text) == "en"
    assert lang(stranger.opens("/welcome", Accept_Language="gd,fr;q=0.5").text) == "en"


def test_a_choice_beats_the_browser_and_stays(stranger: Phone) -> None:
    answer = chooses(stranger, "cy", "/recover")
    assert answer.location == "/recover"
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    page = stranger.opens("/recover", Accept_Language="en-GB")
    assert lang(page.text) == "cy"
    assert words(page, "<h1>(.*?)</h1>") == ["Dod yn ôl i mewn"]
    chooses(stranger, "en", "/recover")
    assert words(stranger.opens("/recover", Accept_Language="cy"), "<h1>(.*?)</h1>") == ["Get back in"]


def test_choosing_leads_only_to_a_page_of_ours(stranger: Phone) -> None:
    assert chooses(stranger, "cy", "https://elsewhere.example/welcome").location == "/"
    assert chooses(stranger, "cy", "/posts/abc/cancellation").location == "/"


def test_what_is_no_language_of_ours_changes_nothing(stranger: Phone) -> None:
    assert "Set-Cookie" not in chooses(stranger, "tlh", "/welcome").headers
    stranger.client.set_cookie("language", "../../etc")
    assert lang(stranger.opens("/welcome").text) == "en"


def test_each_language_is_named_in_itself(stranger: Phone, steph_phone: Writer) -> None:
    for page in (stranger.opens("/welcome", Accept_Language="cy"), steph_phone.opens("/switch")):
        assert re.findall(r'name="language" value="(\w+)" lang="\1"', page.text) == ["en", "cy"]
        assert words(page, r'<button class="ghost" name="language".*?>(.*?)</button>') == ["English", "Cymraeg"]


def test_pages_that_may_be_kept_are_kept_for_one_language(steph_phone: Writer, stranger: Phone) -> None:
    for path in ("/board/wv11", "/board/wv11/feed.atom", "/offline", "/manifest.webmanifest"):
        page = stranger.opens(path, Accept_Language="cy")
        assert {"Accept-Language", "Cookie"} <= set(page.vary), path
    assert "Dim signal" in stranger.opens("/offline", Accept_Language="cy").text
    assert stranger.opens("/manifest.webmanifest", Accept_Language="cy").get_json()["lang"] == "cy"


def test_words_run_in_their_own_direction() -> None:
    for template in (ROOT / "pwa" / "templates").rglob("*.html"):
        boxes = re.findall(r'<textarea [^>]*>|<p class="words"[^>]*>', template.read_text(encoding="utf-8"))
        assert [box for box in boxes if not re.search(r'dir="auto"| hidden>|id="link"', box)] == [], template.name


def test_english_costs_no_script_and_welsh_one(stranger: Phone) -> None:
    scripts = r'<script type="module" src="/static/\w+/(.*?)">'
    assert re.findall(scripts, stranger.opens("/welcome").text) == ["js/app.js"]
    welsh = stranger.opens("/welcome", Accept_Language="cy").text
    assert re.findall(scripts, welsh) == ["js/words/cy.js", "js/app.js"]
    catalogue = stranger.opens(re.findall(r'src="(/static/\w+/js/words/cy.js)"', welsh)[0])
    assert "Nid anfonwyd dim." in catalogue.text
    assert "Only Human yn" not in catalogue.text


def test_a_refusal_of_the_rules_speaks_welsh(steph_phone: Writer) -> None:
    chooses(steph_phone, "cy", "/")
    too_long = steph_phone.sends("/as/steph/posts", **steph_phone.writes("steph", "x" * 6000))
    assert words(too_long, r'role="alert">(.*?)</p>') == [
        "Mae hwn yn rhy hir i’r hysbysfwrdd o 1,000 nod (5,000 ar y mwyaf). Nid anfonwyd dim."
    ]


def test_a_notice_that_was_stored_speaks_welsh(app: Flask, steph_phone: Writer) -> None:
    old = Phone(app, passkey=steph_phone.passkey)
    old.signs_in()
    proof = steph_phone.proves("add_passkey")
    made = SoftwarePasskey().create(steph_phone.is_asked("new_passkey"))
    steph_phone.sends("/passkeys", name="100 % [newydd]", credential=proof, new_credential=made)
    chooses(old, "cy", "/")
    [told] = words(old.opens("/switch"), '<form class="say".*?<p>(.*?)</p>')
    assert told.startswith("Ychwanegwyd allwedd mynediad: 100 % [newydd], ar ")


def test_times_are_written_as_the_reader_writes_them(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "cy"}):
        assert web_words.day(date(2026, 11, 26), year=True) == "26 Tach 2026"
    with app.test_request_context():
        assert web_words.day(date(2026, 11, 26), year=False) == "26 Nov"


@pytest.mark.parametrize("foreign", ["It says no.", "[not JSON", '["%(a)s", {}]', '["%(a)s", {"b": 1}]', "100 % wrong", ""])
def test_what_a_network_said_is_shown_as_it_stands(app: Flask, foreign: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "cy"}):
        assert web_words.told(foreign) == foreign


def test_a_stored_sentence_comes_back_whole() -> None:
    said = Sentence("A passkey was added: %(name)s, on %(device)s.", name="%s\n[", device="Chrome on Android")
    [again] = read(kept(said))
    assert isinstance(again, Sentence)
    assert (again, again.english, again.named) == (said, said.english, said.named)


def chooses(phone: Phone, language: str, at: str) -> TestResponse:
    """Tap a language on a page of ours, or of somebody else's."""
    referrer = at if at.startswith("https:") else f"http://localhost:8000{at}"
    headers = {"Sec-Fetch-Site": "same-origin", "Referer": referrer}
    return phone.client.post("/language", data={"language": language}, headers=headers)
