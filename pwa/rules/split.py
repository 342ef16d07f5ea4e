"""Proposes the parts of a series for words that are too long for one: at paragraphs, then sentences, then words. Pure."""

from bisect import bisect_right
from collections.abc import Callable, Sequence

import regex

from pwa.rules.shown import wholes
from pwa.rules.text import PARTS_AT_MOST, Unfit
from pwa.rules.words import n_

Fits = Callable[[str], bool]
TOO_MANY = n_("That would be more than twenty parts. Nothing was changed. Shorten the words first.")
ENOUGH = 3  # a better border counts when it leaves a part this share of its room at least
BORDERS = (
    regex.compile(r"(?<!\s)\s*\n\s*\n\s*"),  # between paragraphs
    # Sentences, and lines. Nothing is looked back from but a space, or many quotes would each be followed to where they begin.
    regex.compile(r"(?<!\s)\s*\n\s*|(?=\s)(?<=[.!?\u2026][\"'\u201d\u2019\u00bb)\]]*)\s+|(?<=[\u3002\uff01\uff1f])"),
    regex.compile(r"\s+"),  # words
    regex.compile(r"\X"),  # what a reader takes for a character
)


def split(parts: Sequence[str], fits: Fits, *, numbered: bool = False) -> list[list[str]]:
    """For each part the ones that it becomes, itself where it fits. `numbered`: each ends in 1/3, which takes its room too.

    Raises Unfit for what cannot be cut so that it fits, and when there would be too many.
    """
    many = len(parts)
    while True:  # more parts make longer numbers, never shorter ones
        number = _number(many) if numbered else ""
        cut, found = list[list[str]](), 0
        for part in parts:
            cut.append(_cut(part.strip(), _with(number, fits), PARTS_AT_MOST - found))
            found += len(cut[-1])
        if not numbered or len(_number(found)) <= len(number):
            return _with_numbers(cut, found) if numbered and found > 1 else cut
        many = found


def _number(many: int) -> str:
    return f" {many}/{many}" if many > 1 else ""


def _with(number: str, fits: Fits) -> Fits:
    return lambda words: fits(words + number)


def _with_numbers(cut: list[list[str]], many: int) -> list[list[str]]:
    said, at = [], 0
    for those in cut:
        said.append([f"{words} {at + place}/{many}".lstrip() for place, words in enumerate(those, 1)])
        at += len(those)
    return said


def _cut(text: str, fits: Fits, at_most: int) -> list[str]:
    if at_most and fits(text):
        return [text]
    kept = wholes(text)
    borders = [[place for one in border.finditer(text) if (place := one.end()) and _is_outside(place, kept)] for border in BORDERS]
    found, start = list[str](), 0
    while len(found) < at_most:
        end = _end(text, start, borders, fits)
        found.append(text[start:end].strip())
        start = end + len(text[end:]) - len(text[end:].lstrip())
        if start == len(text):
            return found
    raise Unfit(TOO_MANY)  # and no time is spent on what nobody can have


def _is_outside(place: int, kept: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(kept, (place,)) - 1
    return not any(first < place < last for first, last in kept[max(0, at - 5) : at + 2])


def _end(text: str, start: int, borders: Sequence[Sequence[int]], fits: Fits) -> int:
    """Where the part that begins here ends best: at the last border of the best kind that leaves a part worth having."""
    furthest = max(_last(text, start, those, fits) for those in borders)
    if furthest <= start:
        raise Unfit(n_("There is a link in it that is too long for one part by itself. Nothing was changed. Shorten the link first."))
    if furthest == len(text):
        return furthest
    for those in borders[:-1]:
        last = those[bisect_right(those, furthest) - 1] if bisect_right(those, furthest) else 0
        if (last - start) * ENOUGH >= furthest - start:
            return last
    return furthest


def _last(text: str, start: int, borders: Sequence[int], fits: Fits) -> int:
    """The last of these borders before which everything from `start` on fits; `start` when there is none.

    Looked for from `start` in steps that double: what fits may be little of very much.
    """
    low = high = bisect_right(borders, start)
    step = 1
    while high < len(borders) and fits(text[start : borders[high]].strip()):
        low, high, step = high + 1, high + step, 2 * step
    high = min(high, len(borders))
    while low < high:
        middle = (low + high) // 2
        if fits(text[start : borders[middle]].strip()):
            low = middle + 1
        else:
            high = middle
    return borders[low - 1] if low and borders[low - 1] > start else start
