"""Settings: each has a default and a reason, and a wrong one refuses to start with a sentence that says how to mend it."""

import os
from pathlib import Path

import pytest

from pwa import settings
from pwa.settings import BadSettings, Settings, read


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without settings of ours."""
    for name in [name for name in os.environ if name.upper().startswith(settings.PREFIX)]:
        monkeypatch.delenv(name)


def test_without_any_setting_it_runs_on_this_machine_alone() -> None:
    chosen = read({})
    assert (chosen.host, chosen.port, chosen.url, chosen.proxies, chosen.processes) == ("127.0.0.1", 8000, "http://localhost:8000", 0, 1)
    assert chosen.store_url == f"sqlite:///{Path('data').absolute()}/onlyhuman.db"
    assert not chosen.secure


def test_each_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not (field.description or "").endswith(".")] == []


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"ONLYHUMAN_DATABSE_URL": "x"}, "Unknown setting ONLYHUMAN_DATABSE_URL. Known: ONLYHUMAN_DATA, ONLYHUMAN_DATABASE_URL"),
        ({"ONLYHUMAN_": "x"}, "Unknown setting ONLYHUMAN_."),
        ({"ONLYHUMAN_PORT": "http"}, "ONLYHUMAN_PORT"),
        ({"ONLYHUMAN_PORT": "0"}, "ONLYHUMAN_PORT"),
        ({"ONLYHUMAN_PORT": "65536"}, "ONLYHUMAN_PORT"),
        ({"ONLYHUMAN_PROXIES": "-1"}, "ONLYHUMAN_PROXIES"),
        ({"ONLYHUMAN_PROCESSES": "0"}, "ONLYHUMAN_PROCESSES"),
        ({"ONLYHUMAN_TIMEZONE": "Mars/Olympus"}, "ONLYHUMAN_TIMEZONE must be a zone"),
        ({"ONLYHUMAN_TIMEZONE": "../etc/passwd"}, "ONLYHUMAN_TIMEZONE must be a zone"),
        ({"ONLYHUMAN_URL": "http://post.example.org"}, "ONLYHUMAN_URL must start with https://"),
        ({"ONLYHUMAN_URL": "https://192.0.2.1"}, "ONLYHUMAN_URL must be a name"),
        ({"ONLYHUMAN_URL": "https://[2001:db8::1]"}, "ONLYHUMAN_URL must be a name"),
        ({"ONLYHUMAN_URL": "https://example.org/app"}, "ONLYHUMAN_URL must be an origin"),
        ({"ONLYHUMAN_URL": "https://a@example.org"}, "ONLYHUMAN_URL must be an origin"),
        ({"ONLYHUMAN_URL": "localhost:8000"}, "ONLYHUMAN_URL must be an origin"),
        ({"ONLYHUMAN_URL": "https://example.org:port"}, "ONLYHUMAN_URL must be an origin"),
        ({"ONLYHUMAN_URL": "https://[example.org"}, "ONLYHUMAN_URL must be an origin"),
        ({"ONLYHUMAN_URL": "https://example.org#top"}, "ONLYHUMAN_URL must be an origin"),
        ({"ONLYHUMAN_DATABASE_URL": "mysql://x"}, "ONLYHUMAN_DATABASE_URL must be empty"),
        ({"ONLYHUMAN_PORT": "x", "ONLYHUMAN_PROXIES": "y"}, "ONLYHUMAN_PROXIES"),
        ({"ONLYHUMAN_METRICS_TOKEN": "too-short"}, "ONLYHUMAN_METRICS_TOKEN must be 16 letters and digits or more"),
        ({"ONLYHUMAN_METRICS_TOKEN": "with a space in it, though long"}, "ONLYHUMAN_METRICS_TOKEN must be"),
    ],
)
def test_a_wrong_setting_is_named(given: dict[str, str], says: str) -> None:
    with pytest.raises(BadSettings) as mistake:
        read(given)
    assert says in str(mistake.value)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://Post.Example.org", "https://post.example.org"),
        ("https://post.example.org/", "https://post.example.org"),
        ("https://post.example.org:8443", "https://post.example.org:8443"),
        ("http://localhost:8123", "http://localhost:8123"),
    ],
)
def test_an_address_is_kept_as_browsers_write_origins(given: str, kept: str) -> None:
    assert read({"ONLYHUMAN_URL": given}).url == kept


def test_postgresql_is_understood_as_people_write_it() -> None:
    chosen = read({"ONLYHUMAN_DATABASE_URL": "postgresql://me@db/onlyhuman"})
    assert chosen.store_url == "postgresql+psycopg://me@db/onlyhuman"


def test_a_token_is_kept_out_of_what_is_said_of_the_settings() -> None:
    assert "a-token-that-is-long-enough" not in repr(read({"ONLYHUMAN_METRICS_TOKEN": "a-token-that-is-long-enough"}))
    with pytest.raises(BadSettings) as mistake:
        read({"ONLYHUMAN_METRICS_TOKEN": "too-short"})
    assert "too-short" not in str(mistake.value)


def test_what_only_tests_use_is_not_a_setting() -> None:
    assert read({"ONLYHUMAN_TEST_RACES": "5", "PATH": "/bin"}) == read({})


def test_settings_cannot_be_changed_while_it_runs() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read({}).port = 1
