"""Swear words in what is about to go out: whole words, however their letters are hidden. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

import regex

from pwa.rules.plain_letters import distinct, handles, plain, readable, spellings
from pwa.rules.swear_words import ANYWHERE, MILD, NAMED, NAMES, ORDINARY, ORDINARY_AFTER, PHRASES, SWEARING

LONGEST = 60  # characters of a word that are looked at
_WORD = regex.compile(r"(?<![\w&])[\p{L}\p{N}$@*][\p{L}\p{M}\p{N}\p{Cf}*@$#!€_.\-·()|]*")
_SPELT_OUT = regex.compile(r"\b\p{L}(?:[ .\-_*]\p{L}){3,}(?!\w)")
_APART = regex.compile(r"[\-_.·()|#]+|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})")
_HIDING = "*#@$!_.-·"
_ANYWHERE = re.compile("|".join(ANYWHERE))
_STRETCHED = regex.compile(r"(.)\1\1")
_PHRASES = [regex.compile(one) for one in PHRASES]  # one by one: most of them begin with letters that are found in no time
_ALIKE: dict[tuple[str, int], list[str]] = {}  # by what is shown of a hidden word: its first letter, and how long it is
for _one in sorted(SWEARING):
    _ALIKE.setdefault((_one[0], len(_one)), []).append(_one)
_STRONG, _MILD = "strong", "mild"
_BARE = "!?.,;:-_()#|"


def swears(text: str) -> tuple[list[str], list[str]]:
    """The words that swear, as they were written, and those that only do so mildly."""
    said = readable(text)
    plainly = plain(said)
    found, mild = _words(said)
    found += [handle for handle in handles(text) if "a" + handle[1:] in SWEARING]  # @rsehole
    found += [match[0] for match in _SPELT_OUT.finditer(said) if "".join(filter(str.isalpha, plain(match[0]))) in SWEARING]
    phrases = (match for phrase in _PHRASES for match in phrase.finditer(plainly))
    found += [match[0].strip() for match in sorted(phrases, key=lambda match: match.start())]
    return list(dict.fromkeys(found)), list(dict.fromkeys(mild))


def _words(said: str) -> tuple[list[str], list[str]]:
    """Each where it stands, for the words around it may make it a name; mostly there is none to look around."""
    found: list[str] = []
    mild: list[str] = []
    heard = {word: how for word in dict.fromkeys(_WORD.findall(distinct(said))) if (how := _heard(word[:LONGEST].rstrip(_BARE)))}
    words = _WORD.findall(said) if heard else []
    for number, whole in enumerate(words):
        if whole not in heard:
            continue
        word = whole[:LONGEST].rstrip(_BARE)
        before = words[number - 1] if number else ""
        after = words[number + 1] if number + 1 < len(words) else ""
        if not _is_a_name(word, before, after):
            (found if heard[whole] is _STRONG else mild).append(word)
    return found, mild


@lru_cache(maxsize=10_000)  # most words are in most posts
def _heard(word: str) -> str:
    """Whether it swears, as it may stand alone. Empty: it does not."""
    if word and _swears(word):
        return _STRONG
    return _MILD if plain(word) in MILD and (word[0].islower() or word.isupper()) else ""


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
    return any(all(word[place] == one for place, one in shown) for word in _ALIKE.get((base[0], len(base)), ()))


def _is_a_name(word: str, before: str, after: str) -> bool:
    """Dick Whittington, Cock Lane, Bloody Sunday, spotted dick, a finger prick."""
    base, behind, ahead = plain(word), plain(before).rstrip(_BARE), plain(after).rstrip(_BARE)
    if f"{behind}|{base}" in ORDINARY or f"{base}|{ahead}" in ORDINARY_AFTER:
        return True
    return word[:1].isupper() and not word.isupper() and (ahead in NAMED or base in NAMES)
