"""/metrics: no such page without the token, and with it the figures of the store, in words that monitors read, about nobody."""

from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import TestResponse

from pwa import create_app, settings
from pwa.courier import Courier
from pwa.store import engine
from tests.cast import Member
from tests.conftest import Clock
from tests.web.writer import read

TOKEN = "a-monitor-says-this-0123456789"


@pytest.fixture
def watched(store: str, data: Path) -> Flask:
    """The application of somebody who set a token."""
    named = {"DATA": str(data), "DATABASE_URL": store, "METRICS_TOKEN": TOKEN}
    return create_app(settings.read({f"ONLYHUMAN_{name}": value for name, value in named.items()}))


def asks(app: Flask, authorization: str | None = f"Bearer {TOKEN}", **headers: str) -> TestResponse:
    given = {"Authorization": authorization} if authorization is not None else {}
    return app.test_client().get("/metrics", headers=given | headers)


def samples(answer: TestResponse) -> dict[tuple[str, str], float]:
    found = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            found[sample.name, ",".join(sample.labels.values())] = sample.value
    return found


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer ", "Bearer", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"bearer {TOKEN}", "é"]
)
def test_without_the_token_there_is_no_such_page(watched: Flask, authorization: str | None) -> None:
    answer = asks(watched, authorization)
    assert answer.status_code == 404
    assert "onlyhuman_" not in answer.text
    assert read(answer) == read(watched.test_client().get("/nothing-here"))


@pytest.mark.parametrize("authorization", [None, "", "Bearer ", "Bearer", f"Bearer {TOKEN}"])
def test_unless_a_token_was_set_there_is_no_such_page(app: Flask, authorization: str | None) -> None:
    assert asks(app, authorization).status_code == 404


def test_the_figures_are_those_of_the_store(watched: Flask, steph: Member, clock: Clock, courier: Courier) -> None:
    steph.holds("That man on the bus again!")
    held = samples(asks(watched))
    assert (held["onlyhuman_posts_held", ""], held["onlyhuman_posts_released_total", ""]) == (1, 0)
    clock.forward(12.5)
    courier.run_once()
    now = samples(asks(watched))
    assert (now["onlyhuman_posts_held", ""], now["onlyhuman_posts_overdue", ""], now["onlyhuman_posts_parked", ""]) == (0, 0, 0)
    assert now["onlyhuman_posts_released_total", ""] == now["onlyhuman_release_lateness_seconds_count", ""] == 1
    assert now["onlyhuman_release_lateness_seconds_bucket", "0.1"] == 0
    assert now["onlyhuman_release_lateness_seconds_bucket", "30"] == now["onlyhuman_release_lateness_seconds_bucket", "+Inf"] == 1
    assert 0.5 <= now["onlyhuman_release_lateness_seconds_sum", ""] < 30
    assert now["onlyhuman_deliveries", "noticeboard,sent"] == now["onlyhuman_deliveries_sent_total", "noticeboard"] == 1
    assert now["onlyhuman_deliveries", "noticeboard,unsure"] == now["onlyhuman_deliveries_asking", "noticeboard"] == 0


def test_it_says_nothing_about_anybody(watched: Flask, steph: Member, courier: Courier, clock: Clock) -> None:
    post = steph.holds("That man on the bus again!")
    clock.forward(12.5)
    courier.run_once()
    said = asks(watched).text
    assert [word for word in ("steph", "Steph", "wv11", "WV11", "bus", post.public_id, steph.caller.person.public_id) if word in said] == []


def test_a_monitor_may_ask_by_address_and_in_openmetrics(watched: Flask) -> None:
    plain = asks(watched, Host="10.0.0.7:8000")
    assert (plain.status_code, plain.mimetype, plain.headers["Cache-Control"]) == (200, "text/plain", "no-store")
    open_metrics = asks(watched, Accept="application/openmetrics-text; version=1.0.0")
    assert open_metrics.mimetype == "application/openmetrics-text"
    assert open_metrics.text.endswith("# EOF\n")


def test_without_a_store_it_is_not_well(watched: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> object:
        raise engine.StoreUnavailable("database is locked")

    monkeypatch.setattr("pwa.store.engine.engine", gone)
    assert asks(watched).status_code == 503
