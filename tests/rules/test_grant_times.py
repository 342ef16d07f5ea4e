"""When a grant stands: every week by the clocks on the wall, on the nights they change too, and what a keeper may type."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from pwa.rules.grant_times import DAYS, Span, Weekly, instant, next_span, once, spans, weekly
from pwa.rules.text import Unfit

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)  # a Thursday
WEEK = timedelta(days=7)


def utc(day: str, hour: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "wall", "at"),
    [
        ("Europe/London", "2026-07-01T12:00", "2026-07-01T11:00"),
        ("Europe/London", "2026-10-25T00:59", "2026-10-24T23:59"),  # clocks go back at 02:00: 01:00 to 02:00 is shown twice
        ("Europe/London", "2026-10-25T01:30", "2026-10-25T00:30"),
        ("Europe/London", "2026-10-25T02:00", "2026-10-25T02:00"),
        ("Europe/London", "2026-03-29T00:59", "2026-03-29T00:59"),  # clocks go forward at 01:00: 01:00 to 02:00 is never shown
        ("Europe/London", "2026-03-29T01:00", "2026-03-29T01:00"),
        ("Europe/London", "2026-03-29T01:30", "2026-03-29T01:00"),
        ("Europe/London", "2026-03-29T02:00", "2026-03-29T01:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30"),  # by half an hour
        ("America/New_York", "2026-03-08T02:59", "2026-03-08T07:00"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30"),
        ("UTC", "2026-03-29T01:30", "2026-03-29T01:30"),
    ],
)
def test_what_the_clocks_show_is_one_moment(zone: str, wall: str, at: str) -> None:
    assert instant(datetime.fromisoformat(wall), ZoneInfo(zone)) == datetime.fromisoformat(at).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "hours", "after", "expected"),
    [
        ("sat", "12:00-18:00", "2026-11-26", "11-28 12:00 to 11-28 18:00, 12-05 12:00 to 12-05 18:00"),
        ("sat", "12:00-18:00", "2026-06-01", "06-06 11:00 to 06-06 17:00, 06-13 11:00 to 06-13 17:00"),
        # The same hours on the wall, before the clocks change and after.
        ("sun", "12:00-18:00", "2026-10-18", "10-18 11:00 to 10-18 17:00, 10-25 12:00 to 10-25 18:00"),
        ("sun", "12:00-18:00", "2026-03-22", "03-22 12:00 to 03-22 18:00, 03-29 11:00 to 03-29 17:00"),
        # Over the change itself: an hour longer, an hour shorter.
        ("sat", "22:00-06:00", "2026-10-24", "10-24 21:00 to 10-25 06:00, 10-31 22:00 to 11-01 06:00"),
        ("sat", "22:00-06:00", "2026-03-28", "03-28 22:00 to 03-29 05:00, 04-04 21:00 to 04-05 05:00"),
        # Begins or ends in the hour that is shown twice: the first time counts, at both ends.
        ("sun", "01:30-03:00", "2026-10-24", "10-25 00:30 to 10-25 03:00, 11-01 01:30 to 11-01 03:00"),
        ("sun", "00:30-01:30", "2026-10-24", "10-24 23:30 to 10-25 00:30, 11-01 00:30 to 11-01 01:30"),
        # Begins or ends in the hour that is never shown; all of it there: not that week.
        ("sun", "01:30-03:00", "2026-03-28", "03-29 01:00 to 03-29 02:00, 04-05 00:30 to 04-05 02:00"),
        ("sun", "00:30-01:30", "2026-03-28", "03-29 00:30 to 03-29 01:00, 04-04 23:30 to 04-05 00:30"),
        ("sun", "01:15-01:45", "2026-03-28", "04-05 00:15 to 04-05 00:45, 04-12 00:15 to 04-12 00:45"),
        # What touches is one: nobody is put out at midnight.
        ("sat,sun", "00:00-00:00", "2026-11-26", "11-28 00:00 to 11-30 00:00, 12-05 00:00 to 12-07 00:00"),
        ("mon,fri", "09:00-17:30", "2026-11-26", "11-27 09:00 to 11-27 17:30, 11-30 09:00 to 11-30 17:30"),
    ],
)
def test_every_week_by_the_clocks_on_the_wall(days: str, hours: str, after: str, expected: str) -> None:
    rule = Weekly.read(f"{days} {hours} Europe/London")
    start = utc(after, "00:00")
    first, second, *_ = spans(rule, start, start + 3 * WEEK)
    assert f"{in_words(first)}, {in_words(second)}" == expected


def in_words(span: Span) -> str:
    assert span.ends
    return f"{span.starts:%m-%d %H:%M} to {span.ends:%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("now", "starts"),
    [
        ("2026-11-28T11:59", "2026-11-28T12:00"),
        ("2026-11-28T12:00", "2026-11-28T12:00"),
        ("2026-11-28T17:59", "2026-11-28T12:00"),  # the one that runs
        ("2026-11-28T18:00", "2026-12-05T12:00"),  # the end is outside
    ],
)
def test_the_next_one_is_the_one_that_runs_or_the_first_after_it(now: str, starts: str) -> None:
    rule = Weekly.read("sat 12:00-18:00 Europe/London")
    assert next_span(rule, datetime.fromisoformat(now).replace(tzinfo=UTC)).starts == datetime.fromisoformat(starts).replace(tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu"])
def test_over_two_years_no_span_is_empty_overlaps_or_is_missed(zone: str) -> None:
    for hours in ("01:00-01:30", "00:00-00:00", "22:00-02:30", "02:00-01:59"):
        rule = Weekly.read(f"tue,sun {hours} {zone}")
        found = list(spans(rule, NOON, NOON + 104 * WEEK))
        assert all(one.ends and one.starts < one.ends for one in found)
        assert all(one.ends and one.ends < two.starts for one, two in pairwise(found))
        assert 204 <= len(found) <= 209


def test_it_is_kept_as_people_would_write_it() -> None:
    rule = weekly(["sun", "sat"], "12:00", "18:00", LONDON)
    assert str(rule) == "sat,sun 12:00-18:00 Europe/London"
    assert Weekly.read(str(rule)) == rule == Weekly(frozenset({"sat", "sun"}), time(12), time(18), "Europe/London")


@pytest.mark.parametrize(
    ("days", "starts", "ends", "says"),
    [
        ([], "12:00", "18:00", "at least one day"),
        (["someday"], "12:00", "18:00", "from the list"),
        (["sat"], "noon", "18:00", "hours as 12:00"),
        (["sat"], "12:00", "", "hours as 12:00"),
        (["sat"], "24:00", "18:00", "hours as 12:00"),
        (["sat"], "12", "18:00", "hours as 12:00"),
        (["sat"], "12:00:30", "18:00", "hours as 12:00"),
        (["sat"], "12:00+01:00", "18:00", "hours as 12:00"),
        (list(DAYS), "09:00", "09:00", "is always"),
    ],
)
def test_a_week_that_cannot_be_taken_says_why(days: list[str], starts: str, ends: str, says: str) -> None:
    with pytest.raises(Unfit, match=says):
        weekly(days, starts, ends, LONDON)


@pytest.mark.parametrize(
    ("starts", "ends", "span"),
    [
        ("2026-11-28T12:00", "2026-11-28T18:00", Span(utc("2026-11-28", "12:00"), utc("2026-11-28", "18:00"))),
        ("2026-11-28T12:00", "", Span(utc("2026-11-28", "12:00"), None)),
        ("", "2026-11-26T12:01", Span(NOON, utc("2026-11-26", "12:01"))),
        ("2026-07-01T09:00", "2027-07-01T09:00", Span(NOON, utc("2027-07-01", "08:00"))),  # began in the past: now
    ],
)
def test_once_is_from_then_until_then(starts: str, ends: str, span: Span) -> None:
    assert once(starts, ends, LONDON, NOON) == span


@pytest.mark.parametrize(
    ("starts", "ends", "says"),
    [
        ("", "", "from when or until when"),
        ("", "2026-11-26T12:00", "passed already"),
        ("2026-11-28T12:00", "2026-11-28T12:00", "not after the start"),
        ("2026-03-29T01:10", "2026-03-29T01:50", "passed already"),
        ("2027-03-28T01:10", "2027-03-28T01:50", "not after the start"),  # in the hour that no clock shows
        ("tomorrow", "", "a day and an hour"),
        ("2026-11-28T12:00+01:00", "", "a day and an hour"),
        ("", "2029-11-28T12:00", "two years"),
        ("9999-12-31T23:59", "", "two years"),
        ("0001-01-01T00:00", "", "two years"),
    ],
)
def test_a_span_that_cannot_be_taken_says_why(starts: str, ends: str, says: str) -> None:
    with pytest.raises(Unfit, match=says):
        once(starts, ends, LONDON, NOON)
