"""How long a courier waits for a network that said: not now."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pwa.rules.delivery import LONGEST_WAIT, try_again_after

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 2), (2, 4), (5, 32), (9, 300), (100, 300)])
def test_it_waits_twice_as_long_each_time(attempts: int, seconds: int) -> None:
    assert try_again_after(attempts, None, 0.0) == timedelta(seconds=seconds)


@given(attempts=st.integers(1, 1000), seconds=st.none() | st.integers(1, 3600), chance=st.floats(0, 1))
def test_never_sooner_than_asked_and_not_all_at_one_moment(attempts: int, seconds: int | None, chance: float) -> None:
    asked = None if seconds is None else seconds * SECOND
    wait = try_again_after(attempts, asked, chance)
    assert wait >= (asked or 2 * SECOND)
    assert wait <= (asked or LONGEST_WAIT) * 1.25 + SECOND / 1000
    assert try_again_after(attempts, asked, 1.0) > try_again_after(attempts, asked, 0.0)
