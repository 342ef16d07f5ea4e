"""What holds for every request: which host and page it may come from, how large it may be, and what goes out with the answer."""

import gzip
import logging
from pathlib import Path

import pytest
from flask import Flask, request

from pwa import create_app, settings
from pwa.actions.make_setup_link import make_setup_link
from pwa.store import engine
from tests.cast import Member
from tests.conftest import Clock
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
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "img-src 'self' blob: data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types onlyhuman",
}


def at(url: str, store: str, data: Path, proxies: int = 0) -> Flask:
    """The application under another address."""
    named = {"DATA": str(data), "DATABASE_URL": store, "URL": url, "PROXIES": str(proxies)}
    return create_app(settings.read({f"ONLYHUMAN_{name}": value for name, value in named.items()}))


# The name it is asked under -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["evil.example", "localhost", "localhost:9000", "localhost:8000.evil.example", "evil.example:8000"])
def test_a_foreign_host_is_refused(app: Flask, host: str) -> None:
    for method in ("GET", "POST"):
        answer = app.test_client().open("/welcome", method=method, headers={"Host": host, **FROM_OUR_PAGE})
        assert answer.status_code == 421
        assert "Nothing was sent." in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000", "127.0.0.1"])
def test_the_loopback_address_leads_to_the_name(app: Flask, host: str) -> None:
    answer = app.test_client().get("/recover?a=b", headers={"Host": host})
    assert (answer.status_code, answer.location) == (302, "http://localhost:8000/recover?a=b")
    assert app.test_client().post("/sign-out", headers={"Host": host, **FROM_OUR_PAGE}).status_code == 421


def test_health_answers_under_any_name(app: Flask) -> None:
    assert app.test_client().get("/health", headers={"Host": "10.0.0.7:8000"}).text == "ok\n"


# The page it comes from -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8000"},
        {"Sec-Fetch-Site": "nonsense"},
        {"Origin": "null"},
        {"Origin": "http://localhost"},
        {"Origin": "https://evil.example"},
        {"Referer": "http://localhost:8000/welcome"},
    ],
)
def test_what_changes_something_comes_from_our_pages(app: Flask, steph: Member, method: str, headers: dict[str, str]) -> None:
    steph_phone = Phone(app, steph)
    for path in ("/sign-out", "/switch/steph", "/challenges", "/missing"):
        assert steph_phone.client.open(path, method=method, headers=headers).status_code == 403
    assert steph_phone.is_let_in()


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost:8000"}])
def test_our_own_pages_are_heard(app: Flask, headers: dict[str, str]) -> None:
    assert app.test_client().post("/sign-out", headers=headers).status_code == 200


# What it brings -------------------------------------------------------------------------------------------------------


def test_a_nul_never_reaches_the_store(steph_phone: Phone, stranger: Phone) -> None:
    answer = steph_phone.sends("/as/steph/posts", part="before\0after")
    assert answer.status_code == 422
    assert "Nothing was sent" in answer.text
    assert stranger.sends("/recover", code="\0").status_code == 422
    assert stranger.sends("/challenges", purpose="join", target="\0", name="x").get_json()["error"]
    assert [steph_phone.opens(path).status_code for path in ("/posts/%00", "/board/a%00b", "/board/wv11?before=%00")] == [404, 404, 404]


