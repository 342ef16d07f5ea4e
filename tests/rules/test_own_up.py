"""The words of a correction say what the facts say and nothing else, and are true whoever reads them next."""

import pytest

from pwa.rules.own_up import Facts, Fate, Why, cannot_undo, correction, no_edit
from pwa.rules.truth import claims

MINE = Facts(name="WV11", official=True, mine=True, reshare=False, latest=True, fates=[Fate.LEFT])


def words(**facts: object) -> str:
    return " ".join(correction(Facts(**(vars(MINE) | facts))))


def test_the_words_of_the_one_who_did_it() -> None:
    assert words() == "That last post was mine, not WV11's. It went out from the wrong account. Sorry."


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"reshare": True}, "That last reshare was mine, not WV11's."),
        ({"mine": False}, "That last post was a colleague's own, not WV11's."),
        ({"latest": False}, "An earlier post here was mine, not WV11's."),
        ({"official": False, "name": "Anna"}, "That last post went out by mistake."),
        ({"why": Why.FACTS}, "That last post went out by mistake. What it said was not right. Sorry."),
        ({"why": Why.WORDS, "latest": False}, "An earlier post here went out by mistake. It should not have been said. Sorry."),
        ({"fates": [Fate.REMOVED]}, "I am having it removed."),
        ({"fates": [Fate.REMOVED, Fate.LEFT]}, "I am having it removed where it should not stand."),
        ({"fates": [Fate.EDITED, Fate.LEFT]}, "I am having it changed where that is possible."),
    ],
)
def test_each_fact_has_its_sentence(facts: dict[str, object], said: str) -> None:
    assert said in words(**facts)


@pytest.mark.parametrize("official", [True, False])
@pytest.mark.parametrize("mine", [True, False])
@pytest.mark.parametrize("reshare", [True, False])
@pytest.mark.parametrize("latest", [True, False])
@pytest.mark.parametrize("why", Why)
def test_no_draft_of_ours_says_that_it_was_somebody_else(official: bool, mine: bool, reshare: bool, latest: bool, why: Why) -> None:
    assert claims([words(official=official, mine=mine, reshare=reshare, latest=latest, why=why)]) == []


@pytest.mark.parametrize("network", ["noticeboard", "mastodon", "bluesky", "x", "facebook_page", "another"])
def test_every_choice_says_what_it_cannot_undo(network: str) -> None:
    assert all(cannot_undo(fate, network) for fate in Fate)
    assert no_edit(network)
