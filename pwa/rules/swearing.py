"""Swear words in what is about to go out: whole words, however their letters are hidden. Pure."""

from collections.abc import Iterator

import regex

from pwa.rules.plain_letters import handles, plain, readable, spellings
from pwa.rules.swear_words import ANYWHERE, MILD, NAMED, NAMES, ORDINARY, ORDINARY_AFTER, PHRASES, SWEARING

LONGEST = 60  # characters of a word that are looked at
_WORD = regex.compile(r"(?<![\w&])[\p{L}\p{N}$@*][\p{L}\p{M}\p{N}\p{Cf}*@$#!€_.\-·()|]*")
_SPELT_OUT = regex.compile(r"(?<!\w)\p{L}(?:[ .\-_*]\p{L}){3,}(?!\w)")
_APART = regex.compile(r"[\-_.·()|#]+|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})")
_HIDING = "*#@$!_.-·"
_ANYWHERE = regex.compile("|".join(ANYWHERE))
_STRETCHED = regex.compile(r"(.)\1\1")
_PHRASES = regex.compile("|".join(PHRASES))
_BARE = "!?.,;:-_()#|"


def swears(text: str) -> tuple[list[str], list[str]]:
    """The words that swear, as they were written, and those that only do so mildly."""
    found: list[str] = []
    mild: list[str] = []
    said = readable(text)
    words = list(_WORD.finditer(said))
    for number, match in enumerate(words):
        word = match[0][:LONGEST].rstrip(_BARE)
        before = words[number - 1][0] if number else ""
        after = words[number + 1][0] if number + 1 < len(words) else ""
        strong = bool(word) and _swears(word)
        if not strong and not (plain(word) in MILD and (word[0].islower() or word.isupper())):
            continue
        if not _is_a_name(word, before, after):
            (found if strong else mild).append(word)
    found += [handle for handle in handles(text) if "a" + handle[1:] in SWEARING]  # @rsehole
    found += [match[0] for match in _SPELT_OUT.finditer(said) if "".join(filter(str.isalpha, plain(match[0]))) in SWEARING]
    found += [match[0].strip() for match in _PHRASES.finditer(plain(said))]
    return list(dict.fromkeys(found)), list(dict.fromkeys(mild))


def _swears(word: str) -> bool:
    if word.isascii() and word.isalpha() and (word.islower() or word[1:].islower()) and not _STRETCHED.search(word):
        base = word.lower()  # most words: nothing about them is hidden
        return base in SWEARING or bool(_ANYWHERE.search(base))
    return any(one in SWEARING or _ANYWHERE.search(one) for one in _meant(word)) or _hidden(word)


def _meant(word: str) -> Iterator[str]:
    yield from spellings(word)
    parts = _APART.split(word)
    if len(parts) > 1:
        for part in parts:
            if not (part.istitle() and plain(part) in NAMES):  # Moby-Dick
                yield from spellings(part)
        yield from spellings("".join(parts))


def _hidden(word: str) -> bool:
    """Letters replaced by signs: f**k, sh*t, b*ll*cks, f-ck. The first letter stands."""
    base = plain(word)
    signs = [one for one in base if one in _HIDING]
    if not signs or not 3 <= len(base) <= 14 or not base[0].isalpha() or any(one.isdigit() for one in base):
        return False
    if "*" not in signs and (len(signs) > 1 or base[-1] in _HIDING):
        return False
    shown = [(place, one) for place, one in enumerate(base) if one not in _HIDING]
    return any(all(word[place] == one for place, one in shown) for word in SWEARING if len(word) == len(base))


def _is_a_name(word: str, before: str, after: str) -> bool:
    """Dick Whittington, Cock Lane, Bloody Sunday, spotted dick, a finger prick."""
    base, behind, ahead = plain(word), plain(before).rstrip(_BARE), plain(after).rstrip(_BARE)
    if f"{behind}|{base}" in ORDINARY or f"{base}|{ahead}" in ORDINARY_AFTER:
        return True
    return word[:1].isupper() and not word.isupper() and (ahead in NAMED or base in NAMES)
