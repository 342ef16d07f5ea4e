"""When a channel for emergencies is open, and what a reason is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pwa.rules.emergency import OPEN_AT_LONGEST, OpenFor, is_closed, open_for, open_until, why_open
from pwa.rules.text import Unfit

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("chosen", OpenFor)
def test_it_is_never_open_for_more_than_seven_days(chosen: OpenFor) -> None:
    until = open_until(chosen, NOON, LONDON)
    assert SECOND < until - NOON <= OPEN_AT_LONGEST == timedelta(days=7)


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        (NOON, datetime(2026, 11, 27, tzinfo=UTC)),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), datetime(2026, 7, 1, 23, tzinfo=UTC)),  # half past midnight in London
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 26, tzinfo=UTC)),  # a day of 25 hours
    ],
)
def test_midnight_is_where_the_people_are(now: datetime, midnight: datetime) -> None:
    assert open_until(OpenFor.MIDNIGHT, now, LONDON) == midnight


def test_it_is_closed_from_its_end_on() -> None:
    assert [is_closed(True, NOON, at) for at in (NOON - SECOND, NOON, NOON + SECOND)] == [False, True, True]
    assert (is_closed(True, None, NOON), is_closed(False, None, NOON)) == (True, False)


def test_a_reason_is_a_sentence_on_one_line() -> None:
    assert why_open("  The canal\nis over its banks. ") == "The canal is over its banks."
    for raw in ("", "  \n ", "ok", "x" * 201, "bell \x07 rings"):
        with pytest.raises(Unfit):
            why_open(raw)


def test_how_long_is_one_of_a_few() -> None:
    assert open_for("midnight") is OpenFor.MIDNIGHT
    with pytest.raises(Unfit):
        open_for("a month")
