"""A session can be ended from anywhere, and then it is over."""

import re

from flask import Flask

from tests.cast import Member
from tests.web.phone import Phone, said, words


def test_a_copied_cookie_dies_with_its_session(app: Flask, steph_phone: Phone) -> None:
    steph_phone.is_let_in()
    cookie = steph_phone.client.get_cookie("onlyhuman")
    assert cookie
    copy = app.test_client()
    copy.set_cookie("onlyhuman", cookie.value, domain="localhost")
    assert copy.get("/passkeys").status_code == 200
    answer = steph_phone.sends("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert copy.get("/passkeys").location == "/welcome"


def test_signing_out_twice_is_no_harm(steph_phone: Phone) -> None:
    assert [steph_phone.sends("/sign-out").status_code for _ in range(2)] == [200, 200]


def test_signing_in_over_a_session_ends_that_one(app: Flask, steph: Member, steph_phone: Phone) -> None:
    old = Phone(app, steph)
    assert steph_phone.signs_in().status_code == 303
    assert steph_phone.is_let_in()
    assert not old.is_let_in()


def test_a_session_that_is_ended_elsewhere_is_over_at_its_next_request(app: Flask, steph: Member, steph_phone: Phone) -> None:
    other = Phone(app, steph.another_browser())
    page = steph_phone.opens("/sessions")
    assert words(page, r"<h2 id=\"session[^>]*>(.*?)</h2>")[1:] == ["Firefox on Linux"]
    [ending] = [path for path in page.text.split('"') if re.fullmatch("/sessions/[a-z2-7]+/end", path)]
    assert steph_phone.sends(ending).location == "/sessions"
    assert other.opens("/passkeys").location == "/welcome"
    refused = other.sends("/as/steph/posts", part="Words that must not be lost.")
    assert refused.status_code == 401
    assert "Words that must not be lost." in refused.text
    assert steph_phone.is_let_in()


def test_nobody_ends_somebody_elses_session(steph_phone: Phone, anna: Member) -> None:
    assert steph_phone.sends(f"/sessions/{anna.caller.session.public_id}/end").status_code == 404


def test_all_the_others_end_at_once(app: Flask, steph: Member, steph_phone: Phone) -> None:
    others = [Phone(app, steph.another_browser()) for _ in range(2)]
    assert "2 other sessions are over." in said(steph_phone.opens(steph_phone.sends("/sessions/end").location or ""))
    assert [phone.is_let_in() for phone in (*others, steph_phone)] == [False, False, True]
