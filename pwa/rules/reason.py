"""A reason that somebody gives in their own words, on one line. Pure."""

import regex

from pwa.rules.text import Unfit, graphemes, words
from pwa.rules.words import Sentence

WHY_AT_LEAST, WHY_AT_MOST = 3, 200  # graphemes
_SEEN = regex.compile(r"[[\p{L}\p{N}]--\p{Default_Ignorable_Code_Point}]", regex.V1)  # dots, smileys and fillers say nothing


def reason(raw: str, *, nothing: str, too_long: str) -> str:
    """As it is kept. Raises Unfit with one sentence or the other; the second is told how `long` it is and may be at `most`."""
    said = " ".join(words(raw).split())
    if graphemes(said) < WHY_AT_LEAST or not _SEEN.search(said):
        raise Unfit(nothing)
    if (long := graphemes(said)) > WHY_AT_MOST:
        raise Unfit(Sentence(too_long, long=long, most=WHY_AT_MOST))
    return said
