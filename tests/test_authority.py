"""Who may call what: every route of the application is in this table, or the tests fail."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from pwa import create_app, settings
from pwa.rules.step_up import Purpose
from pwa.store import identities, journeys, people, sessions
from pwa.store.moments import database_time
from pwa.store.transaction import reading, transaction
from pwa.web.guards import Authority
from tests.cast import Member
from tests.web.phone import CODE, FROM_OUR_PAGE, Phone, words

A = Authority
OPEN = {A.PUBLIC, A.VISITOR}


@dataclass(frozen=True)
class StepUp:
    """A route that takes a passkey's answer, for this purpose and this part of its address or form."""

    purpose: Purpose
    target: str | None = None
    downward_too: bool = False  # asks for no answer on the way down


TABLE: dict[str, Authority | StepUp] = {
    "shell.home": A.PUBLIC,
    "shell.health": A.PUBLIC,
    "shell.worker": A.PUBLIC,
    "shell.offline": A.PUBLIC,
    "shell.favicon": A.PUBLIC,
    "launches.start": A.PUBLIC,
    "launches.shortcut": A.PUBLIC,
    "launches.install": A.PUBLIC,
    "launches.manifest": A.PUBLIC,
    "clients.bluesky": A.PUBLIC,
    "metrics.show": A.PUBLIC,  # it asks for a token of its own
    "assets.show": A.PUBLIC,
    "challenges.make": A.PUBLIC,  # which session it binds to follows from the purpose; see test_requests
    "setups.new": A.PUBLIC,
    "setups.create": A.VISITOR,
    "sessions.welcome": A.PUBLIC,
    "sessions.open_one": A.VISITOR,
    "sessions.leaving": A.SIGNED_IN,
    "sessions.close_this": A.PUBLIC,
    "sessions.show": A.SIGNED_IN,
    "sessions.end": A.SIGNED_IN,
    "sessions.end_others": A.SIGNED_IN,
    "recovery_codes.show": A.SIGNED_IN,
    "recovery_codes.renew": StepUp(Purpose.NEW_CODES),
    "recovery_codes.confirm": A.SIGNED_IN,
    "recoveries.new": A.PUBLIC,
    "recoveries.create": A.VISITOR,
    "recoveries.passkey": A.RECOVERING,
    "recoveries.enrol": A.RECOVERING,
    "passkeys.show": A.SIGNED_IN,
    "passkeys.create": StepUp(Purpose.ADD_PASSKEY),
    "passkeys.rename": A.SIGNED_IN,
    "passkeys.remove": StepUp(Purpose.REMOVE_PASSKEY, "public_id"),
    "notices.dismiss": A.SIGNED_IN,
    "subscriptions.create": A.SIGNED_IN,
    "subscriptions.end": A.SIGNED_IN,
    "invitations.show": A.PUBLIC,
    "invitations.accept": A.VISITOR,
    "languages.choose": A.PUBLIC,
    "shares.receive": A.PUBLIC,  # it keeps nothing
    "shares.again": A.PUBLIC,
    "switches.show": A.SIGNED_IN,
    "switches.create": StepUp(Purpose.SPEAK_AS, "handle", downward_too=True),
    "drafts.compose": A.AS_IDENTITY,
    "drafts.open_draft": A.AS_IDENTITY,
    "drafts.save": A.FOR_IDENTITY,
    "reshares.begin": A.FOR_IDENTITY,
    "reshares.end": A.FOR_IDENTITY,
    "drafts.keep": A.FOR_IDENTITY,
    "splits.ask": A.FOR_IDENTITY,
    "splits.propose": A.AS_IDENTITY,
    "splits.take": A.FOR_IDENTITY,
    "looks.ask": A.FOR_IDENTITY,
    "looks.show": A.AS_IDENTITY,
    "drafts.move": StepUp(Purpose.SPEAK_AS, "to", downward_too=True),
    "drafts.show": A.AS_IDENTITY,
    "drafts.waiting": A.SIGNED_IN,
    "drafts.delete": A.AS_IDENTITY,
    "drafts.restore": A.AS_IDENTITY,
    "posts.hold": A.FOR_IDENTITY,  # the action checks the lease and the active identity, in the hold's own transaction
    "holds.find": A.FOR_IDENTITY,
    "posts.show": A.SIGNED_IN,
    "heartbeats.hear": A.SIGNED_IN,  # the action notes it for the Session that made the hold only
    "heartbeats.leave": A.SIGNED_IN,
    "posts.cancel": A.SIGNED_IN,
    "posts.park": A.SIGNED_IN,
    "posts.hold_once_more": A.SIGNED_IN,
    "posts.release": A.SIGNED_IN,
    "posts.retract": A.SIGNED_IN,
    "deliveries.settle": A.SIGNED_IN,  # the action asks for a hold's guards where something is sent again
    "outbox.show": A.FOR_IDENTITY,
    "outbox.active": A.SIGNED_IN,
    "outside_posts.know": A.SIGNED_IN,  # the action lets keepers only
    "stops.show": A.SIGNED_IN,
    "stops.create": A.SIGNED_IN,
    "identities.index": A.SIGNED_IN,
    "identities.new": A.SIGNED_IN,
    "identities.create": StepUp(Purpose.CREATE_IDENTITY),
    "identities.show": A.FOR_IDENTITY,
    "identities.edit": StepUp(Purpose.EDIT_IDENTITY, "handle"),
    "people.show": A.FOR_IDENTITY,
    "people.make_invitation": StepUp(Purpose.INVITE, "handle"),
    "people.end": StepUp(Purpose.END_GRANT, "public_id"),
    "people.confirm": StepUp(Purpose.CONFIRM_PASSKEY, "public_id"),
    "channels.show": A.FOR_IDENTITY,
    "channels.begin": A.FOR_IDENTITY,  # the action asks for a keeper
    "channels.reconnect": A.SIGNED_IN,
    "channels.arrive": A.PUBLIC,  # whoever comes back: it burns the state, and only then asks whose it is
    "channels.enter": A.SIGNED_IN,
    "channels.leaving": A.SIGNED_IN,
    "channels.disconnect": StepUp(Purpose.DISCONNECT_CHANNEL, "public_id"),
    "emergencies.show": A.SIGNED_IN,
    "emergencies.mark": StepUp(Purpose.MARK_CHANNEL, "public_id"),
    "emergencies.open_it": StepUp(Purpose.OPEN_CHANNEL, "public_id"),
    "emergencies.close": A.SIGNED_IN,  # the action lets keepers only; stopping takes no finger
    "journeys.show": A.SIGNED_IN,
    "journeys.connect": StepUp(Purpose.CONNECT_CHANNEL, "public_id"),
    "journeys.refuse": A.SIGNED_IN,
    "uploads.begin": A.SIGNED_IN,
    "uploads.show": A.SIGNED_IN,
    "uploads.append": A.SIGNED_IN,
    "pictures.show": A.SIGNED_IN,
    "pictures.small": A.SIGNED_IN,
    "pictures.on_board": A.PUBLIC,
    "pictures.crest": A.PUBLIC,
    "boards.show": A.PUBLIC,
    "boards.entry": A.PUBLIC,
    "boards.feed": A.PUBLIC,
}


