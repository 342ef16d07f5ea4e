"""How a draft will look on each network: shown on demand, and only a Bluesky server is asked, for names and nothing else."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from pwa import create_app, settings
from pwa.rules.room import Limits, Unit
from tests.cast import Member
from tests.web.elsewhere import connected
from tests.web.writer import Writer, read

WORDS = "Road closed: https://www.walsall.gov.uk/news/roads/crown-junction, says @jo.example and @no.example #WV11"
SOMEBODY, NOBODY = b'{"did": "did:plc:jo"}', b'{"error": "InvalidRequest", "message": "Unable to resolve handle"}'


class Bluesky(BaseHTTPRequestHandler):
    """Knows Jo, and notes what it was asked."""

    asked: list[str] = []  # noqa: RUF012
    silent = False
    nobody = NOBODY

    def do_GET(self) -> None:
        self.asked.append(self.path)
        status, said = (503, b"") if self.silent else (200, SOMEBODY) if "jo.example" in self.path else (400, self.nobody)
        self.send_response(status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def bluesky() -> Iterator[str]:
    Bluesky.asked, Bluesky.silent, Bluesky.nobody = [], False, NOBODY
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bluesky)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def app(store: str, data: Path) -> Flask:
    """This machine may be asked."""
    chosen = {"ONLYHUMAN_DATA": str(data), "ONLYHUMAN_DATABASE_URL": store, "ONLYHUMAN_OUTBOUND_LOOPBACK": "1"}
    return create_app(settings.read(chosen))


@pytest.fixture
def steph_phone(app: Flask, steph: Member) -> Writer:
    return Writer(app, steph)


def looked_at(writer: Writer, *parts: str, **more: Any) -> Any:
    """As without scripts: the words are saved, then shown."""
    form = writer.writes("steph", *parts) | more
    answer = writer.sends(f"/as/steph/drafts/{form['draft']}/look", **form)
    assert answer.status_code == 303, answer.text
    return writer.opens(answer.headers["Location"])


def test_each_network_shows_it_in_its_own_way(steph_phone: Writer, bluesky: str) -> None:
    connected("steph", "x", Limits(280, Unit.WEIGHTED, 4, 1, 1, series=False))
    connected("steph", "mastodon", home="https://toot.wales")
    connected("steph", "facebook_page")
    connected("steph", "bluesky", home=bluesky)
    page = looked_at(steph_phone, WORDS)
    said = read(page)
    assert '<span class="leads" data-kind="link">walsall.gov.uk/news/roads/cro…</span>' in page.text
    assert "Every link counts 23" in said
    assert "@jo leads to @jo.example@toot.wales" not in said  # the dot belongs to the name there
    assert "@jo.example leads to @jo.example@toot.wales" in said
    assert "@jo.example is mentioned." in said
    assert "@no.example stays plain text: it is nobody's handle." in said
    assert "Below the words stands a preview of https://www.walsall.gov.uk/news/roads/crown-junction," in said
    assert [path.split("?")[0] for path in Bluesky.asked] == ["/xrpc/com.atproto.identity.resolveHandle"] * 2


def test_nobody_is_asked_until_somebody_looks_and_then_only_of_names(steph_phone: Writer, bluesky: str) -> None:
    connected("steph", "bluesky", home=bluesky)
    form = steph_phone.writes("steph", WORDS)
    steph_phone.saves(f"/as/steph/drafts/{form['draft']}", **form)
    assert Bluesky.asked == []
    looked_at(steph_phone, "No names: https://wv11.co.uk/road #WV11")
    assert Bluesky.asked == []


def test_a_server_that_does_not_answer_is_said_honestly(steph_phone: Writer, bluesky: str) -> None:
    connected("steph", "bluesky", home=bluesky)
    Bluesky.silent = True
    assert "@jo.example could not be looked up now." in read(looked_at(steph_phone, "Hello @jo.example"))
    assert len(Bluesky.asked) == 1


def test_an_answer_to_another_question_is_no_answer(steph_phone: Writer, bluesky: str) -> None:
    connected("steph", "bluesky", home=bluesky)
    Bluesky.nobody = b'{"error": "RecordNotFound"}'
    assert "@no.example could not be looked up now." in read(looked_at(steph_phone, "Hello @no.example"))


def test_a_channel_with_words_of_its_own_is_shown_with_those(steph_phone: Writer) -> None:
    on_x = connected("steph", "x")
    page = looked_at(steph_phone, "See https://wv11.co.uk/road", **{"variants": "yes", f"variant-{on_x}-1": "Only here"})
    assert "Only here" in read(page)


def test_with_nowhere_to_go_it_asks_for_a_place(steph_phone: Writer) -> None:
    assert "Choose at least one place for it to go." in read(looked_at(steph_phone, "Words", channel=[]))
