"""What the timetables of elections in England and Wales count as a day. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

_MONDAY, _SATURDAY = 0, 5
_HOLIDAY_MONDAYS = {5: (0, -1), 8: (-1,)}  # by month: which of its Mondays


def working_days_before(day: date, many: int) -> date:
    """So many days before that day, counting only those that count."""
    while many:
        day -= timedelta(days=1)
        many -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    """Neither a weekend, Christmas Eve, Christmas Day, Good Friday nor a bank holiday in England and Wales (rule 2 of the timetable)."""
    return day.weekday() < _SATURDAY and (day.month, day.day) != (12, 24) and day not in set(_holidays(day.year))


def _holidays(year: int) -> Iterator[date]:
    """As far as they are known beforehand: the one-off ones of a jubilee or a coronation are not."""
    easter = _easter(year)
    yield from (easter - timedelta(days=2), easter + timedelta(days=1))
    yield _no_weekend(date(year, 1, 1))
    christmas, boxing_day = _no_weekend(date(year, 12, 25)), _no_weekend(date(year, 12, 26))
    yield from (date(year, 12, 25), boxing_day, christmas + timedelta(days=christmas == boxing_day))
    for month, which in _HOLIDAY_MONDAYS.items():
        mondays = [day for number in range(1, 32) if (day := date(year, month, number)).weekday() == _MONDAY]
        yield from (mondays[one] for one in which)


def _no_weekend(day: date) -> date:
    """That day, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= _SATURDAY else 0)


def _easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian computation (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)
