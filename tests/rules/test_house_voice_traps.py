"""Ordinary posts that look like a slip and are none: the look that nags is switched off."""

import pytest

from pwa.rules.house_voice import Voice, reasons, signs
from tests.rules.test_house_voice import NEW, NIGHT, NOON, PLAIN


@pytest.mark.parametrize(
    "text",
    [
        "Thick fog on the A38 this morning. Please leave more time.",
        "This disgusting fly-tipping has been cleared. Two people were fined.",
        "Hate crime is never acceptable. Report it, and report offensive graffiti too.",
        "Smelly bin? A little bicarbonate helps.",
        "Bored this half-term? The library has a troll hunt on Tuesday!",
        "The town centre was buzzing on Saturday. Thank you all!",
        "Ann Lee has been elected for Labour in the Penistone East by-election. Turnout was 31%.",
        "Etholwyd Mair Jones (Plaid Cymru) dros ward y Dref. Llongyfarchiadau!",
        "Candidates' statements: Labour, Conservative, Green Party, Liberal Democrat, Reform UK.",
        "Thatcher Close and Corbyn Way are closed for resurfacing.",
        "Papur bro: mae rhifyn newydd ar gael yn y siop. Tŷ agored nos Iau.",
        "Cllr Hancock, our Mayor, opened the Penistone show. What a day!",
        "Eat your greens: spring Greens and beans on the allotment.",
        "Conservative estimates put the cost at £2m.",
        "FLOOD WARNING!! Stay away from the river. Rest centre at the leisure centre.",
        "iPad lessons at the library on Friday.",
        "Meet Sam: I started here as an apprentice and I love my job. My tip? Ask me anything.",
        "“I've lived here all my life and I'm proud of my town. It's me!” says Joan.",
        "Can I park here? Do I need my permit? What if I forget it? Answers on our site.",
        "Charles I slept here; the World War I exhibition is open; so is the Grade I hall.",
        "@jo_k Which stop was it? The number is on the pole.",
        "@jo_k They're collecting again on Saturday, 10 till 12.",
        "@jo_k The depot is not open on Mondays, sorry.",
        "Sing along to I Will Survive with the over-60s choir.",
        "Git and GitHub for beginners; bring a laptop.",
        "Drunk driving wrecks lives. Don't.",
        "Prime Minister Keir Starmer visited the food bank today.",
        "Register to vote by midnight. It takes five minutes.",
        "Cock Robin, Dick Whittington and Puss in Boots: all pantomimes in one list.",
    ],
)
@pytest.mark.parametrize("voice", [NEW, PLAIN], ids=["new", "known"])
def test_an_ordinary_post_is_let_be(voice: Voice, text: str) -> None:
    assert [one.sentence for one in reasons(voice, [text], NOON)] == []


@pytest.mark.parametrize("text", ["FLOOD WARNING!! Leave now.", "Icy!! Take care on Church Hill.", "Missing: Ann, 82. Call 101!!"])
def test_what_does_not_wait_for_the_morning_may_shout_at_night(text: str) -> None:
    assert [one.sentence for one in reasons(PLAIN, [text], NIGHT)] == []


@pytest.mark.parametrize(
    "text",
    [
        "@them Does it exist, or not?",
        "@them Your bus is worse than walking",
        "what a stupid man",
        "So gutted I could cry. I hate my job",
        "Reform have just learned that roads need mending",
        "lol yeah 😂",
        "Again, again and again... will it ever stop",
        "so petty and so smug",
        "#gettinghammered",
    ],
)
def test_a_slip_is_not(text: str) -> None:
    assert signs(PLAIN, [text], NOON)
    assert reasons(PLAIN, [text], NOON)
