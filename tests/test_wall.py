"""A keeper sees nothing of anybody's personal identities, and no organisation sees another: whatever address is asked, by any method."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, text
from sqlmodel import col, select

from pwa import settings
from pwa.actions.accept_invitation import accept_invitation
from pwa.actions.end_grant import end_grant
from pwa.actions.export_ledger import export_ledger
from pwa.actions.hold_post import hold_post
from pwa.actions.invite import invite
from pwa.actions.save_draft import save_draft
from pwa.actions.send_now import send_now
from pwa.courier import Courier
from pwa.rules.step_up import Purpose
from pwa.store import identities
from pwa.store.tables import Channel, Identity, Post, RateCount
from pwa.store.transaction import reading, transaction
from tests.authorities import TABLE, A, StepUp
from tests.cast import Cast, Member, founds, lets_in
from tests.compiled import application
from tests.conftest import Clock
from tests.wall import addresses, ids_there, rows, strays
from tests.web.phone import FROM_OUR_PAGE, Phone

pytestmark = pytest.mark.one_store

MARK = "qzxmark"  # stands in everything personal of Anna's but her name, which her colleagues know
SHAPE = {"colour": "moss", "window": "30", "lease": "15", "board": "open"}
ONCE = re.compile(r"[0-9a-z]{16}|[\w-]{43}|\d{4}-\d\d-\d\dT[\d:.+]+|\d\d:\d\d(:\d\d)?|\d+ (minutes?|seconds?)")


@pytest.fixture
def app(store: str, data: Path) -> Flask:
    """The application itself."""
    return application(settings.read({"ONLYHUMAN_DATA": str(data), "ONLYHUMAN_DATABASE_URL": store}))


def hides(anna: Member) -> None:
    """Marks everything that is hers alone."""
    own = anna.handle
    with transaction() as session:
        session.exec(text("UPDATE identities SET handle = :mark, initials = 'QZ' WHERE handle = :own"), params={"mark": MARK, "own": own})  # type: ignore[call-overload]
        session.exec(text("UPDATE channels SET handle = :mark WHERE handle = :own"), params={"mark": MARK, "own": own})  # type: ignore[call-overload]
        identity = session.exec(select(Identity).where(col(Identity.handle) == MARK)).one()
        person = anna.caller.person.id
        about: dict[str, Any] = {
            "network": "mastodon",
            "home": f"https://{MARK}.example",
            "remote_id": MARK,
            "handle": f"{MARK}@{MARK}.example",
        }
        session.add(Channel(identity_id=identity.id, connected_at=identity.created_at, connected_by=person, **about))


def does_private_things(anna: Member, courier: Courier) -> None:
    """On a phone of her own: drafts, posts that are sent, undone and held."""
    private = anna.another_browser(device=f"{MARK} phone")
    with reading() as session:
        own_board = select(Channel.public_id).where(col(Channel.network) == "noticeboard", col(Channel.handle) == MARK)
        boards = list(session.exec(own_board))
    for number in range(3):
        save_draft(private.caller, MARK, replace(private.words(f"{MARK} {number}", handle=MARK), channels=boards))
    private.undoes(_holds(private, boards))
    send_now(_holds(private, boards).public_id, by=private.caller.person)
    courier.run_once()
    _holds(private, boards)


def _holds(member: Member, boards: list[str]) -> Post:
    return hold_post(member.caller, MARK, replace(member.words(f"{MARK} {MARK}", handle=MARK), channels=boards))


def works_for_others(anna: Member, jo: Member) -> None:
    """She speaks for an organisation that Steph has no business with, too, and posts as it."""
    town = f"{MARK}-town"
    founds(jo, town, f"{MARK} Town", f"{MARK} Town Council")
    token, _ = invite(jo.caller, town, name="Anna", role="speaker", proof=jo.proves(Purpose.INVITE, town))
    accept_invitation(anna.caller, token)
    lets_in(jo, token)
    there = anna.another_browser(device=f"{MARK} town's phone")
    there.speaks_as(town)
    there.undoes(there.holds(f"{MARK} market day", handle=town))
    there.holds(f"{MARK} bins", handle=town)


def no_longer_speaks_as(anna: Member, keeper: Member, handle: str) -> None:
    with reading() as session:
        grant = identities.grant_of(session, anna.caller.person, identities.usable(session, anna.caller.person, handle)).public_id
    end_grant(keeper.caller, grant, proof=keeper.proves(Purpose.END_GRANT, grant))


def pages_of(app: Flask, keeper: Member, own: dict[str, list[str]]) -> dict[str, str]:
    """Everything that a keeper can open: each address without an id, and with each of their own."""
    phone = Phone(app, keeper)
    plain = [rule.rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in (rule.methods or ())]
    with_ids = [path for rule, path, _ in addresses(app, own, at_most=6) if "GET" in (rule.methods or ())]
    found = {}
    for path in sorted({*plain, *with_ids} - {"/sign-out", "/start"}):  # the second puts the official voice down
        answer = phone.client.get(path, headers=FROM_OUR_PAGE)
        assert answer.status_code < 500, path
        if answer.status_code == 200 and answer.mimetype in ("text/html", "text/csv", "application/json", "application/atom+xml"):
            found[path] = answer.text
    return found


def test_a_keeper_sees_nothing_of_a_personal_identity_or_of_another_organisation_wherever_they_look(
    app: Flask, cast: Cast, clock: Clock, courier: Courier, data: Path
) -> None:
    steph, anna, jo = cast.steph, cast.anna, cast.jo
    hides(anna)
    founds(steph, "helpers", "WV11 Helpers", "WV11 Helpers")
    cast.grants(anna, "helpers", "speaker")
    no_longer_speaks_as(anna, steph, "helpers")
    anna.speaks_as("wv11")
    sent = anna.holds("For the town", handle="wv11")
    clock.forward(35)
    courier.run_once()
    save_draft(steph.caller, "wv11", steph.words("Half a thought", handle="wv11"))
    steph.speaks_as("wv11")
    own = ids_there()
    own["handle"] = ["wv11", "helpers", "steph"]
    before = pages_of(app, steph, own)
    assert f"/posts/{sent.public_id}" in before
    assert any(path.endswith("/receipt") for path in before), sorted(before)
    assert len(before) >= 25, sorted(before)
    does_private_things(anna, courier)
    works_for_others(anna, jo)
    theirs = ids_there()
    after = pages_of(app, steph, own)
    for path, page in after.items():
        assert MARK not in page.lower(), path
        assert ">QZ<" not in page, path  # her initials
    for path in before:  # no count, no time, no order either
        assert ONCE.sub("", after.get(path, "")).splitlines() == ONCE.sub("", before[path]).splitlines(), path
    theirs["handle"] = [MARK, f"{MARK}-town"]
    private = {name: [one for one in there if one not in own.get(name, [])] for name, there in theirs.items()}
    for rule, path, _ in addresses(app, private):
        if "GET" in (rule.methods or ()):
            assert Phone(app, steph).opens(path).status_code == 404, path
    export_ledger(data, data / "record", of="wv11")
    assert MARK not in (data / "record").read_text()


def test_every_id_of_another_organisation_is_not_there_and_nothing_changes(app: Flask, cast: Cast, clock: Clock, courier: Courier) -> None:
    """As a person with a living session, a lease, and a finger for just this."""
    steph, anna = cast.steph, cast.anna
    anna.speaks_as("wv11")
    for words in ("Sent", "Kept", "Undone"):
        post = anna.holds(words, handle="wv11")
    anna.undoes(post)
    clock.forward(35)
    courier.run_once()
    anna.holds("Held", handle="wv11")
    steph.holds("My own")
    save_draft(anna.caller, "wv11", anna.words("Half a thought", handle="wv11"))
    theirs, there = ids_there(), rows()
    jo = cast.jo
    jo.speaks_as("walsall")
    phone, before = Phone(app, jo), rows()
    for rule, path, one in addresses(app, theirs):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            form = foreign(theirs) | {"to": one if one in theirs["handle"] else "wv11"}
            asked = TABLE[rule.endpoint]
            if isinstance(asked, StepUp) and asked.target:
                form["credential"] = proves(phone, asked.purpose, form["to"] if asked.target == "to" else one)
            answer = phone.client.open(path, method=method, data=form if method != "GET" else None, headers=FROM_OUR_PAGE)
            assert answer.status_code == 404, (method, path, answer.status_code)
            after = rows()
            assert [name for name in before if after[name] != before[name]] == [], (method, path)
    clock.forward(601)  # nobody proves so much within ten minutes
    jo.speaks_as("walsall")
    for method, path, form in own_forms(app, theirs, phone):
        phone.client.open(path, method=method, data=form, headers=FROM_OUR_PAGE)
        now = rows()
        touched = [name for name in there for key, digest in there[name].items() if now[name].get(key) != digest]
        assert touched == [], (method, path)
        assert list(strays(there)) == [], (method, path)


def proves(phone: Phone, purpose: str, target: str) -> str:
    """As often as it takes: how often in an hour somebody may is another test's."""
    with transaction() as session:
        session.exec(delete(RateCount))
    return phone.proves(purpose, target)


