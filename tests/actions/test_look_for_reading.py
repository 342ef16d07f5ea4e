"""An official text that reads like whoever holds it: said to that person alone, who may hold it all the same. On both databases."""

import pytest

from pwa.store.tables import Post
from tests.actions.learnt import taught, taught_from_corpus
from tests.actions.looks import chain_of, lines
from tests.actions.test_look_twice import flags_of, held_lines
from tests.cast import Cast, Member

HERS = "Two cats on my lap and I honestly can't be bothered to get up and put the kettle on x"
THEIRS = "Parish meeting on Tuesday at 7pm in the village hall. All welcome."


@pytest.fixture
def anna(cast: Cast) -> Member:
    anna = cast.anna
    taught_from_corpus()
    anna.speaks_as("wv11")
    return anna


def waits(post: Post) -> float:
    return (post.ring_ends_at - post.held_at).total_seconds()


def test_it_is_said_to_whoever_reads_so_and_its_organisation_learns_of_a_private_reason(store: str, anna: Member, steph: Member) -> None:
    post = anna.holds(HERS, handle="wv11")
    assert waits(post) == 120
    [flags] = flags_of(post, anna)
    [flag] = [one for one in flags if one.rule == "reads_like"]
    assert flag.private
    assert "Anna" in flag.said
    assert "reads_like" not in {one.rule for one in flags_of(post, steph)[0]}
    assert {"rule": "private"} in held_lines(post)[0]["second_look"]  # type: ignore[operator]
    assert "reads_like" not in str(lines(chain_of("wv11")))
    [own] = [line for line in lines(chain_of("anna")) if line["verb"] == "second_look"]
    assert (own["about"], own["rules"]) == (post.public_id, ["reads_like"])


def test_of_a_series_each_part_is_heard(store: str, anna: Member) -> None:
    news = [f"Item {number}. {' '.join([THEIRS] * 6)}" for number in range(6)]
    assert "reads_like" in {one.rule for one in flags_of(anna.holds(*news[:3], HERS, *news[3:], handle="wv11"), anna)[0]}
    assert "reads_like" not in {one.rule for one in flags_of(anna.holds(*news, handle="wv11"), anna)[0]}


def test_it_is_not_said_of_what_sounds_like_the_voice_or_of_ones_own_or_of_somebody_else(store: str, anna: Member, steph: Member) -> None:
    assert waits(anna.holds(THEIRS, handle="wv11")) == 30
    steph.speaks_as("wv11")  # nothing is known of how she sounds
    someone_else = steph.holds(HERS, handle="wv11")
    assert "reads_like" not in {one.rule for one in flags_of(someone_else, steph)[0]}
    anna.speaks_as("anna")
    assert "reads_like" not in {one.rule for one in flags_of(anna.holds(HERS), anna)[0]}


def test_of_a_voice_of_which_little_is_known_nothing_is_said(store: str, cast: Cast) -> None:
    anna = cast.anna
    taught("anna", [f"{HERS} {number}" for number in range(30)])
    taught("wv11", [THEIRS] * 19)
    anna.speaks_as("wv11")
    assert "reads_like" not in {one.rule for one in flags_of(anna.holds(HERS, handle="wv11"), anna)[0]}
