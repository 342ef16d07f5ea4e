"""A keeper's own words for the house voice, as they are typed: one a line. Pure."""

import unicodedata

from pwa.rules import text
from pwa.rules.text import Unfit, graphemes
from pwa.rules.words import Sentence

WORDS_AT_MOST, WORD_GRAPHEMES = 200, 60


def listed(raw: str) -> tuple[str, ...]:
    """Each line a word, a few words or a handle; no line twice. Raises Unfit."""
    lines = (" ".join(unicodedata.normalize("NFC", line).split()) for line in text.words(raw).split("\n"))
    found = {line.casefold(): line for line in lines if line}
    if len(found) > WORDS_AT_MOST:
        raise Unfit(Sentence("There can be %(most)s lines at most. Nothing was changed.", most=WORDS_AT_MOST))
    for line in found.values():
        if graphemes(line) > WORD_GRAPHEMES:
            words = text.shortened(line, WORD_GRAPHEMES)
            raise Unfit(
                Sentence("“%(words)s” is too long: %(most)s characters at most. Nothing was changed.", words=words, most=WORD_GRAPHEMES)
            )
        if not any(one.isalnum() for one in line):
            raise Unfit(Sentence("“%(words)s” has no letter and no digit. Nothing was changed.", words=line))
    return tuple(found.values())