def test_a_megabyte_is_the_limit(steph_phone: Phone) -> None:
    answer = steph_phone.sends("/as/steph/posts", part="x" * 1024 * 1024)
    assert answer.status_code == 413
    assert "Nothing was sent." in answer.text
    put = steph_phone.client.put("/as/steph/drafts/x", data={"part": "x" * 1024 * 1024}, headers=FROM_OUR_PAGE)
    assert (put.status_code, put.is_json) == (413, True)
    many = {f"field{number}": (None, "x") for number in range(300)}
    body = "".join(f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\nx\r\n' for name in many) + "--b--\r\n"
    answer = steph_phone.client.post("/sign-out", data=body, content_type="multipart/form-data; boundary=b", headers=FROM_OUR_PAGE)
    assert answer.status_code == 413


def test_unknown_pages_and_methods_have_their_own_pages(stranger: Phone, steph_phone: Phone) -> None:
    for phone in (stranger, steph_phone):
        assert phone.opens("/missing").status_code == 404
        assert phone.sends("/missing").status_code == 404
        answer = phone.opens("/switch/steph")
        assert (answer.status_code, answer.headers["Allow"]) == (405, "OPTIONS, POST")
        assert phone.client.open("/welcome", method="BREW", headers=FROM_OUR_PAGE).status_code == 405
        assert phone.client.options("/welcome").allow == {"GET", "HEAD", "OPTIONS"}
        assert phone.client.head("/recover").status_code == 200


def test_a_route_that_declares_nothing_is_closed(app: Flask) -> None:
    app.add_url_rule("/forgotten", view_func=lambda: "secret", endpoint="forgotten")
    assert app.test_client().get("/forgotten").status_code == 404


def test_scripts_are_answered_in_json(stranger: Phone, steph_phone: Phone) -> None:
    assert stranger.sends("/challenges", purpose="speak_as", target="wv11").status_code == 401
    for answer in (
        stranger.sends("/challenges", purpose="speak_as", target="wv11"),
        stranger.sends("/challenges", purpose="nonsense"),
        stranger.sends("/challenges", purpose="sign_in", target="x" * 101),
        stranger.sends("/challenges", purpose="join", name=""),
        stranger.client.put("/as/steph/drafts/x", headers=FROM_OUR_PAGE),
        steph_phone.client.put("/as/nobody/drafts/x", headers=FROM_OUR_PAGE),
    ):
        assert answer.status_code in (401, 404, 422)
        assert answer.get_json()["error"].endswith((".", "!"))


# How often ------------------------------------------------------------------------------------------------------------


def test_too_many_codes_are_too_many(stranger: Phone, app: Flask, clock: Clock) -> None:
    assert [stranger.sends("/recover", code="wrong").status_code for _ in range(10)] == [410] * 10
    answer = Phone(app).sends("/recover", code="wrong")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    clock.forward(3601)
    assert stranger.sends("/recover", code="wrong").status_code == 410


@pytest.mark.parametrize(("path", "limit"), [("/sign-in", 20), ("/setup/x", 20), ("/join/x", 20), ("/challenges", 60)])
def test_each_door_has_its_limit(stranger: Phone, path: str, limit: int) -> None:
    answers = [stranger.sends(path, purpose="sign_in").status_code for _ in range(limit + 1)]
    assert 429 not in answers[:-1]
    assert answers[-1] == 429


@pytest.mark.parametrize(("proxies", "forwarded", "counted"), [(0, "{}", 1), (1, "{}", 2), (1, "{}, 10.0.0.9", 1), (2, "{}, 10.0.0.9", 2)])
def test_only_the_proxies_we_know_are_believed(store: str, data: Path, proxies: int, forwarded: str, counted: int) -> None:
    app = at("http://localhost:8000", store, data, proxies)
    seen = set()
    with app.test_client() as client:
        for address in ("203.0.113.1", "203.0.113.2"):
            client.get("/health", headers={"X-Forwarded-For": forwarded.format(address), "X-Forwarded-Host": "evil.example"})
            seen.add(request.remote_addr)
            assert request.host == "localhost:8000"
    assert len(seen) == counted


# What goes out --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PAGES, "/passkeys", "/as/steph/"])
def test_every_answer_carries_the_headers(steph_phone: Phone, path: str) -> None:
    answer = steph_phone.opens(path)
    assert PROMISED.items() <= dict(answer.headers).items()
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY
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


# The static tree ------------------------------------------------------------------------------------------------------


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


def test_everything_the_worker_keeps_is_there_and_names_nobody(steph_phone: Phone) -> None:
    worker = steph_phone.opens("/worker.js").text
    kept = [part for part in worker.splitlines()[0].split('"') if part.startswith("/")]
    assert "/offline" in kept
    for path in kept:
        answer = steph_phone.opens(path)
        assert answer.status_code == 200, path
        assert "Cookie" not in answer.headers.get("Vary", "")
    for icon in steph_phone.opens("/manifest.webmanifest").get_json()["icons"]:
        assert steph_phone.opens(icon["src"]).mimetype == "image/png"


@pytest.mark.parametrize(
    "path", ["../pwa/settings.py", "%2e%2e/pyproject.toml", "..%2fpyproject.toml", "css/../app.css", "", "js", "/etc/passwd"]
)
def test_no_path_leads_out_of_the_tree(stranger: Phone, path: str) -> None:
    assert stranger.opens(f"/static/x/{path}").status_code in (404, 308)


# When things go wrong -------------------------------------------------------------------------------------------------


def test_without_a_store_it_says_so_and_is_not_well(
    app: Flask, steph: Member, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    phone = Phone(app, steph)

    def gone() -> object:
        raise engine.StoreUnavailable("database is locked")

    monkeypatch.setattr("pwa.store.transaction.engine", gone)
    for answer in (phone.opens("/health"), phone.opens("/passkeys"), phone.sends("/as/steph/posts", part="Kept on the page.")):
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert "Nothing was changed" in answer.text
    assert phone.sends("/challenges", purpose="sign_in").is_json
    monkeypatch.undo()
    assert phone.is_let_in()


def test_a_mistake_of_ours_shows_no_trace_and_logs_no_words(
    app: Flask, steph: Member, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    phone = Phone(app, steph)

    def broken(*_: object, **__: object) -> None:
        raise KeyError("a private word")

    monkeypatch.setattr("pwa.web.switches.switch_identity", broken)
    answer = phone.sends("/switch/steph", part="another private word")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert "a private word" not in answer.text
    assert "another private word" in answer.text  # given back to whoever wrote it
    [line] = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert "kind=KeyError" in line
    assert "switches.py:" in line
    assert line.split("reference=")[1][:8] in answer.text
    assert "private word" not in caplog.text


def test_no_secret_enters_the_log(stranger: Phone, steph: Member, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    stranger.opens("/setup/a-secret-token")
    stranger.opens("/join/a-secret-token")
    stranger.sends("/join/a-secret-token", name="Kim")
    stranger.sends("/recover", code="a-secret-token")
    stranger.sends("/sign-in", credential="a-secret-token", join="a-secret-token")
    assert "LinkDead" in caplog.text
    assert "a-secret-token" not in caplog.text
