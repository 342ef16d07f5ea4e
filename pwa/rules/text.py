"""What words may hold and how long they are. Pure."""

import unicodedata
from collections.abc import Collection, Sequence

import regex

from pwa.rules.words import Sentence, n_

NOTICEBOARD_GRAPHEMES = 5_000
PARTS_AT_MOST = 20
PART_AT_MOST = 40_000  # characters that a part of a draft, or a scrap, is kept with, however many of them make one grapheme
NAME_GRAPHEMES = 60
_GRAPHEME = regex.compile(r"\X")  # extended grapheme clusters, UAX 29
_CONTROL, _KEPT_CONTROLS = regex.compile(r"[\p{Cc}\p{Cs}]"), "\n\t"
# Characters that make one name look like another: bidirectional controls and everything of no width (UTS 39, section 5).
_DECEIVING = regex.compile(r"[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]")


class Unfit(Exception):
    """Words that cannot be taken as they are; the sentence is for the person who wrote them."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def graphemes(text: str) -> int:
    """How many characters a reader sees: extended grapheme clusters."""
    return len(_GRAPHEME.findall(text))


def shortened(text: str, at_most: int) -> str:
    """So many characters at most, on one line, with an ellipsis where something was left out."""
    line = " ".join(text.split())
    kept = _GRAPHEME.findall(line[: at_most * 8])
    return line if len(kept) <= at_most and len(line) <= at_most * 8 else "".join(kept[: at_most - 1]).rstrip() + "…"


def words(raw: str) -> str:
    """What was typed, with line ends as LF. Raises Unfit for control characters, which no network would show."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    for character in _CONTROL.findall(text):
        if character not in _KEPT_CONTROLS:
            raise Unfit(
                Sentence(
                    "There is a control character (%(code)s) in the words. Nothing was sent. Take it out and try again.",
                    code=f"U+{ord(character):04X}",
                )
            )
    return text


def draft_parts(raw: list[str]) -> list[str]:
    """The parts of a Draft as they can be kept. Raises Unfit when even a draft cannot hold them."""
    if len(raw) > PARTS_AT_MOST:
        raise Unfit(
            Sentence("A series has %(most)s parts at most; this one has %(parts)s. Nothing was sent.", most=PARTS_AT_MOST, parts=len(raw))
        )
    parts = [words(part) for part in raw]
    for number, part in enumerate(parts, 1):
        if len(part) > PART_AT_MOST:
            raise Unfit(Sentence("Part %(number)s is far too long to keep. Nothing was sent. Shorten it and try again.", number=number))
    return parts


def post_parts(raw: list[str], *, pictured: Collection[int] = ()) -> list[str]:
    """The parts of a Post: none empty but the `pictured` ones. Raises Unfit with what to mend."""
    parts = [part.strip() for part in draft_parts(raw)]
    while len(parts) > 1 and not parts[-1] and len(parts) not in pictured:
        parts.pop()
    for number, part in enumerate(parts, 1):
        if not part and number not in pictured:
            if len(parts) == 1:
                raise Unfit(n_("There are no words to post yet. Nothing was sent."))
            raise Unfit(Sentence("Part %(number)s is empty. Nothing was sent.", number=number))
    return parts


def fit_to_board(parts: Sequence[str]) -> None:
    """The noticeboard's limit, and that of a network that nobody has asked for its own yet. Raises Unfit."""
    for number, part in enumerate(parts, 1):
        if len(part) > NOTICEBOARD_GRAPHEMES and (over := graphemes(part) - NOTICEBOARD_GRAPHEMES) > 0:
            if len(parts) == 1:
                raise Unfit(
                    Sentence("This is %(over)s characters too long for the noticeboard (5,000 at most). Nothing was sent.", over=over)
                )
            raise Unfit(
                Sentence(
                    "Part %(number)s is %(over)s characters too long for the noticeboard (5,000 at most). Nothing was sent.",
                    number=number,
                    over=over,
                )
            )


def name(raw: str, *, what: str = n_("name")) -> str:
    """A name fit to stand in a banner: one line, no characters that deceive, NFC. Raises Unfit."""
    text = unicodedata.normalize("NFC", " ".join(raw.split()))
    if not text:
        raise Unfit(Sentence("The %(what)s is empty. Nothing was changed.", what=Sentence(what)))
    if _DECEIVING.search(text):
        raise Unfit(
            Sentence(
                "The %(what)s holds invisible characters, which can make one name look like another. Nothing was changed.",
                what=Sentence(what),
            )
        )
    if not any(unicodedata.category(character)[0] in "LN" for character in text):
        raise Unfit(Sentence("The %(what)s needs at least one letter or digit. Nothing was changed.", what=Sentence(what)))
    if graphemes(text) > NAME_GRAPHEMES or len(text) > NAME_GRAPHEMES * 4:
        raise Unfit(
            Sentence(
                "The %(what)s is too long (%(most)s characters at most). Nothing was changed.", what=Sentence(what), most=NAME_GRAPHEMES
            )
        )
    return text
