"""A pre-election period begins with the day of the notice and ends when polls close, whatever the clocks do in between."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pwa.rules.calendar import covering
from pwa.rules.elections import about_voting, latest_notice, period
from pwa.rules.text import Unfit
from pwa.rules.working_days import is_working_day

LONDON = ZoneInfo("Europe/London")

# The last day of the notice as the Electoral Commission's and councils' own timetables gave it.
LATEST = [
    ("2016-05-05", "2016-03-30"),
    ("2019-05-02", "2019-03-26"),
    ("2021-05-06", "2021-03-29"),
    ("2024-05-02", "2024-03-26"),
    ("2025-05-01", "2025-03-25"),
    ("2026-05-07", "2026-03-30"),
]


@pytest.mark.parametrize(("polling", "notice"), LATEST)
def test_the_notice_is_out_by_the_25th_working_day_before_the_poll(polling: str, notice: str) -> None:
    assert str(latest_notice(date.fromisoformat(polling))) == notice
    assert str(period("Local", "", polling, LONDON).first_day(LONDON)) == notice


# First and last day, and the same moments in UTC: in winter London is at UTC, in summer an hour ahead.
TABLE = [
    ("2026-03-20", "2026-05-07", "2026-03-20T00:00", "2026-05-07T21:00"),  # the clocks go forward on 29 March in between
    ("2026-03-30", "2026-05-07", "2026-03-29T23:00", "2026-05-07T21:00"),  # the day after they did
    ("2026-03-29", "2026-05-07", "2026-03-29T00:00", "2026-05-07T21:00"),  # the very day: 23 hours long
    ("2026-09-17", "2026-10-22", "2026-09-16T23:00", "2026-10-22T21:00"),  # a by-election before they go back
    ("2026-09-24", "2026-10-29", "2026-09-23T23:00", "2026-10-29T22:00"),  # and one with 25 October in between
    ("2026-10-25", "2026-11-26", "2026-10-24T23:00", "2026-11-26T22:00"),  # from the very day: 25 hours long
    ("2027-02-18", "2027-03-28", "2027-02-18T00:00", "2027-03-28T21:00"),  # polls close on a day of 23 hours
    ("2026-09-25", "2026-10-25", "2026-09-24T23:00", "2026-10-25T22:00"),  # and on one of 25
    ("2026-12-10", "2027-01-21", "2026-12-10T00:00", "2027-01-21T22:00"),  # over the new year
    ("2028-01-24", "2028-02-29", "2028-01-24T00:00", "2028-02-29T22:00"),  # a leap day
    ("2026-05-07", "2026-05-07", "2026-05-06T23:00", "2026-05-07T21:00"),  # one day
]


@pytest.mark.parametrize(("notice", "polling", "begins", "ends"), TABLE)
def test_from_the_day_of_the_notice_until_polls_close(notice: str, polling: str, begins: str, ends: str) -> None:
    found = period("Local", notice, polling, LONDON)
    first, last = datetime.fromisoformat(f"{begins}+00:00"), datetime.fromisoformat(f"{ends}+00:00")
    assert (found.from_at, found.until_at) == (first, last)
    assert (str(found.first_day(LONDON)), str(found.last_day(LONDON))) == (notice, polling)
    moment = timedelta(microseconds=1)
    assert [covering([found], at) for at in (first - moment, first, last - moment, last)] == [None, found, found, None]


@pytest.mark.parametrize(
    ("zone", "begins", "ends"),
    [
        ("America/New_York", "2026-03-08T05:00", "2026-11-04T03:00"),
        ("Africa/Cairo", "2026-03-07T22:00", "2026-11-03T20:00"),
        ("Asia/Kolkata", "2026-03-07T18:30", "2026-11-03T16:30"),
    ],
)
def test_it_is_the_time_of_whoever_runs_it(zone: str, begins: str, ends: str) -> None:
    there = ZoneInfo(zone)
    first, last = period("First", "2026-03-08", "2026-04-08", there), period("Last", "2026-10-08", "2026-11-03", there)
    assert first.from_at == datetime.fromisoformat(f"{begins}+00:00")
    assert last.until_at == datetime.fromisoformat(f"{ends}+00:00")


@pytest.mark.parametrize(
    ("notice", "polling"),
    [("2026-05-08", "2026-05-07"), ("soon", "2026-05-07"), ("2026-05-07", ""), ("", ""), ("2025-12-01", "2026-05-07"), ("", "9999-12-31")],
)
def test_what_is_no_period_is_said(notice: str, polling: str) -> None:
    with pytest.raises(Unfit, match="Nothing was changed"):
        period("Local", notice, polling, LONDON)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-04-02", True),  # Maundy Thursday counts since 2007
        ("2026-04-03", False),
        ("2026-04-06", False),
        ("2026-05-04", False),
        ("2026-05-25", False),
        ("2026-08-31", False),
        ("2026-12-24", False),
        ("2026-12-28", False),  # Boxing Day was a Saturday
        ("2022-12-27", False),  # Christmas Day was a Sunday
        ("2021-12-28", False),  # both were of a weekend
        ("2028-01-03", False),  # New Year's Day was a Saturday
        ("2026-05-16", False),
        ("2026-05-18", True),
    ],
)
def test_working_days_in_england_and_wales(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) == works


@pytest.mark.parametrize(
    "words",
    [
        "You need photo ID to vote on 7 May. No ID? Apply for a free Voter Authority Certificate by 28 April.",
        "Not registered to vote? You have until midnight on 20 April: gov.uk/register-to-vote",
        "Polling stations are open from 7am to 10pm. Find yours on your poll card.",
        "The deadline for postal votes is 5pm on Tuesday.",
        "How to vote by proxy",
        "The notice of election is published today.",
        "It’s easy to register to vote for the first time.",
        "Cofiwch gofrestru! Mae angen cofrestru i bleidleisio erbyn 20 Ebrill.",
        "Mae'r gorsafoedd pleidleisio ar agor tan 10pm.",
        "Sut i bleidleisio drwy’r post",
    ],
)
def test_voting_and_registering_are_free(words: str) -> None:
    assert about_voting(words)


@pytest.mark.parametrize(
    "words",
    [
        "Bins are collected a day later this week.",
        "Vote for a fairer Aldbrook!",
        "Register to vote, and vote for Jane.",
        "Register to vote by Monday. Our council has built 400 homes in four years.",
        "Register to vote by Monday: Labour needs you.",
        "Cofrestrwch i bleidleisio erbyn dydd Llun. Mae'r pwll nofio newydd yn wych.",
        "Register to vote by Monday.\nThe new leisure centre opens at ten.",
        "Re-elect our mayor: polling stations are open until 10pm.",
        "Which library book is your favourite? Vote now.",
        "Pleidleisiwch dros y parc: mae'r gorsafoedd pleidleisio ar agor.",
        "Our budget: how the money is spent",
        "",
    ],
)
def test_what_is_not_about_voting_or_asks_for_a_vote_is_not(words: str) -> None:
    assert not about_voting(words)
