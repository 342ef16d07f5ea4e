"""A note for oneself alone: said to whoever wants it, where nobody else can see, count, read or keep it; and gone when it is unwanted."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func
from sqlmodel import select

from pwa import logs, settings
from pwa.actions.export_ledger import export_ledger
from pwa.actions.hold_post import hold_post
from pwa.rules.pictures import Placed
from pwa.store.tables import Flag, Hold, LedgerLine, LedgerText, OwnNote
from pwa.store.transaction import reading
from tests.actions.test_pictures import illustrated
from tests.actions.test_uploads import brings
from tests.cast import Cast, Member
from tests.commands import logging_as_before
from tests.compiled import application
from tests.test_wall import ONCE, pages_of
from tests.wall import ids_there, rows
from tests.web.writer import Writer, read

WORDS = "Vote Labour on Thursday!"
NOTE = "and yours is a politically restricted post."
TOKEN = "a-monitor-says-this-0123456789"


def notes(phone: Writer, *, wanted: bool) -> None:
    handle = phone.member.handle
    answer = phone.sends(f"/identities/{handle}/notes", **({"restricted": "yes"} if wanted else {}))
    assert (answer.status_code, answer.location) == (303, f"/identities/{handle}/notes")


def typing(phone: Writer, handle: str, words: str) -> str:
    form = phone.writes(handle, words)
    return read(phone.sends(f"/as/{handle}/drafts/{form['draft']}/second-look", **form))


def count(table: type[Flag] | type[OwnNote]) -> int:
    with reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_it_is_said_while_typing_and_on_the_hold_screen_and_nothing_waits(anna_phone: Writer) -> None:
    assert NOTE not in typing(anna_phone, "anna", WORDS)
    notes(anna_phone, wanted=True)
    assert "checked" in anna_phone.opens("/identities/anna/notes").text
    said = typing(anna_phone, "anna", WORDS)
    assert NOTE in said
    assert "Only you see this." in said
    assert NOTE not in typing(anna_phone, "anna", "The labour ward has moved; the bus was late again.")
    post = anna_phone.holds("anna", WORDS)
    assert NOTE in read(anna_phone.opens(post))
    with reading() as session:
        assert session.exec(select(Hold.window_seconds)).one() == 10
    notes(anna_phone, wanted=False)
    assert NOTE not in read(anna_phone.opens(post))
    assert NOTE not in typing(anna_phone, "anna", WORDS)


def test_words_beside_a_picture_are_words_on_the_hold_screen_too(anna_phone: Writer, anna: Member) -> None:
    notes(anna_phone, wanted=True)
    words = illustrated(anna, "Look!", placed=[Placed(brings(anna).public_id, 1, WORDS)])
    post = hold_post(anna.caller, "anna", words)
    assert NOTE in read(anna_phone.opens(f"/posts/{post.public_id}"))


def test_nothing_of_it_is_kept_but_a_row_that_names_nobody(anna_phone: Writer, anna: Member) -> None:
    before = rows()
    notes(anna_phone, wanted=True)
    now = rows()
    changed = {name for name in before if now[name] != before[name]}
    assert changed == {"own_notes"}  # no line: the first could only mean that it is wanted
    with reading() as session:
        [note] = session.exec(select(OwnNote)).all()
        person = anna.caller.person
        assert not {note.mark} & {person.user_handle, person.public_id.encode()}
    anna_phone.holds("anna", WORDS)
    assert count(Flag) == 0
    with reading() as session:
        said = [text for text in session.exec(select(LedgerText.text)) if "restricted" in text.lower()]
        said += [body for body in session.exec(select(LedgerLine.body)) if "restricted" in body or "second_look" in body]
    assert said == []
    notes(anna_phone, wanted=False)
    assert count(OwnNote) == 0


@pytest.mark.one_store
def test_whatever_a_keeper_or_an_operator_opens_is_the_same_with_it_and_without(
    cast: Cast, store: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = {"DATA": str(data), "DATABASE_URL": store, "METRICS_TOKEN": TOKEN}
    app = application(settings.read({f"ONLYHUMAN_{name}": value for name, value in named.items()}))
    steph, anna = cast.steph, cast.anna
    phone = Writer(app, anna)
    anna.speaks_as("wv11")
    anna.holds("For the town", handle="wv11")
    steph.speaks_as("wv11")
    own = ids_there() | {"handle": ["wv11", "steph"]}
    phone.becomes("anna").holds("anna", WORDS)
    before, figures = pages_of(app, steph, own), metrics(app)
    with logging_as_before():
        logs.set_up()
        notes(phone, wanted=True)
        assert NOTE in typing(phone, "anna", WORDS)
        phone.opens("/identities/anna/notes")
    logged = capsys.readouterr().err
    after = pages_of(app, steph, own)
    assert len(before) >= 20
    assert before.keys() == after.keys()
    for path, page in before.items():
        assert ONCE.sub("", after[path]).splitlines() == ONCE.sub("", page).splitlines(), path
    assert metrics(app) == figures
    assert [word for word in ("notes", "restricted", "Labour") if word in logged] == []
    export_ledger(data, data / "record", of="wv11")
    assert "notes" not in (data / "record").read_text()
    for address in ("/identities/anna/notes", "/identities/wv11/notes"):
        assert Writer(app, steph).opens(address).status_code == 404
        assert Writer(app, steph).sends(address, restricted="yes").status_code == 404
    assert count(OwnNote) == 1


def test_as_an_organisation_it_is_never_said(anna_phone: Writer) -> None:
    notes(anna_phone, wanted=True)
    anna_phone.becomes("wv11")
    assert NOTE not in typing(anna_phone, "wv11", WORDS)
    assert anna_phone.opens("/identities/wv11/notes").status_code == 404


def metrics(app: Flask) -> list[str]:
    said = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    return [line for line in said.splitlines() if line.startswith("onlyhuman_") and "second" not in line and "age" not in line]
