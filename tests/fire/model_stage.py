"""The stage of the model's runs: one store, set back to the same people before each of them, and a clock that moves only when told to."""

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from pwa import clock as product_clock
from pwa.actions.confirm_codes import confirm_codes
from pwa.actions.renew_codes import renew_codes
from pwa.actions.show_codes import show_codes
from pwa.rules.step_up import Purpose
from pwa.store import engine, identities, moments, people
from pwa.store.migrate import migrate
from pwa.store.sessions import Caller
from pwa.store.tables import Channel
from pwa.store.transaction import reading, transaction
from tests.cast import Cast, Member
from tests.databases import Stores
from tests.fire.model import World
from tests.fire.model_things import Device, Key, Voice
from tests.software_passkey import SoftwarePasskey

TEMPLATE = "template_for_the_model"
NEAR, FAR = "noticeboard", "far"  # WV11 posts on both
TICK = timedelta(seconds=1, milliseconds=37)  # each step is later than the last, and never by whole seconds for long
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OFFICIAL = {"wv11", "walsall"}


class SlowClock:
    """The database's clock, stopped between steps: what a rule sees does not hang on how fast the machine is."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._ahead = timedelta()
        self.begin()

    def begin(self) -> datetime:
        """A step begins; returns when, by the database's clock."""
        self._set(self.now - machine_time())
        return self.now

    def end(self) -> datetime:
        """The step is over; returns when."""
        ended = self.reading()
        self.now = max(self.now + TICK, ended + timedelta(milliseconds=1))
        return ended

    def jump(self, by: timedelta) -> None:
        """It is later, also in the middle of a step."""
        self.now += by
        self._set(self._ahead + by)

    def reading(self) -> datetime:
        """What the database's clock says."""
        return machine_time() + self._ahead

    def _set(self, ahead: timedelta) -> None:
        self._ahead = ahead
        moments.set_offset(ahead)
        product_clock.set_offset(ahead)


def machine_time() -> datetime:
    """The machine's time, in the whole microseconds that both databases count."""
    return EPOCH + timedelta(microseconds=moments.sqlite_clock())


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

    def __init__(self, stores: Stores, folder: Path) -> None:
        self.folder, self.kind = folder, stores.name
        self._template: Path | None = None
        made: list[Script] = []
        stores.make_template(lambda url: made.append(_written(url, folder)), TEMPLATE)
        [self.script] = made
        self.url = stores.fresh_database(TEMPLATE)
        if self.kind == "sqlite":  # on a disk of memory where there is one: what a run costs is then the product's own work
            self._template, played = folder / TEMPLATE, folder / "played.db"
            shutil.copyfile(self.url.removeprefix("sqlite:///"), self._template)
            stores.drop(self.url)
            self.url = f"sqlite:///{played}"
        engine.connect(self.url)

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
        url = make_url(self.url)
        with psycopg.connect(user=url.username, dbname="postgres", host=url.query["host"], autocommit=True) as server:  # type: ignore[arg-type]
            server.execute(f"DROP DATABASE IF EXISTS {url.database} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {url.database} TEMPLATE {TEMPLATE}")

    def restart(self) -> None:
        """As after a new start: an engine that knows nothing, and no connection."""
        engine.connect(self.url)


def _written(url: str, folder: Path) -> Script:
    engine.connect(url)
    migrate()
    cast = Cast()
    members = [cast.steph, cast.steph.another_browser(), cast.anna, cast.anna.another_browser(), cast.jo]
    with transaction() as session:
        wv11 = identities.usable(session, cast.steph.caller.person, "wv11")
        since, by = wv11.created_at, cast.steph.caller.person.id
        session.add(Channel(identity_id=wv11.id, network=FAR, handle="wv11", remote_id="wv11", connected_at=since, connected_by=by))
    script = Script(machine_time())
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
