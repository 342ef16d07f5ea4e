"""What posting costs stands beside the send control, on the page that asks again, and on the post's own page."""

from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask

from pwa.courier import Courier
from pwa.networks.prices import price_of
from pwa.web.prices import costs
from tests.conftest import Clock
from tests.networks.stand_in import StandIn
from tests.web.elsewhere import connected
from tests.web.writer import Writer, form_of, read

LINKED, PLAIN = "Road closed: wv11.co.uk/road", "Road closed until noon."


@pytest.mark.parametrize(
    ("goes", "said"),
    [
        ([("x", [PLAIN])], "$0.015 on X"),
        ([("x", [LINKED])], "$0.20 on X: it has a link"),
        ([("x", ["One", "Two"]), ("noticeboard", [LINKED])], "$0.03 on X"),
        ([("x", ["One", LINKED]), ("x", ["One", LINKED])], "$0.43 on X: it has a link"),
        ([("mastodon", [LINKED])], ""),
    ],
)
def test_what_words_cost(app: Flask, goes: list[tuple[str, list[str]]], said: str) -> None:
    with app.test_request_context():
        assert costs(goes) == said


def test_nobody_is_paid_where_posting_is_free() -> None:
    assert [price_of(network, LINKED) for network in ("x", "bluesky")] == [Decimal("0.200"), None]


def test_the_composer_says_it_for_the_words_that_it_shows(steph_phone: Writer) -> None:
    assert "data-costs" not in steph_phone.opens("/as/steph/?new=1").text
    connected("steph", "x")
    form = steph_phone.writes("steph", LINKED)
    assert steph_phone.saves(f"/as/steph/drafts/{form['draft']}", **form).status_code == 200
    page = steph_phone.opens("/as/steph/")
    assert 'data-price="15" data-linked-price="200"' in page.text
    assert "$0.20 on X: it has a link" in read(page)
    assert "A post on X costs $0.015, with a link $0.20." in read(page)  # without scripts: nothing counts along there


def test_the_second_page_of_an_official_hold_says_it(steph_phone: Writer) -> None:
    connected("wv11", "x")
    steph_phone.becomes("wv11")
    asked = steph_phone.sends("/as/wv11/posts", **steph_phone.writes("wv11", LINKED))
    assert "Yes, post as WV11" in asked.text
    assert "$0.20 on X: it has a link" in read(asked)


def test_a_post_says_what_it_costs_and_what_it_cost(steph_phone: Writer, data: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    connected("steph", "x")
    post = steph_phone.holds("steph", LINKED)
    assert "$0.20 on X: it has a link" in read(steph_phone.opens(post))
    clock.forward(40)
    Courier({name: StandIn() for name in ("noticeboard", "x")}, data).run_once()
    monkeypatch.setattr("pwa.networks.x.LINK_PRICE", Decimal(9))  # what it costs later does not change what it cost
    receipt = read(steph_phone.opens(post))
    assert receipt.count("It cost $0.20.") == 1
    assert "Each part that is taken down costs $0.01 on X." in receipt


def test_what_did_not_arrive_cost_nothing(steph_phone: Writer, data: Path, clock: Clock) -> None:
    connected("steph", "x")
    post = steph_phone.holds("steph", PLAIN)
    clock.forward(40)
    Courier({"noticeboard": StandIn()}, data).run_once()
    assert "It cost" not in read(steph_phone.opens(post))


def test_x_gets_it_without_the_link_and_the_others_with_it(steph_phone: Writer) -> None:
    on_x = connected("steph", "x")
    form = steph_phone.writes("steph", LINKED) | {"variants": "yes", "unlinked": "yes"}
    kept = steph_phone.sends(f"/as/steph/drafts/{form['draft']}/words", **form)
    page = steph_phone.opens(kept.headers["Location"])
    assert f'name="variant-{on_x}-1"' in page.text
    assert "$0.015 on X" in read(page)
    held = steph_phone.sends("/as/steph/posts", **form_of(page.text) | {"variants": "yes", f"variant-{on_x}-1": "Road closed"})
    said = read(steph_phone.opens(held.headers["Location"]))
    assert "$0.015 on X" in said
    assert LINKED in said
