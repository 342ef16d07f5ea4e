"""The stage of the model's runs: one store, set back to the same people before each of them, with a clock that stands still."""

import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from pwa.actions.confirm_codes import confirm_codes
from pwa.actions.renew_codes import renew_codes
from pwa.actions.show_codes import show_codes
from pwa.rules.step_up import Purpose
from pwa.store import engine, identities, people
from pwa.store.sessions import Caller
from pwa.store.tables import Channel
from pwa.store.transaction import reading, transaction
from tests.cast import Cast, Member
from tests.databases import MIGRATED, Stores
from tests.fire.model import World
from tests.fire.model_clock import IN_POSTGRESQL, SEARCH_PATH, Hands, PostgresHands, SqliteHands
from tests.fire.model_things import Device, Key, Voice
from tests.software_passkey import SoftwarePasskey

TEMPLATE = "template_for_the_model"
NEAR, FAR = "noticeboard", "far"  # WV11 posts on both
OFFICIAL = {"wv11", "walsall"}


@dataclass
class Script:
    """What the template holds: each browser, each passkey's phone, recovery codes, and what the store calls people and channels."""

    at: datetime
    callers: list[Caller] = field(default_factory=list)
    key_of: list[int] = field(default_factory=list)
    phones: list[tuple[str, SoftwarePasskey, str]] = field(default_factory=list)  # whose, and the passkey's public id
    codes: dict[str, list[str]] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    channels: dict[tuple[str, str], str] = field(default_factory=dict)  # handle and network: the public id
    voices: dict[str, Voice] = field(default_factory=dict)

    def world(self) -> World:
        """What the model knows when a run begins."""
        grants = {("Steph", "wv11"): "keeper", ("Anna", "wv11"): "speaker", ("Steph", "walsall"): "keeper", ("Jo", "walsall"): "keeper"}
        devices = [
            Device(caller.person.name, key, caller.session.opened_at, caller.session.seen_at)
            for caller, key in zip(self.callers, self.key_of, strict=True)
        ]
        return World(dict(self.voices), grants, [Key(who) for who, _, _ in self.phones], devices)


class Stage:
    """Hands a run its store. The engine stays the same one, so that its statements are compiled once for all runs."""

    def __init__(self, stores: Stores, script: Script, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.kind, self.script = folder, stores.name, script
        self.url = stores.fresh_database(TEMPLATE)
        self._hands: Hands | None = None
        self._server: psycopg.Connection[tuple[int]] | None = None
        self._template: Path | None = None
        if self.kind == "sqlite":
            self._hands = SqliteHands(monkeypatch)
            self._template = folder / TEMPLATE
            shutil.copyfile(self.url.removeprefix("sqlite:///"), self._template)
            stores.drop(self.url)
            self.url = f"sqlite:///{folder / 'played.db'}"
        self.restart()

    @property
    def hands(self) -> Hands:
        """What moves this store's clock."""
        assert self._hands
        return self._hands

    def set_back(self) -> None:
        """The store is as it was when the template was made, and nobody is connected to it."""
        engine.engine().dispose()
        (self.folder / "ledger.checkpoints").unlink(missing_ok=True)
        if self._template:
            played = self.url.removeprefix("sqlite:///")
            for beside in ("-wal", "-shm"):
                Path(played + beside).unlink(missing_ok=True)
            shutil.copyfile(self._template, played)
            return
        self.close()
        name = make_url(self.url).database
        with _server(self.url, "postgres") as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        self._server = _server(self.url, str(name))
        self._hands = PostgresHands(self._server)

    def close(self) -> None:
        """Nobody moves the clock any more."""
        if self._server:
            self._server.close()

    def restart(self) -> None:
        """As after a new start: an engine that knows nothing, and no connection."""
        options = f"&options={SEARCH_PATH}" if self.kind == "postgresql" else ""
        engine.connect(self.url + options)


def written(stores: Stores, folder: Path) -> Script:
    """Make the template, with everybody in it."""
    made: list[Script] = []
    stores.make_template(lambda url: made.append(_written(url, folder)), TEMPLATE, of=MIGRATED)
    return made[0]


def _server(url: str, database: str) -> "psycopg.Connection[tuple[int]]":
    known = make_url(url)
    return psycopg.connect(user=known.username, dbname=database, host=str(known.query["host"]), autocommit=True)


def _written(url: str, folder: Path) -> Script:
    engine.connect(url)
    cast = Cast()
    members = [cast.steph, cast.steph.another_browser(), cast.anna, cast.anna.another_browser(), cast.jo]
    with transaction() as session:
        wv11 = identities.usable(session, cast.steph.caller.person, "wv11")
        since, by = wv11.created_at, cast.steph.caller.person.id
        session.add(Channel(identity_id=wv11.id, network=FAR, handle="wv11", remote_id="wv11", connected_at=since, connected_by=by))
    script = Script(cast.jo.caller.session.seen_at)
    for member in members:
        _introduce(script, member, folder)
    with reading() as session:
        for handle, owner in {"steph": cast.steph, "anna": cast.anna, "jo": cast.jo, "wv11": cast.steph, "walsall": cast.jo}.items():
            identity = identities.usable(session, owner.caller.person, handle)
            channels = identities.channels(session, identity)
            script.channels |= {(handle, channel.network): channel.public_id for channel in channels}
            window, lease = timedelta(seconds=identity.window_seconds), timedelta(minutes=identity.lease_minutes)
            whose = None if handle in OFFICIAL else owner.name
            script.voices[handle] = Voice(handle, whose, window, lease, tuple(channel.network for channel in channels))
    engine.engine().dispose()
    if not url.startswith("sqlite"):
        with _server(url, TEMPLATE) as server:
            server.execute(IN_POSTGRESQL)
    return script


def _introduce(script: Script, member: Member, folder: Path) -> None:
    caller = member.caller
    script.people[caller.person.id] = member.name
    if member.name not in script.codes:
        renew_codes(caller, proof=member.proves(Purpose.NEW_CODES))
        script.codes[member.name] = show_codes(caller.person, folder=folder) or []
        confirm_codes(caller.person)
        with reading() as session:
            script.phones.append((member.name, member.passkey, people.passkeys(session, caller.person)[0].public_id))
    script.callers.append(caller)
    script.key_of.append(next(number for number, (who, _, _) in enumerate(script.phones) if who == member.name))
