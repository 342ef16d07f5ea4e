"""Stores in which the cast is at home already: whoever a test asks for is made once in a worker, and not once in a test."""

import shutil
from collections.abc import Collection
from functools import partial
from pathlib import Path

from pwa.actions.sign_ledger import sign_ledger
from pwa.store import engine
from pwa.store.migrate import migrate
from tests.cast import Cast
from tests.databases import MIGRATED, Stores

STEPH = "template_with_steph"
# By who is there beside her; each is made of one before it.
WITH_OTHERS = {(): STEPH, ("anna",): f"{STEPH}_anna", ("jo",): f"{STEPH}_jo", ("anna", "jo"): f"{STEPH}_anna_jo"}
_CASTS: dict[tuple[str, str], Cast] = {}  # by store and template: whose passkeys and cookies they are


def make_templates(stores: Stores) -> None:
    """One that is migrated and empty, and one for everybody whom a test may ask for."""
    stores.make_template(_migrated)
    for others, template in WITH_OTHERS.items():
        before = WITH_OTHERS[others[:-1]] if others else MIGRATED
        stores.make_template(partial(_come_in, stores.name, before, template, others[-1:]), template, of=before)


def template_for(asked: Collection[str]) -> str:
    """The template in which those are at home whom a test asks for, by the names of its fixtures; nobody else is."""
    return WITH_OTHERS[tuple(name for name in ("anna", "jo") if name in asked)] if "cast" in asked else MIGRATED


def cast_of(kind: str, template: str = STEPH) -> Cast:
    """Everybody in a fresh copy of the template."""
    return _CASTS[kind, template].again()


def at_home(stores: Stores) -> tuple[str, Cast]:
    """The URL of a fresh store in which Steph has set WV11 up, and the cast."""
    return stores.fresh_database(STEPH), cast_of(stores.name)


def moves_in(stores: Stores, file: Path, *, signed: bool = True) -> Cast:
    """The same in a file of SQLite's that an operator's commands find, in place of whatever was there."""
    url, cast = at_home(stores)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    stores.drop(f"sqlite:///{file}")
    shutil.move(url.removeprefix("sqlite:///"), file)
    if signed:
        signs(f"sqlite:///{file}", file.parent)
    return cast


def signs(url: str, folder: Path) -> None:
    """What a courier has done by now: the store is some minutes old."""
    engine.connect(url)
    sign_ledger(folder, {}, after=0)
    engine.engine().dispose()


def _migrated(url: str) -> None:
    engine.connect(url)
    migrate()
    engine.engine().dispose()


def _come_in(kind: str, before: str, template: str, who: tuple[str, ...], url: str) -> None:
    engine.connect(url)
    cast = cast_of(kind, before) if who else Cast()
    for name in who:
        getattr(cast, name)
    _CASTS[kind, template] = cast
    engine.engine().dispose()
