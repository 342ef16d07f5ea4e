"""However a keyboard puts an accent together, and whatever accents a list is written with, the same words are noticed."""

from datetime import UTC, datetime
from typing import Literal
from unicodedata import normalize

import pytest

from pwa.rules import manner, manner_words, politics, swear_words
from pwa.rules.house_voice import Voice, reasons
from pwa.rules.house_words import Wishes
from pwa.rules.plain_letters import plain
from pwa.rules.second_look import Rule

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def test_every_listed_word_is_written_as_it_is_compared() -> None:
    lists = (manner_words.RUDE, manner_words.HARSH, manner_words.CASUAL, manner_words.OF_THE_HOUSE, manner_words.ANNOUNCING)
    for listed in (*lists, manner_words.LOUD, swear_words.SWEARING, swear_words.MILD):
        assert [word for word in listed if plain(word) != word] == []
    assert manner.rude("Am ffŵl!")[0] == ["ffŵl"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_that_stand_apart_are_the_same_letters(form: Literal["NFC", "NFD"]) -> None:
    [party] = politics.named(normalize(form, "Sinn Féin will be there"))
    assert party.party == "northern irish"
    voice = Voice("WV11", wishes=Wishes(flagged=("llên gwerin",), passing=("ffŵl",)))
    assert [one.rule for one in reasons(voice, [normalize(form, "Noson llên gwerin")], NOON)] == [Rule.OWN_WORD]
    assert reasons(voice, [normalize(form, "Ffŵl, ffŵl a ffŵl, hurtyn")], NOON) == []
