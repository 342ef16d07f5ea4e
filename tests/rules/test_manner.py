"""One person speaking, shouting, rudeness and words to a friend, and what only looks like them."""

import pytest

from pwa.rules.manner import (
    begins_small,
    capitals,
    casual,
    drinking,
    dwells,
    first_person,
    own_words,
    rubs_it_in,
    rude,
    shouts,
    speaks_as_one,
)


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
        "Mae'r llyfrgell ar agor ddydd Llun am ddeg, ac mae croeso i bawb. I bob oed!",  # the second sentence alone is too short to tell
        "We open at nine. Our team is here for you.",
        "Jo Doe said: “I am so proud of everyone.\nI cannot thank the volunteers enough.”",
    ],
)
def test_nobody_speaks_of_themself(words: str) -> None:
    assert first_person(words) == []


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Update: honestly I am so done with this lot", "Update: honestly I am so done with this lot"),
        ("UPDATE: “Cats” is on tonight", "UPDATE: is on tonight"),
        ("“We open at ten, she said. I am done with it", "“We open at ten, she said. I am done with it"),
        ("Jo Doe said: “we won”, and there is cake", "Jo Doe said: , and there is cake"),
        ("Cake.\nJo Doe (chair) said: we won\nTea.", "Cake. Tea."),
        ("Cake.\nJo Doe: “we won, and nobody closes it\nTea.", "Cake. Tea."),
        ("“We won.\n\n“We won again,” says Jo.", "says Jo."),
    ],
)
def test_what_is_quoted_is_somebody_elses_and_nothing_else_is(text: str, own: str) -> None:
    assert " ".join(own_words(text).split()) == own


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
    assert rude("Arrogant and offensive, the lot of them. Cowards.") == (["Arrogant", "Cowards"], ["offensive"])
    assert rubs_it_in("It is so petty", ["petty"])
    assert rubs_it_in("CNN again #SoPetty", ["Petty"])
    assert rude("Have your debate. #sorelosers #onestepcloser #shepherdscrook #tompetty") == (["losers"], [])
    assert not rubs_it_in("A petty thing", ["petty"])
    assert casual("lol it was gonna be gr8 😂") == ["lol", "gonna", "gr8", "😂"]
    assert casual('Overheard: "He has packed it in."') == ["Overheard:", "packed it in"]
    assert casual("@them Go on then. You asked.") == ["Go on then"]
    assert casual("We will go on then to the castle. Pack it in a bag. Overheard at lunch club: a song") == []
    assert casual("Rain, rain and more rain... did nothing else happen?") == ["rain... did"]
    assert begins_small("me LIKE those") == "me LIKE"
    assert begins_small("@them me too, iPad lessons") == begins_small("iPad lessons here") == begins_small("Me too, ok") == ""
    assert rude("The bins are collected on Monday.") == ([], [])
    assert casual("The bins are collected on Monday.") == []


def test_whoever_suffers_is_taunted() -> None:
    assert rude("Aw, let them moan and cry about it.") == (["let them moan", "cry about it"], [])
    assert rude("Let 'em weep. Boo hoo, serves them right!") == (["Let 'em weep", "Boo hoo", "serves them right"], [])
    assert rude("Never let them suffer in the cold. Let them rot down. Don’t let 'em beg.") == ([], [])
    assert rude("Babies cry. Let them sleep, and do not moan about your back: see a doctor. Right, dinner serves them.") == ([], [])


def test_what_three_sentences_begin_with_is_what_they_dwell_on() -> None:
    assert dwells("Rex refuses his coat. Rex outside, without coat: Rex says it is cold.") == "Rex"
    assert dwells("Rex refuses his coat. Rex is outside. It is cold.") == ""
    assert dwells("Thanks to Ann. Thanks to Bob. Thanks to all. We open. We close. We sleep. The gate, the bin. The end of it. The.") == ""
    assert dwells("Mae’r ffordd ar gau. Mae’r bont ar agor. Mae’r parc ar agor. It's on. It's off. It's on again.") == ""
    assert dwells("Haven't we met? Haven't you read it? Haven't they? He’s here. He’s there. He’s gone.") == ""
    assert dwells("Rex Lane is open. Rex Road is open. Rex Street is closed.") == ""
    assert dwells("“Rex refuses. Rex is out. Rex says no,” said his owner.") == ""


def test_getting_drunk_is_seen_in_words_and_in_hashtags() -> None:
    assert drinking("We're hammered")
    assert drinking("#GettingWasted")
    assert drinking("#gettinghammered")
    assert not drinking("Wasted food, a smashed window, wrecked cars")


@pytest.mark.parametrize("words", ["I love Mondays", "My bus is late", "Dw i wedi blino"])
def test_somebody_speaks_as_one(words: str) -> None:
    assert speaks_as_one(words)


@pytest.mark.parametrize("words", ["@jo I will ask", "I think we can help", "Track my bin online", "Tell me more"])
def test_nobody_does_in_an_answer_or_as_one_of_several(words: str) -> None:
    assert not speaks_as_one(words)
