"""What the second look makes of the recorded slips, and of ordinary posts: the figures that README gives are held here."""

from collections.abc import Iterator

import pytest

from pwa.rules.second_look import LONGER_SECONDS
from tests.corpus import PARTS
from tests.corpus.stage import Stages
from tests.second_look import AT_MOST, Measure, Seen, measured, slips_seen


@pytest.fixture(scope="module")
def stages() -> Iterator[Stages]:
    with Stages() as made:
        yield made


@pytest.fixture(scope="module")
def seen(stages: Stages) -> list[Seen]:
    return slips_seen(stages)


def test_every_slip_that_was_a_reshare_would_have_waited_two_minutes(seen: list[Seen]) -> None:
    reshared = [one for one in seen if one.post.reshare]
    assert len(reshared) >= 2
    assert [str(one) for one in reshared if max((why.window_seconds for why in one.reasons), default=0) < LONGER_SECONDS] == []


def test_every_recorded_slip_would_have_been_noticed(seen: list[Seen]) -> None:
    """By something that judges it: that every reshare waits is not counted."""
    assert len(seen) >= 18
    assert [str(one) for one in seen if not one.rules] == []


@pytest.fixture(scope="module", params=PARTS)
def measure(stages: Stages, request: pytest.FixtureRequest) -> Measure:
    """What was made of one part of the corpus."""
    return measured(stages, request.param, astray=False)


def test_of_ordinary_official_posts_hardly_any_is_flagged(measure: Measure) -> None:
    assert len(measure.official) >= 100
    assert measure.false_share < AT_MOST, [str(one) for one in measure.official if one.rules]


def test_nobody_is_nagged_about_a_personal_post_that_is_held_as_personal(measure: Measure) -> None:
    assert len(measure.personal) >= 100
    assert [str(one) for one in measure.nagged] == []
