"""When the keepers are asked whether a grant is still wanted, and how loudly."""

from datetime import UTC, datetime, timedelta

import pytest

from pwa.rules.review import Asks, asked_at, asks

GIVEN = datetime(2026, 1, 1, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("after", "how"),
    [
        (timedelta(), Asks.NOT_YET),
        (timedelta(days=90) - MOMENT, Asks.NOT_YET),
        (timedelta(days=90), Asks.ONCE),
        (timedelta(days=104) - MOMENT, Asks.ONCE),
        (timedelta(days=104), Asks.LOUDER),
        (timedelta(days=120), Asks.LOUDEST),
        (timedelta(days=4000), Asks.LOUDEST),
    ],
)
def test_it_asks_every_ninety_days_and_louder_while_nobody_answers(after: timedelta, how: Asks) -> None:
    assert asks(GIVEN, None, GIVEN + after) is how
    kept = GIVEN + timedelta(days=500)
    assert asks(GIVEN, kept, kept + after) is how
    assert asked_at(GIVEN, kept) == kept + timedelta(days=90)