@pytest.fixture
def app(store: str, data: Path) -> Flask:
    """The application itself."""
    return create_app(settings.read({"ONLYHUMAN_DATA": str(data), "ONLYHUMAN_DATABASE_URL": store}))


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
    with reading() as store:
        owner, identity = steph.caller.person, identities.usable(store, steph.caller.person, "wv11")
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
            "channels": identities.channels(store, identity)[0].public_id,
            "journeys": journey.public_id,
        }


def shut(app: Flask, **ids: str) -> Iterator[tuple[str, str, str]]:
    """Every route that is not open to anybody, with each of its methods and a path: (endpoint, method, path)."""
    for rule in app.url_map.iter_rules():
        if TABLE.get(rule.endpoint) in OPEN:
            continue
        path = rule.rule.replace("<handle>", ids.get("handle", "wv11"))
        for part in path.split("/"):
            path = path.replace(f"/{part}/<public_id>", f"/{part}/{ids.get(part, 'a' * 16)}")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, path


def rule_of(app: Flask, endpoint: str) -> Rule:
    return next(app.url_map.iter_rules(endpoint))


def calls(phone: Phone, method: str, path: str, **form: object) -> TestResponse:
    """A request as one of our pages makes it."""
    return phone.client.open(path, method=method, data=form if method != "GET" else None, headers=FROM_OUR_PAGE)
