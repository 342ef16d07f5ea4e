"""Politicians and parties are found; the labour market, a green and an organisation's own councillors are not."""

import pytest

from pwa.rules.politics import named, weighed


@pytest.mark.parametrize(
    "words",
    [
        "Labour's cuts are a disgrace",
        "tories out",
        "#ToriesOut",
        "Boris is at it again",
        "Obamas gma even knew",
        "That Matt Hancock again",
        "Never trust Farage",
        "Llafur yn methu eto",
        "Pleidleisiwch Plaid Cymru",
        "Reform UK are right",
        "#votelabour",
        "What a night! #labourwin",
        "Merkel again",
    ],
)
def test_it_is_strong(words: str) -> None:
    assert weighed(named(words)) == 1.0


@pytest.mark.parametrize(
    "words",
    [
        "The local labour market, labour costs, women in labour",
        "Cllr Ann Lee (Labour) for Penistone East, Cllr Bob Ray (Con)",
        "Green waste, our Green Flag, the village green, spring Greens and peas",
        "Cllr Hancock and the Mayor opened the fair",
        "#labourmarket #reform #johnson",
        "A trump card; a roof truss; may I; a brown bin",
        "Register to vote by Tuesday. Polling stations are open.",
        "Our local MP came to the food bank",
    ],
)
def test_it_is_ordinary(words: str) -> None:
    assert named(words) == []


@pytest.mark.parametrize(
    "words",
    [
        "The Prime Minister, Sir Keir Starmer, opened the hospital",
        "Minister for Housing, Angela Rayner, came by",
        "Results: Labour 23, Conservative 18, Liberal Democrats 4",
        "The Labour group has a new leader",
        "Brexit: what it means for your business",
    ],
)
def test_named_with_their_office_or_all_of_them_it_is_weak(words: str) -> None:
    assert weighed(named(words)) == 0.5


def test_what_was_named_before_passes() -> None:
    [one] = named("Andy Burnham came by")
    assert named("Andy Burnham came by", before={one.key}) == []
