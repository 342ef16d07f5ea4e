"""What goes out with every answer: headers, cookies, compression."""

import gzip
from pathlib import Path

import pytest
from flask import Flask

from pwa import create_app, settings
from pwa.actions.make_setup_link import make_setup_link
from tests.cast import Member
from tests.web.phone import FROM_OUR_PAGE, Phone

PAGES = ["/welcome", "/recover", "/offline", "/manifest.webmanifest", "/worker.js", "/static/any/app.css", "/health", "/missing"]
PROMISED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "publickey-credentials-get=(self), publickey-credentials-create=(self)",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self' '{starter}'",
    "style-src 'self' '{sheet}'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "img-src 'self' blob: data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types onlyhuman onlyhuman-pictures",
}
OF_A_FILE = {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"}


def at(url: str, store: str, data: Path, proxies: int = 0) -> Flask:
    """The application under another address."""
    named = {"DATA": str(data), "DATABASE_URL": store, "URL": url, "PROXIES": str(proxies)}
    return create_app(settings.read({f"ONLYHUMAN_{name}": value for name, value in named.items()}))


@pytest.mark.parametrize("path", [*PAGES, "/passkeys", "/as/steph/"])
def test_every_answer_carries_the_headers(steph_phone: Phone, path: str) -> None:
    answer = steph_phone.opens(path)
    assert PROMISED.items() <= dict(answer.headers).items()
    page = {one.format(**steph_phone.app.extensions["assets"].policy) for one in POLICY}
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == (OF_A_FILE if path.startswith("/static/") else page)
    assert "Strict-Transport-Security" not in answer.headers


def test_what_names_somebody_is_never_kept(steph_phone: Phone) -> None:
    for path in ("/", "/start", "/as/steph/", "/switch", "/passkeys", "/missing", "/as/nobody/", "/recover"):
        assert steph_phone.opens(path).headers["Cache-Control"] == "no-store"
    assert "Steph" not in steph_phone.opens("/offline").text


def test_the_cookie_on_http(app: Flask) -> None:
    [cookie] = app.test_client().post("/challenges", data={"purpose": "sign_in"}, headers=FROM_OUR_PAGE).headers.getlist("Set-Cookie")
    parts = set(cookie.split("; ")[1:])
    assert cookie.startswith("onlyhuman=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} < parts
    assert not any(part.startswith(("Secure", "Domain")) for part in parts)


def test_the_cookie_and_the_headers_on_https(store: str, data: Path) -> None:
    client = at("https://post.example.org", store, data).test_client()
    answer = client.post("/challenges", data={"purpose": "sign_in"}, headers=FROM_OUR_PAGE)
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-onlyhuman=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} < set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    assert client.get("/welcome", headers={"Host": "localhost:8000"}).status_code == 421


def test_opening_a_page_begins_no_session(stranger: Phone) -> None:
    link = make_setup_link()
    for path in ("/welcome", "/recover", f"/setup/{link}", "/offline"):
        assert "Set-Cookie" not in stranger.opens(path).headers


def test_a_cookie_that_was_changed_is_nobodys(app: Flask, steph: Member) -> None:
    phone = Phone(app, steph)
    assert phone.is_let_in()
    cookie = phone.client.get_cookie("onlyhuman")
    assert cookie
    forged = app.test_client()
    forged.set_cookie("onlyhuman", cookie.value[:-3] + "abc", domain="localhost")
    assert forged.get("/passkeys").location == "/welcome"


def test_text_is_compressed_for_whoever_takes_it(steph_phone: Phone) -> None:
    plain, small = steph_phone.opens("/passkeys"), steph_phone.opens("/passkeys", Accept_Encoding="gzip")
    assert (plain.headers.get("Content-Encoding"), small.headers["Content-Encoding"]) == (None, "gzip")
    assert b"Passkeys" in gzip.decompress(small.data)
    assert len(small.data) == int(small.headers["Content-Length"]) < len(plain.data)
    assert "Accept-Encoding" in small.headers["Vary"]
    assert "Content-Encoding" not in steph_phone.opens("/health", Accept_Encoding="gzip").headers
