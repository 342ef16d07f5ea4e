"""Who may call what: every route of the application is in the table of `authorities`, or these fail."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from pwa import create_app, settings
from pwa.actions.invite import invite
from pwa.rules.step_up import Purpose
from pwa.store import identities, invitations, journeys, people, sessions
from pwa.store.moments import database_time
from pwa.store.transaction import reading, transaction
from tests.authorities import OPEN, TABLE, A, StepUp
from tests.cast import Member
from tests.web.phone import CODE, FROM_OUR_PAGE, Phone, words


@pytest.fixture
def app(store: str, data: Path) -> Flask:
    """The application itself."""
    return create_app(settings.read({"ONLYHUMAN_DATA": str(data), "ONLYHUMAN_DATABASE_URL": store}))


@pytest.fixture
def tireless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is refused for having asked too often: there are more addresses by now than one phone may try in a minute."""
    monkeypatch.setattr("pwa.web.guards.count_try", lambda *_, **__: None)


def test_every_route_is_in_the_table_with_the_guard_it_carries(app: Flask) -> None:
    carried = {rule.endpoint: getattr(app.view_functions[rule.endpoint], "authority", None) for rule in app.url_map.iter_rules()}
    assert carried == {endpoint: A.STEP_UP if isinstance(kept, StepUp) else kept for endpoint, kept in TABLE.items()}


def test_whoever_is_not_signed_in_gets_to_the_door_at_most(app: Flask) -> None:
    for endpoint, method, path in shut(app):
        answer = calls(Phone(app), method, path)
        home = "/recover" if TABLE[endpoint] == A.RECOVERING else "/welcome"
        if method == "GET" or home == "/recover":
            assert (answer.status_code, answer.location) == (303, home), path
        else:
            assert answer.status_code == 401, path


def test_a_recovery_opens_nothing_else(app: Flask, steph: Member) -> None:
    phone = Phone(app, steph)
    phone.sends("/recovery-codes", credential=phone.proves("new_codes"))
    [code, *_] = words(phone.opens("/recovery-codes"), CODE)
    lost = Phone(app)
    assert lost.sends("/recover", code=code).location == "/recover/passkey"
    for endpoint, method, path in shut(app):
        if TABLE[endpoint] != A.RECOVERING:
            assert calls(lost, method, path).status_code in (303, 401), path


@pytest.mark.usefixtures("tireless")
def test_a_step_up_takes_an_answer_for_just_this(app: Flask, steph: Member) -> None:
    phone = Phone(app, steph)
    for endpoint, method, path in shut(app):
        asked = TABLE[endpoint]
        if isinstance(asked, StepUp) and not asked.downward_too:
            assert calls(phone, method, path).status_code == 400, path
            other = Purpose.NEW_CODES if asked.purpose != Purpose.NEW_CODES else Purpose.INVITE
            assert calls(phone, method, path, credential=phone.proves(other)).status_code == 400, path
            if asked.target:
                assert calls(phone, method, path, credential=phone.proves(asked.purpose, "something-else")).status_code == 400, path


@pytest.mark.usefixtures("tireless")
def test_what_is_somebody_elses_is_not_there_at_all(app: Flask, steph: Member, anna: Member, jo: Member) -> None:
    """Every id of WV11, of Steph and of Anna, in Jo's hands, with Jo's own finger where one is asked for: 404, as for no id at all."""
    ids = ids_of(steph, anna)
    for endpoint, method, path in shut(app, **ids):
        if "<" not in rule_of(app, endpoint).rule:
            continue
        phone = Phone(app, jo)
        asked = TABLE[endpoint]
        form: dict[str, object] = {"to": "wv11", "name": "Mine", "role": "speaker", "part": "Words", "version": "1", "draft": ids["drafts"]}
        if isinstance(asked, StepUp) and asked.target:
            aim = "wv11" if asked.target in ("handle", "to") else path.split("/")[2]
            form["credential"] = phone.proves(asked.purpose, aim)
        theirs = calls(phone, method, path, **form)
        assert theirs.status_code == 404, (endpoint, theirs.status_code)


def ids_of(steph: Member, anna: Member) -> dict[str, str]:
    """One real id of every kind, none of them Jo's."""
    draft = anna.undoes(anna.holds("Back to the drafts."))
    with transaction() as store:
        identity, at = identities.usable(store, steph.caller.person, "wv11"), database_time(store)
        about: dict[str, Any] = {"network": "mastodon", "home": "", "state_hash": "x", "kept": b"", "channel": None, "now": at}
        journey = journeys.begin(store, steph.caller, identity, **about)
        journeys.came_back(store, journey, b"found", at)
    token, _ = invite(steph.caller, "wv11", name="Kim", role="speaker", proof=steph.proves(Purpose.INVITE, "wv11"))
    with reading() as store:
        owner, identity = steph.caller.person, identities.usable(store, steph.caller.person, "wv11")
        invited = invitations.of_link_ever(store, token)
        assert invited is not None
        anna.speaks_as("wv11")
        post = anna.holds("For WV11.", handle="wv11")
        return {
            "handle": "wv11",
            "posts": post.public_id,
            "drafts": draft.public_id,
            "passkeys": people.passkeys(store, owner)[0].public_id,
            "sessions": sessions.of_person(store, owner)[0].public_id,
            "grants": next(grant.public_id for grant, who in identities.members(store, identity) if who.id != owner.id),
            "notices": "a" * 16,
            "invitations": invited.public_id,
            "channels": identities.channels(store, identity)[0].public_id,
            "journeys": journey.public_id,
        }


def shut(app: Flask, **ids: str) -> Iterator[tuple[str, str, str]]:
    """Every route that is not open to anybody, with each of its methods and a path: (endpoint, method, path)."""
    for rule in app.url_map.iter_rules():
        if TABLE.get(rule.endpoint) in OPEN:
            continue
        path = rule.rule.replace("<handle>", ids.get("handle", "wv11")).replace("<meant>", f"{ids.get('posts', 'a' * 16)}.{'0' * 64}")
        for part in path.split("/"):
            path = path.replace(f"/{part}/<public_id>", f"/{part}/{ids.get(part, 'a' * 16)}")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, path


def rule_of(app: Flask, endpoint: str) -> Rule:
    return next(app.url_map.iter_rules(endpoint))


def calls(phone: Phone, method: str, path: str, **form: object) -> TestResponse:
    """A request as one of our pages makes it."""
    return phone.client.open(path, method=method, data=form if method != "GET" else None, headers=FROM_OUR_PAGE)
