"""Words as they are meant: look-alike letters as the plain ones, without what has no width, stretched letters let go. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import regex

# Letters of other alphabets that stand for a Latin one (UTS 39's confusables, the ones that people use); NFKD knows the rest.
_ALIKE = str.maketrans(
    "սаеорсухіјѕԁһӏбкмтвнοαερτυικνꜱᴀʙᴄᴅᴇꜰɢʜɪᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏøłđıſ", "uaeopcyxijsdhlbkmtbhoaeptuiknsabcdefghiklmnoprtuvwyoldis"
)
_IN_PLACE_OF = str.maketrans("01345789@$!€|(+", "oieastbgasielct")
# What may be an address or a handle has one of these signs with something behind it. The rest of a text, most of it, is not gone through.
_MARKED, _AT = re.compile(r"(?<!\S)[^\s@.:]*+[@.:]\S++"), re.compile(r"(?<!\S)[^\s@]*+@\S++")
# Each of them is bounded, so that no text takes long however it is made.
_ADDRESS = regex.compile(r"https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", regex.IGNORECASE)
_DOTTED = regex.compile(r"(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}(?![\w-])(/\S*)?")
_ENDINGS = (".uk", ".com", ".org", ".net", ".cymru", ".wales", ".gov", ".eu", ".info", ".io", ".co", ".scot")
_HANDLE = regex.compile(r"(?<![\w/@.])@([\p{L}\p{N}_](?:[\w.-]{0,62}\w)?(?:@[\w.-]{0,252}\w)?)")
_BORROWED = re.compile(r"[^\x00-\x7f]+")
_UNSEEN = regex.compile(r"[\p{Mn}\p{Cf}\p{Me}]+")
_RUN = regex.compile(r"(.)\1\1+")


@lru_cache(maxsize=8)  # every look at one post begins with it
def readable(text: str) -> str:
    """The words without addresses and handles: those are not the writer's own. However a keyboard put their accents together."""
    return _MARKED.sub(_own, unicodedata.normalize("NFC", text))


def distinct(text: str) -> str:
    """Whatever stands between spaces, once: what is looked for word by word need not be looked for again and again."""
    return " ".join(dict.fromkeys(text.split()))


def _own(marked: re.Match[str]) -> str:
    return _HANDLE.sub(" ", _DOTTED.sub(_unless_an_address, _ADDRESS.sub(" ", marked[0])))


def _unless_an_address(dotted: "regex.Match[str]") -> str:
    return " " if dotted[1] or dotted[0].lower().endswith(_ENDINGS) else dotted[0]


def handles(text: str) -> list[str]:
    """Whom the words name with @, in lower case, in their order."""
    marked = (_ADDRESS.sub(" ", one) for one in _AT.findall(text))
    return list(dict.fromkeys("@" + found.lower() for one in marked for found in _HANDLE.findall(one)))


def plain(word: str) -> str:
    """In small Latin letters, whatever alphabet or style they were borrowed from."""
    return word.lower() if word.isascii() else _BORROWED.sub(_as_latin, word).lower()


def _as_latin(borrowed: re.Match[str]) -> str:
    apart = unicodedata.normalize("NFKD", borrowed[0]).casefold()
    return _UNSEEN.sub("", apart).translate(_ALIKE)


def spellings(word: str) -> Iterator[str]:
    """What a word may be meant as: itself, its stretched letters let go, and its digits and signs as the letters they stand for."""
    base = plain(word)
    yield from _unstretched(base)
    if "\u0443" in word:  # Cyrillic, which looks like a y and is used as a u
        yield from _unstretched(plain(word.replace("\u0443", "u")))
    meant = base.translate(_IN_PLACE_OF)
    if meant != base and sum(one.isalpha() for one in base) * 2 >= len(base) and len(base) >= 4:
        yield from _unstretched(meant)


def _unstretched(word: str) -> Iterator[str]:
    yield word
    if _RUN.search(word):
        yield _RUN.sub(r"\1\1", word)
        yield _RUN.sub(r"\1", word)