def foreign(theirs: dict[str, list[str]]) -> dict[str, str]:
    """Fields as our forms name them, each with somebody else's id."""
    ids = {"draft": "drafts", "channel": "channels", "picture": "pictures", "of": "organisations", "post": "posts", "crest": "pictures"}
    return {"name": "Mine", "role": "speaker", "part": "Words", "version": "1"} | {
        field: (theirs[table] or ["a" * 16])[0] for field, table in ids.items()
    }


def own_forms(app: Flask, theirs: dict[str, list[str]], phone: Phone) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every address of one's own that takes a form, filled with ids of somebody else."""
    for rule in app.url_map.iter_rules():
        asked = TABLE[rule.endpoint]
        ways_in = rule.endpoint.startswith(("sessions.", "passkeys.", "recovery_codes."))
        if asked in (A.PUBLIC, A.VISITOR, A.RECOVERING) or ways_in or rule.arguments - {"handle"}:
            continue
        for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}):
            form = foreign(theirs) | {"to": "wv11", "armed": "yes", "page_key": "a" * 43, "handle": "another"}
            form |= SHAPE | {"initials": "AN", "organisation": "Theirs", "answer": "there"}
            if isinstance(asked, StepUp):
                aim = {"handle": "walsall", "to": "wv11", None: ""}.get(asked.target, "")
                form["credential"] = proves(phone, asked.purpose, aim)
            yield method, rule.rule.replace("<handle>", "walsall"), form


