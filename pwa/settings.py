"""Typed settings from ONLYHUMAN_*: each with its default and its reason; an unknown name refuses to start."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ONLYHUMAN_"
APPS = {"x_client_secret": "x_client_id", "facebook_app_secret": "facebook_app_id"}  # each secret, and the name that it belongs to
TOKEN_CHARACTERS = 16  # at least, of a token that a person chose: fewer can be tried out


class BadSettings(Exception):
    """The environment holds a setting that is unknown or makes no sense; the message says which, and how to mend it."""


class Settings(BaseSettings):
    """Everything an operator can choose. The names in the environment are these, in capitals, behind ONLYHUMAN_."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    data: Path = Field(Path("data"), description="Folder for the SQLite file, the secret keys and the ledger's checkpoints.")
    database_url: str = Field("", description="Empty for SQLite in the data folder; postgresql+psycopg://... for PostgreSQL.")
    host: str = Field("127.0.0.1", description="The address to listen on: loopback, because a proxy with a certificate stands in front.")
    port: int = Field(8000, ge=1, le=65535, description="The port to listen on.")
    url: str = Field(
        "http://localhost:8000", description="What the browser sees: the origin of every passkey, so changing it orphans them."
    )
    timezone: str = Field("Europe/London", description="The zone in which times are shown. They are stored in UTC.")
    proxies: int = Field(0, ge=0, le=8, description="How many reverse proxies in front may be believed about the caller's address.")
    threads: int = Field(16, ge=1, le=256, description="Threads that answer requests in one process.")
    processes: int = Field(1, ge=1, le=64, description="Web processes; more than one needs PostgreSQL.")
    lost_signal_seconds: int = Field(
        60, ge=0, le=600, description="How much longer a post waits, once, when the phone that held it lost its signal. 0: no longer."
    )
    x_client_id: str = Field("", description="The app that you have at X, so that accounts can be connected. Empty: none can.")
    x_client_secret: SecretStr = Field(SecretStr(""), validate_default=True, description="What that app proves itself with.")
    x_replies: bool = Field(False, description="Whether your keys for X may answer to posts: most may not, and a series needs it.")
    facebook_app_id: str = Field("", description="The app that you have at Meta, so that Pages can be connected. Empty: none can.")
    facebook_app_secret: SecretStr = Field(SecretStr(""), validate_default=True, description="What that app proves itself with.")
    facebook_version: str = Field("v26.0", pattern=r"^v[0-9]{1,3}\.[0-9]$", description="Which version of Meta's Graph API is asked.")
    outbound_loopback: bool = Field(False, description="For tests only: this machine itself may be asked, without TLS.")
    metrics_token: SecretStr = Field(SecretStr(""), description="What a monitor says to read /metrics. Empty: there is no /metrics.")

    @field_validator("url")
    @classmethod
    def _is_an_origin(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            more = (parts.path.strip("/"), parts.query, parts.fragment, parts.username, parts.port == 0)
        except ValueError:
            raise ValueError("must be an origin such as https://post.example.org") from None
        if parts.scheme not in ("http", "https") or not parts.hostname or any(more):
            raise ValueError("must be an origin such as https://post.example.org")
        if parts.scheme == "http" and parts.hostname != "localhost":
            raise ValueError("must start with https:// (passkeys work over http on localhost only)")
        if parts.hostname.replace(".", "").isdigit() or ":" in parts.hostname:
            raise ValueError("must be a name: a passkey cannot belong to an IP address")
        return f"{parts.scheme}://{parts.netloc.lower()}"

    @field_validator("timezone")
    @classmethod
    def _is_a_timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as unknown:
            raise ValueError("must be a zone such as Europe/London") from unknown
        return name

    @field_validator("database_url")
    @classmethod
    def _is_a_store_we_know(cls, url: str) -> str:
        return as_store_url(url) if url else ""

    @field_validator("metrics_token")
    @classmethod
    def _cannot_be_guessed(cls, token: SecretStr) -> SecretStr:
        said = token.get_secret_value()
        if said and (len(said) < TOKEN_CHARACTERS or not said.isascii() or not said.isprintable() or " " in said):
            raise ValueError(f"must be {TOKEN_CHARACTERS} letters and digits or more, such as `openssl rand -hex 32` makes")
        return token

    @field_validator(*APPS)
    @classmethod
    def _goes_with_its_app(cls, secret: SecretStr, known: ValidationInfo) -> SecretStr:
        app = APPS[str(known.field_name)]
        if bool(secret.get_secret_value()) != bool(known.data.get(app)):
            raise ValueError(f"and {PREFIX}{app.upper()} go together: set both or none")
        return secret

    @property
    def store_url(self) -> str:
        """Where the store is: the given one, or the SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data.absolute() / 'onlyhuman.db'}"

    @property
    def on_sqlite(self) -> bool:
        """Whether the store is a SQLite file."""
        return self.store_url.startswith("sqlite")

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over TLS, so that cookies can be Secure."""
        return self.url.startswith("https://")

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which people read times."""
        return ZoneInfo(self.timezone)


def as_store_url(url: str) -> str:
    """A store's address as we keep it. Raises ValueError for what is neither SQLite's nor PostgreSQL's."""
    if url.startswith("postgresql://"):
        return url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith(("postgresql+psycopg://", "sqlite:///")):
        raise ValueError("must be empty (SQLite), sqlite:///FILE or postgresql://...")
    return url


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in the environment. Raises BadSettings, naming the setting and the mend."""
    environment = os.environ if environment is None else environment
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    given = {name for name in environment if name.startswith(PREFIX) and not name.startswith(f"{PREFIX}TEST_")}
    if unknown := sorted(given - known):
        raise BadSettings(f"Unknown setting {', '.join(unknown)}. Known: {', '.join(sorted(known))}.")
    try:
        return Settings(**{name.removeprefix(PREFIX).lower(): environment[name] for name in given})  # type: ignore[arg-type]
    except ValidationError as invalid:
        lines = [f"{PREFIX}{str(error['loc'][0]).upper()} {error['msg'].removeprefix('Value error, ')}." for error in invalid.errors()]
        raise BadSettings(" ".join(lines)) from None
