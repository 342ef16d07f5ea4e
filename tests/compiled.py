"""What is compiled once in a process, however many stores and applications its tests make: statements, routes and templates."""

from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import URL, Engine, create_engine

from pwa import create_app
from pwa.actions.ways_in import ways_in
from pwa.secrets import key_for
from pwa.settings import Settings
from pwa.store import engine

_STATEMENTS: dict[Any, Any] = {}
_DIALECTS: dict[str, Any] = {}  # by their names; a statement is compiled for one of them
_APPLICATIONS: list[Flask] = []


class Compiled(BytecodeCache):
    """What was compiled, by the name and the text of its template."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if this template was compiled before."""
        if kept := self._kept.get(f"{bucket.key} {bucket.checksum}"):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[f"{bucket.key} {bucket.checksum}"] = bucket.bytecode_to_string()


COMPILED = Compiled()


def compiled(app: Flask) -> Flask:
    """This application, which compiles nothing again."""
    app.jinja_env.bytecode_cache = COMPILED
    return app


def application(settings: Settings) -> Flask:
    """One application that has had other stores before, for tests that add nothing to it; `settings` differ in store and data folder."""
    if not _APPLICATIONS:
        _APPLICATIONS.append(compiled(create_app(settings)))
    [app] = _APPLICATIONS
    app.extensions["settings"], app.extensions["ways_in"] = settings, ways_in(settings)
    app.config["SECRET_KEY"] = key_for("session cookie", settings.data)
    engine.connect(settings.store_url)
    return app


def knows_its_statements(url: URL, **how: Any) -> Engine:
    """SQLAlchemy's `create_engine`, for a store whose tables are those of the one before."""
    made = create_engine(url, execution_options={"compiled_cache": _STATEMENTS}, **how)
    known = _DIALECTS.setdefault(made.dialect.name, made.dialect)
    if getattr(known, "server_version_info", None):  # it has been connected: it knows all that it asks a server
        made.dialect = known
    return made
