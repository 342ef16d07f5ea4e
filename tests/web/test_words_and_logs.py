"""A bad day, from a stranger at the door to a network adapter that breaks: the log names each thing, and nobody's words or secrets."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import col, update

from pwa import logs
from pwa.actions.begin_visit import begin_visit
from pwa.actions.invite import invite
from pwa.courier import Courier
from pwa.rules.step_up import Purpose
from pwa.store.tables import Passkey
from pwa.store.transaction import transaction
from tests.cast import PHONE, Cast, Member
from tests.commands import logging_as_before
from tests.conftest import Clock
from tests.networks.stand_in import REFUSED, Broken, StandIn
from tests.web.phone import FROM_OUR_PAGE, Phone
from tests.web.writer import Writer

OURS = "The bridge at Wednesfield is shut."
MINE = "That man on the bus again!"
CODE = "ABCD-EFGH-2345"


@pytest.fixture
def everything_said(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """The whole log, as the operator has it."""
    with logging_as_before():
        logs.set_up()
        yield capsys


def test_a_bad_day_is_logged_by_its_ids(
    app: Flask,
    cast: Cast,
    steph: Member,
    data: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    everything_said: pytest.CaptureFixture[str],
) -> None:
    phone, stranger = Writer(app, steph), Phone(app)
    token, _ = invite(steph.caller, "wv11", name="Kim", role="speaker", proof=steph.proves(Purpose.INVITE, "wv11"))
    visit = begin_visit(device=PHONE)

    # at the door
    stranger.opens(f"/join/{token}x")
    stranger.sends(f"/join/{token}x", name="Kim Jones", credential=token)
    stranger.sends("/recover", code=CODE)
    told = json.loads(phone.proves("sign_in"))
    told["response"]["signature"] = told["response"]["authenticatorData"]
    assert Phone(app).sends("/sign-in", credential=json.dumps(told)).status_code == 400

    # at the composer
    post = steph.holds(MINE)
    phone.sends("/as/steph/posts", **phone.writes("steph", MINE * 1000))
    phone.client.post("/as/nobody/posts", data={"part": MINE}, headers=FROM_OUR_PAGE)
    phone.client.post("/as/steph/posts", data={"part": MINE})
    with monkeypatch.context() as broken:
        broken.setattr("pwa.web.posts.hold_post", fails)
        assert phone.sends("/as/steph/posts", **phone.writes("steph", OURS)).status_code == 500
        broken.setattr("pwa.web.posts.cancel_post", fails)
        assert phone.sends(f"/posts/{post.public_id}/cancellation").status_code == 500

    # on the way
    network = StandIn()
    network.answers[MINE], network.answers[OURS] = [Broken(MINE)], [REFUSED]
    steph.holds(OURS)
    clock.forward(13)
    Courier({"noticeboard": network}, data).run_once()
    assert network.asked == [MINE, OURS]

    said = everything_said.readouterr().err
    lines = [json.loads(line) for line in said.splitlines()]
    refused = {line.get("kind") for line in lines if line["event"] == "request_refused"}
    assert {"LinkDead", "StepUpRefused", "Unfit", "NotFound", "ForeignPage"} <= refused
    assert [line["kind"] for line in lines if line["event"] == "request_failed"] == ["IntegrityError", "IntegrityError"]
    assert any(line["event"].startswith("adapter_broke") and line["error"] == "Broken" for line in lines)
    secrets = [MINE, OURS, "bus", "Wednesfield", CODE, token, visit, steph.token, "Kim Jones", told["response"]["signature"]]
    assert [secret for secret in secrets if secret in said] == []


def fails(*_: object, **__: object) -> None:
    """A statement that the database refuses, with somebody's words among what it was given."""
    with transaction() as session:
        session.exec(update(Passkey).values(name=MINE, person_id=-1).where(col(Passkey.id) > 0))
