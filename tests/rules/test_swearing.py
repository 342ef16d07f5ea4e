"""Swear words are found however their letters are hidden, and no place and no name is taken for one."""

import pytest

from pwa.rules.swearing import swears


@pytest.mark.parametrize(
    "words",
    [
        "No one here knows how to fucking drive",
        "What the FUUUUCK",
        "f**k this",
        "Oh f***, the bus is gone",
        "What a load of b*ll*cks",
        "sh1t happens",
        "$hit",
        "f u c k off",
        "s.h.i.t",
        "f\u0443ck",  # a Cyrillic letter
        "\u0455h\u0456t",
        "f\u03c5ck",  # a Greek one
        "fu\u200bck",  # with a space of no width in it
        "\uff53\uff48\uff49\uff54",  # full width
        "\U0001d4ef\U0001d4fe\U0001d4ec\U0001d4f4",  # script
        "a bloody disgrace",
        "bloooody cold",
        "WTF is this",
        "#fuckthecouncil",
        "#WhatABastard",
        "you @rsehole",
        "pi55ed off",
        "what the hell is going on",
        "sod off",
        "sh-t show",
        "a half-arsed plan",
        "ffycin glaw eto",
        "mae'n cachu arnom",
        "cer i grafu",
    ],
)
def test_it_is_seen(words: str) -> None:
    assert swears(words)[0]


@pytest.mark.parametrize(
    "words",
    [
        "Scunthorpe, Penistone, Clitheroe, Lightwater, Cockermouth, Shitterton, Sussex, Essex and Middlesex",
        "Dick Whittington with Widow Twankey, and Dick, our oldest volunteer",
        "Cllr Hancock and Moby Dick; Hitchcock at the Arsenal; spotted dick for afters",
        "Moby-Dick and Dick-Whittington, both in the library this week",
        "Cock Lane and Slutshole Lane are closed. Bastard Street is open.",
        "Bloody Sunday, 30 January 1972",
        "A finger-prick test, a weather cock, a cock crow",
        "The A55 is closed. A* grades, GCSE A*-C, a 4* hotel, B*** no",
        "F.A.Q., p.m., N.H.S., C.I.C., T-shirt, x-ray, co-op, re-use, 1st, WS1 1TP",
        "classes, assessment, embarrassed, passion, titanic, scrap, shiitake, Pissarro, mishit, therapist",
        "https://example.org/shit, shit@example.org",
        "Bore da! Cynhelir cyfarfod y Cyngor nos Lun. Rydym yn chwilio am wirfoddolwyr.",
    ],
)
def test_it_is_no_swearing(words: str) -> None:
    assert swears(words) == ([], [])


def test_it_is_quoted_as_it_was_written() -> None:
    assert swears("Well, FUUUCK. And a sh1t bus!") == (["FUUUCK", "sh1t"], [])


def test_some_swear_only_mildly() -> None:
    assert swears("A damn nuisance, that git") == ([], ["damn", "git"])
    assert swears("Git and GitHub, for beginners") == ([], [])
