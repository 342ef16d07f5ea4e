"""One person speaking, shouting, rudeness and words to a friend, and what only looks like them."""

import pytest

from pwa.rules.manner import begins_small, capitals, casual, first_person, rude, shouts


@pytest.mark.parametrize(
    "words",
    [
        "I can't believe it",
        "The man next to me smells of egg",
        "i'm on the bus again",
        "and then i said no",
        "My bus is late",
        "“No,” he said. I said yes.",
        "Dw i wedi cael digon",
        "Why do you do this to us? I give up.",
    ],
)
def test_one_person_speaks(words: str) -> None:
    assert first_person(words)


@pytest.mark.parametrize(
    "words",
    [
        '“I am delighted,” said Cllr Lee. \u2018It’s my town,’ said Amy. "Me too," said Jo.',
        "Cllr Amy Lee: I am delighted to open my first park",
        "Can I recycle it? Do I need my card? Where is my bin?",
        "World War I, Charles I, Elizabeth I and Grade I listed",
        "Sing “I Will Survive”, or I Will Survive, or I ❤️ Aldbrook",
        "My Account is down tonight",
        "Croeso i bawb. Dewch i'r neuadd i fwynhau.",
        "We open at nine. Our team is here for you.",
    ],
)
def test_nobody_speaks_of_themself(words: str) -> None:
    assert first_person(words) == []


@pytest.mark.parametrize("words", ["GET IN YOU BEAUTIES", "We won!!!", "Really?!", "A day! Wow! Yes! Get in! Ha!", "ABSOLUTE SHAMBLES"])
def test_it_shouts(words: str) -> None:
    assert shouts(words)


@pytest.mark.parametrize(
    "words",
    [
        "FLOOD WARNING: ROAD CLOSED",
        "NHS, SEND, DEFRA and ANPR on the A38",
        "FREE TODAY: school places. Thank you!",
        "Come along! Bring a friend!",
    ],
)
def test_announcements_do_not_shout(words: str) -> None:
    assert shouts(words) == []


def test_what_an_identity_always_writes_in_capitals_is_no_shouting() -> None:
    assert shouts("FOODSHARE HEROES at ten", capitals("Our FOODSHARE HEROES")) == []


def test_rude_and_casual_words_are_quoted() -> None:
    rant = "Arrogant and offensive. Can you imagine having to work with these truth twisters?"
    assert rude(rant) == (["truth twisters", "Arrogant"], ["offensive"])
    assert casual("lol it was going 2 b bad 😂") == ["2 b bad", "lol", "😂"]
    assert begins_small("me LIKE those") == "me LIKE"
    assert begins_small("@them me too, iPad lessons") == begins_small("iPad lessons here") == begins_small("Me too, ok") == ""
    assert rude("The bins are collected on Monday.") == ([], [])
    assert casual("The bins are collected on Monday.") == []
