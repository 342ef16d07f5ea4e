"""When a second person is asked, how long a hold waits, on which days, and what makes another payload."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pwa.rules.approval import ApprovalState, Ask, Rule, When, terms, times_after_yes
from pwa.rules.calendar import covering, period
from pwa.rules.payload import FrozenPart, FrozenPicture, FrozenRendering, payload_digest

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2027, 5, 6, 12, tzinfo=UTC)
ELECTION = period("Election", "2027-03-22", "2027-05-06", LONDON)


@pytest.mark.parametrize(
    ("when", "asked_for", "at", "asked"),
    [
        (When.ALWAYS, False, NOON, True),
        (When.ASKED_FOR, False, NOON, False),
        (When.ASKED_FOR, True, NOON, True),
        (When.PERIODS, True, NOON, True),
        (When.PERIODS, True, NOON + timedelta(days=1), False),
    ],
)
def test_of_which_posts(when: When, asked_for: bool, at: datetime, asked: bool) -> None:
    rule = Rule(Ask.YES, when, periods=(ELECTION,))
    assert (rule.asks(at, asked_for=asked_for) is Ask.YES) == asked
    assert replace(rule, ask=Ask.NONE).asks(at, asked_for=asked_for) is Ask.NONE


def test_what_is_held_before_midnight_and_leaves_after_it_is_asked_about_as_on_that_day() -> None:
    rule, eve = Rule(Ask.YES, When.PERIODS, periods=(ELECTION,)), ELECTION.from_at - timedelta(seconds=60)
    assert [terms(rule, seconds, eve, asked_for=False).asks for seconds in (57, 58, 120)] == [False, True, True]


def test_days_begin_and_end_at_midnight_where_people_live() -> None:
    """The clocks go forward in between: the first midnight is at 00:00 UTC, the last at 23:00 the evening before."""
    assert (ELECTION.from_at, ELECTION.until_at) == (datetime(2027, 3, 22, tzinfo=UTC), datetime(2027, 5, 6, 23, tzinfo=UTC))
    assert (str(ELECTION.first_day(LONDON)), str(ELECTION.last_day(LONDON))) == ("2027-03-22", "2027-05-06")
    last = timedelta(microseconds=1)
    assert covering([ELECTION], ELECTION.until_at - last) == ELECTION
    assert covering([ELECTION], ELECTION.until_at) is None
    assert covering([ELECTION], ELECTION.from_at - last) is None


def test_no_rule_makes_a_window_shorter() -> None:
    assert terms(Rule(Ask.OBJECTION, objection_minutes=1), 300, NOON, asked_for=False).window_seconds == 300
    assert terms(Rule(Ask.OBJECTION, objection_minutes=10), 300, NOON, asked_for=False).window_seconds == 600
    asked = terms(Rule(Ask.YES, answer_minutes=60), 30, NOON, asked_for=False).times(NOON)
    assert (asked["due_at"], asked["approval"]) == (NOON + timedelta(hours=1), ApprovalState.ASKED)


@pytest.mark.parametrize(("after", "leaves"), [(1, 32), (14, 32), (20, 37), (3000, 3017)])
def test_after_a_yes_it_waits_for_its_window_and_for_second_thoughts(after: int, leaves: int) -> None:
    times = times_after_yes(NOON, 30, NOON + timedelta(seconds=after))
    assert times["due_at"] == NOON + timedelta(seconds=leaves)


PICTURE = FrozenPicture(1, "p", "00", "image/jpeg", "A bridge")
PART = FrozenPart(1, "Open.", None, (PICTURE,))
RENDERING = FrozenRendering(1, "c", "mastodon", "https://a.example", "7", '{"text":"Open."}')
WHOLE = payload_digest("wv11", [PART], [RENDERING])


def test_the_order_of_rows_makes_no_other_payload() -> None:
    second, other = replace(PART, position=2, pictures=()), replace(RENDERING, channel="d")
    assert payload_digest("wv11", [second, PART], [other, RENDERING]) == payload_digest("wv11", [PART, second], [RENDERING, other])


@pytest.mark.parametrize("change", ["place", "id", "sha256", "media_type", "alt"])
def test_each_thing_about_a_picture_makes_another(change: str) -> None:
    changed: dict[str, Any] = {change: 2 if change == "place" else "x"}
    other = replace(PICTURE, **changed)
    assert payload_digest("wv11", [replace(PART, pictures=(other,))], [RENDERING]) != WHOLE


@pytest.mark.parametrize("change", ["channel", "network", "home", "remote_id", "payload"])
def test_each_thing_about_a_channel_makes_another(change: str) -> None:
    changed: dict[str, Any] = {change: "x"}
    assert payload_digest("wv11", [PART], [replace(RENDERING, **changed)]) != WHOLE


def test_so_do_words_target_voice_and_a_channel_more_or_less() -> None:
    others = {
        payload_digest("wv12", [PART], [RENDERING]),
        payload_digest("wv11", [replace(PART, text="open.")], [RENDERING]),
        payload_digest("wv11", [replace(PART, target="https://a.example/1")], [RENDERING]),
        payload_digest("wv11", [PART], []),
        payload_digest("wv11", [PART], [RENDERING, replace(RENDERING, channel="d")]),
    }
    assert len(others | {WHOLE}) == 6