def test_a_keeper_adds_an_identity_to_their_own_organisation_and_to_no_other(app: Flask, cast: Cast) -> None:
    steph, jo = cast.steph, cast.jo
    steph_phone, jo_phone = Phone(app, steph), Phone(app, jo)
    [body] = re.findall(r'name="of" value="(\w+)"[^>]*><span>For WV11', steph_phone.opens("/identities/new").text)
    form = SHAPE | {"name": "WV11 Alerts", "handle": "wv11-alerts", "initials": "WA", "of": body, "organisation": ""}
    assert "For WV11" not in jo_phone.opens("/identities/new").text
    refused = jo_phone.sends("/identities", **form, credential=jo_phone.proves("create_identity"))
    assert refused.status_code == 404
    made = steph_phone.sends("/identities", **form, credential=steph_phone.proves("create_identity"))
    assert (made.status_code, made.location) == (303, "/identities/wv11-alerts")
    with reading() as session:
        pair = list(session.exec(select(Identity.organisation_id).where(col(Identity.handle).in_(["wv11", "wv11-alerts"]))))
    assert pair[0] == pair[1]


def test_a_keeper_is_not_told_what_a_colleague_is_called_elsewhere(app: Flask, cast: Cast) -> None:
    """Renaming asks whether somebody would have two voices of one name; what they are in another organisation is none of its business."""
    phone = Phone(app, cast.jo)
    kim = cast.newcomer("Kim", "walsall", "speaker")
    founds(cast.steph, "dudley", "Dudley Council", "Dudley Metropolitan Borough Council")
    cast.grants(kim, "dudley", "speaker")
    renamed = SHAPE | {"name": "Dudley Council", "initials": "DC"}
    assert phone.sends("/identities/walsall", **renamed, credential=phone.proves("edit_identity", "walsall")).status_code == 303
