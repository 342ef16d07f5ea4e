"""What is said, and what is logged, when something goes wrong."""

import logging

import pytest
from flask import Flask

from pwa.store import engine
from tests.cast import Member
from tests.web.phone import FROM_OUR_PAGE, Phone


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


def test_without_a_store_it_says_so_and_is_not_well(
    app: Flask, steph: Member, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    phone = Phone(app, steph)

    def gone() -> object:
        raise engine.StoreUnavailable("database is locked")

    monkeypatch.setattr("pwa.store.engine.engine", gone)
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
    [line] = [record.msg for record in caplog.records if record.levelno == logging.ERROR]
    assert isinstance(line, dict)
    assert (line["event"], line["kind"]) == ("request_failed", "KeyError")
    assert "switches.py:" in line["where"]
    assert line["reference"] in answer.text
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
