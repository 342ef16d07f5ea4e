"""What words may hold and how long they are. Pure."""

import unicodedata

import regex

NOTICEBOARD_GRAPHEMES = 5_000
PARTS_AT_MOST = 20
NAME_GRAPHEMES = 60
_GRAPHEME = regex.compile(r"\X")  # extended grapheme clusters, UAX 29
_KEPT_CONTROLS = "\n\t"
# Characters that make one name look like another: bidirectional controls and everything of no width (UTS 39, section 5).
_DECEIVING = regex.compile(r"[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]")


class Unfit(Exception):
    """Words that cannot be taken as they are; the message is a sentence for the person who wrote them."""


def graphemes(text: str) -> int:
    """How many characters a reader sees: extended grapheme clusters."""
    return len(_GRAPHEME.findall(text))


def words(raw: str) -> str:
    """What was typed, with line ends as LF. Raises Unfit for control characters, which no network would show."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in _KEPT_CONTROLS:
            raise Unfit(f"There is a control character (U+{ord(character):04X}) in the words. Nothing was sent. Take it out and try again.")
    return text


def draft_parts(raw: list[str]) -> list[str]:
    """The parts of a Draft as they can be kept. Raises Unfit when even a draft cannot hold them."""
    if len(raw) > PARTS_AT_MOST:
        raise Unfit(f"A series has {PARTS_AT_MOST} parts at most; this one has {len(raw)}. Nothing was sent.")
    parts = [words(part) for part in raw]
    for number, part in enumerate(parts, 1):
        if len(part) > NOTICEBOARD_GRAPHEMES * 8:
            raise Unfit(f"Part {number} is far too long to keep. Nothing was sent. Shorten it and try again.")
    return parts


def post_parts(raw: list[str]) -> list[str]:
    """The parts of a Post: none empty, none over a limit. Raises Unfit with what to mend."""
    parts = [part.strip() for part in draft_parts(raw)]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    for number, part in enumerate(parts, 1):
        if not part:
            raise Unfit(
                "There are no words to post yet. Nothing was sent." if len(parts) == 1 else f"Part {number} is empty. Nothing was sent."
            )
        if (over := graphemes(part) - NOTICEBOARD_GRAPHEMES) > 0:
            where = "This" if len(parts) == 1 else f"Part {number}"
            raise Unfit(f"{where} is {over:,} characters too long for the noticeboard (5,000 at most). Nothing was sent.")
    return parts


def name(raw: str, *, what: str = "name") -> str:
    """A name fit to stand in a banner: one line, no characters that deceive, NFC. Raises Unfit."""
    text = unicodedata.normalize("NFC", " ".join(raw.split()))
    if not text:
        raise Unfit(f"The {what} is empty. Nothing was changed.")
    if _DECEIVING.search(text):
        raise Unfit(f"The {what} holds invisible characters, which can make one name look like another. Nothing was changed.")
    if not any(unicodedata.category(character)[0] in "LN" for character in text):
        raise Unfit(f"The {what} needs at least one letter or digit. Nothing was changed.")
    if graphemes(text) > NAME_GRAPHEMES or len(text) > NAME_GRAPHEMES * 4:
        raise Unfit(f"The {what} is too long ({NAME_GRAPHEMES} characters at most). Nothing was changed.")
    return text
