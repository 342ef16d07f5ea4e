"""Which host and page a request may come from, how large it may be and how often."""

from pathlib import Path

import pytest
from flask import Flask, request

from pwa import create_app, settings
from pwa.web.security import LARGEST_REQUEST
from tests.cast import Member
from tests.conftest import Clock
from tests.web.phone import FROM_OUR_PAGE, Phone


def at(url: str, store: str, data: Path, proxies: int = 0) -> Flask:
    """The application under another address."""
    named = {"DATA": str(data), "DATABASE_URL": store, "URL": url, "PROXIES": str(proxies)}
    return create_app(settings.read({f"ONLYHUMAN_{name}": value for name, value in named.items()}))


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


def test_a_nul_never_reaches_the_store(steph_phone: Phone, stranger: Phone) -> None:
    answer = steph_phone.sends("/as/steph/posts", part="before\0after")
    assert answer.status_code == 422
    assert "Nothing was sent" in answer.text
    assert stranger.sends("/recover", code="\0").status_code == 422
    assert stranger.sends("/challenges", purpose="join", target="\0", name="x").get_json()["error"]
    assert [steph_phone.opens(path).status_code for path in ("/posts/%00", "/board/a%00b", "/board/wv11?before=%00")] == [404, 404, 404]


def test_two_megabytes_are_the_limit(steph_phone: Phone) -> None:
    answer = steph_phone.sends("/as/steph/posts", part="x" * LARGEST_REQUEST)
    assert answer.status_code == 413
    assert "Nothing was sent." in answer.text
    put = steph_phone.client.put("/as/steph/drafts/x", data={"part": "x" * LARGEST_REQUEST}, headers=FROM_OUR_PAGE)
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


def test_a_route_that_declares_nothing_is_closed(store: str, data: Path) -> None:
    app = at("http://localhost:8000", store, data)
    app.add_url_rule("/forgotten", view_func=lambda: "secret", endpoint="forgotten")
    assert app.test_client().get("/forgotten").status_code == 404


def test_too_many_codes_are_too_many(stranger: Phone, app: Flask, clock: Clock) -> None:
    clock.begins_an_hour()
    assert [stranger.sends("/recover", code="wrong").status_code for _ in range(10)] == [410] * 10
    answer = Phone(app).sends("/recover", code="wrong")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    clock.forward(3601)
    assert stranger.sends("/recover", code="wrong").status_code == 410


@pytest.mark.parametrize(("path", "limit"), [("/sign-in", 20), ("/setup/x", 20), ("/join/x", 20), ("/challenges", 60), ("/share", 30)])
def test_each_door_has_its_limit(stranger: Phone, clock: Clock, path: str, limit: int) -> None:
    clock.begins_an_hour()
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
