"""The corpus is sound: enough of everything, nothing twice, no slip without a source, and nobody's words but ours."""

from collections import Counter

import pytest

from pwa.rules import text
from tests.corpus import (
    FOURTH,
    HELD_BACK,
    KEPT,
    LATER,
    OFFICIAL,
    PARTS,
    PEOPLE,
    PERSONAL,
    SPEAKS_FOR,
    TUNE,
    VOICES,
    Ordinary,
    invented,
    ordinary,
    slips,
)

WITH_WORDS = {"International Cricket Council 2018"}  # somebody else's post, passed on with a word of one's own
NAMED = {
    "community news 2011",
    "council 2012",
    "Red Cross 2011",
    "Chrysler 2011",
    "KitchenAid 2012",
    "West Berkshire 2019",
    "Wakefield 2020",
}


@pytest.mark.parametrize("kind", [OFFICIAL, PERSONAL])
def test_there_are_at_least_500_ordinary_posts_of_each_kind_and_300_of_them_to_tune_on(kind: str) -> None:
    assert len(ordinary(TUNE, kind)) == 300
    assert len(ordinary(TUNE, kind)) + len(ordinary(KEPT, kind)) >= 500


@pytest.mark.parametrize("part", PARTS)
def test_every_voice_and_every_person_is_heard_in_every_part(part: str) -> None:
    for kind, voices in ((OFFICIAL, VOICES), (PERSONAL, PEOPLE)):
        heard = Counter(post.voice for post in ordinary(part, kind))
        assert heard.keys() == voices.keys()


def test_no_two_posts_say_the_same() -> None:
    said = Counter(_plain(post) for part in PARTS for kind in (OFFICIAL, PERSONAL) for post in ordinary(part, kind))
    assert [words for words, times in said.items() if times > 1] == []


def _plain(post: Ordinary) -> str:
    return " ".join(f"{post.words} {post.reshare.text if post.reshare else ''}".lower().split())


def test_every_post_is_one_that_could_be_held() -> None:
    written = [post for part in PARTS for kind in (OFFICIAL, PERSONAL) for post in ordinary(part, kind)]
    for post in [*written, *(slip for part in PARTS for slip in invented(part))]:
        assert post.text == text.words(post.text).strip()
        assert post.text or post.reshare
        assert text.graphemes(post.words) <= 500, post.words
        assert not post.reply_to or (post.reply_to.startswith("@") and " " not in post.reply_to)
        assert not post.reshare or (post.reshare.by.startswith("@") and post.reshare.text.strip())


def test_every_slip_says_where_it_is_on_record_and_what_followed() -> None:
    every = [slip for part in ("", *HELD_BACK) for slip in slips(part)]
    assert len(slips()) >= 18
    assert {slip.name for slip in slips()} >= NAMED
    assert len({slip.name for slip in every}) == len(every)
    for slip in every:
        assert all((slip.was, slip.source.publisher, slip.source.title, slip.source.date, slip.what_followed)), slip.name
        assert slip.source.address is None or slip.source.address.startswith("http")
        assert 2009 < slip.year < 2027


def test_every_slip_is_tried_by_a_person_as_a_voice_that_they_speak_for() -> None:
    for slip in [slip for part in ("", *HELD_BACK) for slip in slips(part)]:
        assert SPEAKS_FOR[slip.by] == slip.voice, slip.name
        assert (bool(slip.text) == bool(slip.reshare)) == (slip.name in WITH_WORDS), slip.name
        assert slip.text or slip.reshare, slip.name


@pytest.mark.parametrize(("part", "many"), [(LATER, 15), *((part, 24) for part in PARTS[PARTS.index(FOURTH) :])])
def test_every_slip_that_was_made_up_says_how_it_came_about_and_is_no_ordinary_post(part: str, many: int) -> None:
    written = {_plain(post) for part in PARTS for kind in (OFFICIAL, PERSONAL) for post in ordinary(part, kind)}
    assert len(invented(part)) == many
    assert len({_plain(slip) for slip in invented(part)} - written) == many
    for slip in invented(part):
        assert SPEAKS_FOR[slip.by] == slip.voice, slip.words
        assert slip.what.endswith("."), slip.words
