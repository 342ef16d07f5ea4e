"""What the second look makes of the recorded slips, and of ordinary posts: the figures that README gives are held here."""

from collections.abc import Iterator

import pytest

from pwa.rules.second_look import LONGER_SECONDS
from tests.corpus import TUNE
from tests.corpus.stage import Stages
from tests.second_look import Seen, measured, slips_seen


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


def test_nobody_is_nagged_about_a_personal_post_that_is_held_as_personal(stages: Stages) -> None:
    measure = measured(stages, TUNE)
    assert len(measure.personal) == 300
    assert [str(one) for one in measure.nagged] == []
