"""A cookie is as good as its seal and its Session's row: no host judges the date that another host's clock has put on it."""

import time

import pytest
from flask import Flask

from tests.cast import Member
from tests.web.phone import Phone


def test_a_cookie_out_of_the_future_is_a_cookie(app: Flask, steph: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time
    with monkeypatch.context() as fast:
        fast.setattr(time, "time", lambda: now() + 1)  # a host whose clock is a second ahead
        phone = Phone(app, steph)
    assert phone.is_let_in()


def test_a_cookie_whose_seal_is_broken_is_none(app: Flask, steph: Member) -> None:
    phone = Phone(app, steph)
    cookie = phone.client.get_cookie("onlyhuman")
    assert cookie is not None
    words, stamp, seal = cookie.value.rsplit(".", 2)
    for forged in (f"{words}.{stamp}.{seal[::-1]}", f"{words}.{stamp[::-1]}.{seal}", f"{words}..{seal}", words):
        phone.client.set_cookie("onlyhuman", forged)
        assert not phone.is_let_in()
