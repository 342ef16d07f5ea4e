"""The manner of what is about to go out: one person speaking, shouting, rude, or as one types to a friend. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache

import regex

from pwa.rules.diary_words import OUTWARD
from pwa.rules.language import WORDS, Language, language_of
from pwa.rules.manner_words import (
    ANNOUNCING,
    CASUAL,
    CASUAL_PHRASES,
    CASUAL_SIGNS,
    DRINKING,
    EMERGENCIES,
    HARSH,
    LOUD,
    MORE,
    OF_THE_HOUSE,
    OFFICES,
    REBUKES,
    RUDE,
    RUDE_PHRASES,
    RUN_ON,
    SHORTLY,
)
from pwa.rules.plain_letters import distinct, plain, readable

ACRONYM_AT_MOST = 5  # letters: ANPR, DEFRA; longer words in capitals are words
QUOTES_AT_MOST = 40  # single ones that open; with more, each would be followed to an end that is not there
FRAGMENT_AT_MOST, OF_ITS_OWN = 3, 2  # words; and those that are not quoted
DWELLS_FROM, READ_AT_MOST = 3, 1_000  # sentences; characters
SEEN_AT_MOST = 50  # of one kind: far more than weigh anything
_MARKED = r"“[^”“]*+(?:”|(?=“)(?<=\n[ \t]*))|\"[^\"]*\"|«[^»«]*»|(?<!\w)\u2018(?:[^’\u2018]|’(?=\w)){0,600}’"
_DOUBLY_QUOTED, _QUOTED = regex.compile(_MARKED), regex.compile(_MARKED + r"|(?<!\w)'(?:[^'\n]|'(?=\w)){0,600}'(?!\w)")
_OPENS = regex.compile(r"(?<!\w)'")
_LINE, _NAMES, _TITLE = r"(?m)^[ \t]*+(?:[^\w\n]++)?+", r"(?:\p{Lu}[\w’'.-]*+,? ?)", r"(?:\([^)\n]*\) ?)?"
# “Jo Doe said: we won”, or a quotation that nobody closes. Of one that is closed only what stands between its marks is somebody else's.
_SAYS = regex.compile(
    rf"{_LINE}{_NAMES}{{1,5}}{_TITLE}"
    r"(?:(?:says?|said|writes) ?:(?=\s)(?!\s*[“\"«\u2018'])|(?:says?|said|writes)? ?:\s*[“\"«](?![^“«”\"»]{0,2000}[”\"»])).*$"
)
_INTRODUCED = regex.compile(rf"{_LINE}{_NAMES}{{1,5}}{_TITLE}:(?=\s).*$")  # “Amy Lee: I am glad”: who says “I” there may be somebody else
_SENTENCE = regex.compile(r"(?<=[.!?…])\s+|\n+")
_ASKS = regex.compile(r"^\W*(?:can|do|does|did|how|what|where|when|why|am|are|should|is|will|which|who|could|may|have|must)\b.*\?", regex.I)
_SELF = regex.compile(
    r"(?<![\w-])(?:I(?:['’](?:m|ve|d|ll))?(?= [\p{Ll}\d(“\"*]|['’]\w|\s*[,…]|(?<=^I)\.$|$)|(?:[Ii]m|[Ii]ve)(?= \p{Ll})"
    r"|i(?:['’](?:m|ve|d|ll))(?= \p{Ll})"
    r"|i(?= (?:am|was|have|had|can|can't|do|don't|did|didn't|just|know|knew|will|need|got|went|saw|would|could)\b)"
    r"|i(?= (?:said|say|think|love|hate|want|wish|feel)\b)"  # and no other small i: it is Welsh for “to”
    r"|[Mm]e(?![\w.-])|[Mm]y(?= \p{Ll})|[Mm]ine(?= (?:is|was|are))|[Mm]yself)(?!\w)"
)
_WELSH_SELF = regex.compile(
    r"(?<!\w)(?:[Dd]w i|[Dd]wi|[Rr]ydw i|[Rr]wy['’]?n|[Rr]oeddwn i?|[Oo]eddwn i|[Ff]y|[Ff]i fy hun|i mi|[Ee]s i|[Hh]offwn i"
    r"|[Aa] fi|[Ff]i(?: yn|['’]n)|[Ff]innau|[Gg]en i|(?:[Rr]?|[Dd])[Oo]['’]n i"
    r"|(?:[Gg]?[Ww]nes|[Gg]es|[Cc]es|[Dd]?[Dd]es|[Ff]ues|[Bb]ues|[Gg]?[Ww]elais|[Cc]lywais|[Dd]?[Dd]wedais|[Bb]ydda|[Ff]ydda) i)(?!\w)"
)
_SPEAKS = regex.compile(f"{_SELF.pattern}|{_WELSH_SELF.pattern}")
_SEVERAL = regex.compile(r"\b(?:we|our|ours|us|we['’](?:re|ve|ll|d)|ni|ein|ninnau)\b", regex.I)
_NAME = r"\p{Lu}[\p{L}\p{M}'’-]+(?: \p{Lu}[\p{L}\p{M}'’-]+)?"
_SIGNED = regex.compile(rf"(?:[.!?…] +|\n *)(?:[-\u2013\u2014] *)?{_NAME}(?P<office>,? (?:\w+ ){{0,2}}(?:{OFFICES}))?\.?$")
_ON_DUTY = regex.compile(r"(?:^|\s)\^\p{Lu}[\p{L}\p{M}'’-]*\.?$")  # ^Jo: how people who answer for a house sign
_FINDS_MINE = regex.compile(r"\b(?:find|track|pay|report|check|where['’]s|when['’]s|is|can) my\b", regex.I)
_NUMERAL = regex.compile(
    r"\b(?:War|Part|Phase|Stage|Class|Grade|Type|Volume|Category|Level|Chapter|Schedule|Tier|Act|Band|"
    r"Charles|James|George|Edward|Henry|Mary|Richard|William|Elizabeth) I\b"
)
_LOUD = regex.compile(r"(?<![\w@#/.-])\p{Lu}[\p{Lu}'’]{2,}(?![\w/])")
_EXCLAIMING = regex.compile(r"!\s?!+|\?!+|!\?+")
_STACCATO = regex.compile(r"(?:(?<!\w)\p{Lu}[\p{L}'’]*\. ){3,}")  # I. Cannot. Bear. It.
_AGAIN = regex.compile(r"\b(\p{L}{4,})\b(?:\W+(?:and |more ){0,2}\1\b){2}", regex.I)  # Again, again and again
_SUBJECT = regex.compile(r"(?:^|(?<=[.!?:;…])\s++|\n)[^\w\n]*+(\p{Lu}\p{Ll}[\p{L}\p{M}'’]*+)(?= \p{Ll})")  # “Rex refuses. Rex is out”
_CONTRACTED = regex.compile(r"(?:n['’]t|['’]\p{L}{1,2})$")
_NO_SUBJECT = OUTWARD.union(*WORDS.values(), ANNOUNCING)
_NO_SENTENCE = regex.compile(r"[\p{Latin}\p{M}\p{N} '’“”\"«»\u2018&/,-]+")  # nor a link, a handle, a tag, a sign or a second line
_SHORTLY = regex.compile(SHORTLY, regex.I)
_SMALL_BEGINNING = regex.compile(r"\s*(\p{Ll}[\p{Ll}'’]* \p{L}[\p{L}'’]*)(?= )")
_HELPS = regex.compile(
    r"https?:|\w\.\w{2,}/|\bif you\b|\byou (?:can|could|will|need|may)\b|\byou'll\b|\b(?:is|are) (?:open|closed|on|free)\b", regex.I
)
_YOU = regex.compile(r"\b(?:you|your|yours|yourself|you're|you've|chi|ti|eich|dy)\b", regex.I)
_REBUKES, _EMERGENCIES = regex.compile(REBUKES, regex.I), regex.compile(EMERGENCIES, regex.I)
_DRINKING, _MORE = regex.compile(DRINKING, regex.I), regex.compile(rf"\b{MORE} ?$", regex.I)
_HASHTAG = regex.compile(r"#([\p{L}\p{N}_]+)")
_JOINTS = regex.compile(rf"_|(?<=\p{{Ll}})(?=\p{{Lu}})|(?<=\p{{Lu}})(?=\p{{Lu}}\p{{Ll}})|(?<=^\p{{Ll}}{{3,40}})(?=(?:{RUN_ON})$)")
_WORD = regex.compile(r"(?<![\w@])[\p{L}\p{N}][\p{L}\p{N}\p{M}'’]*")


def speaks_as_one(text: str) -> list[str]:
    """Where somebody says “I” or “my” in a post that answers nobody and does not speak as several."""
    if text.lstrip().startswith("@") or _SEVERAL.search(text):
        return []
    readers = _FINDS_MINE.search(text) is not None
    return [one for one in first_person(text) if one[0].lower() != "m" or (one.lower() == "my" and not readers)]


def own_words(text: str) -> str:
    """Without what is quoted, and without lines in which it is said that somebody says them."""
    said = _SAYS.sub(" ", readable(text))
    quoted = _QUOTED if len(_OPENS.findall(said)) <= QUOTES_AT_MOST else _DOUBLY_QUOTED
    return quoted.sub(" ", said)


def first_person(text: str) -> list[str]:
    """Where one person speaks, outside quotation marks, and does not sign as what they are: “Jo Doe, manager”, or “^Jo”.

    A question that readers ask themselves is theirs: “Can I recycle it?”
    """
    found = list[str]()
    if on_duty(text):
        return found
    said = [one for one in _SENTENCE.split(_INTRODUCED.sub(" ", own_words(text))) if _SPEAKS.search(one) and not _ASKS.match(one)]
    of_all = language_of(text) if said else None
    for sentence in said:
        plainly = _NUMERAL.sub(" ", sentence)
        seen = _SELF.findall(plainly)
        if "I" in seen and (language_of(sentence) or of_all) is Language.WELSH:  # in which it means “to”
            seen = [one for one in seen if one != "I"]
        found += [*seen, *_WELSH_SELF.findall(plainly)]
    return found


def signed(text: str) -> bool:
    """Whether it ends with the name of whoever wrote it: “… Ring us any time. Jo”."""
    return bool(_SIGNED.search(text.rstrip()))


def on_duty(text: str) -> bool:
    """Whether it ends as somebody signs who answers for a house: “Jo Doe, manager”, or “^Jo”."""
    ended = text.rstrip()
    return bool(_ON_DUTY.search(ended) or ((signed_by := _SIGNED.search(ended)) and signed_by["office"]))


def shouts(text: str, usual: Collection[str] = ()) -> list[str]:
    """Words in capital letters, two at least, and marks of exclamation in heaps. `usual`: what its identity writes in capitals."""
    words = [word for word in _LOUD.findall(readable(text)) if _is_loud(word, usual)]
    marks = (_EXCLAIMING.search(text), _STACCATO.search(text), _AGAIN.search(text))
    heaps = [match[0].strip() for match in marks if match]
    single = text.count("!")
    return (words if len(words) > 1 else []) + (heaps or (["!" * 3] if single > 3 else []))


def capitals(text: str) -> list[str]:
    """Every word in capitals, plainly: what an identity is used to."""
    return list(dict.fromkeys(plain(word) for word in _LOUD.findall(readable(text))))


def _is_loud(word: str, usual: Collection[str]) -> bool:
    base = plain(word).replace("’", "'")
    if base in usual or base in ANNOUNCING:
        return False
    return len(base) > ACRONYM_AT_MOST or base in LOUD


def rude(text: str) -> tuple[list[str], list[str]]:
    """Words that run somebody down, and harsh ones, which announcements have too."""
    said = _tags_apart(readable(text))
    return _among(said, RUDE, RUDE_PHRASES), _among(said, HARSH, ())


def rubs_it_in(text: str, seen: Collection[str]) -> bool:
    """Whether one of these words stands behind one that makes it stronger: so petty, what a clown."""
    said = _tags_apart(readable(text))
    return any(
        _MORE.search(said[max(0, match.start() - 20) : match.start()]) for one in seen for match in regex.finditer(regex.escape(one), said)
    )


def casual(text: str) -> list[str]:
    """Words and signs that one types to a friend."""
    return _among(readable(text), CASUAL, CASUAL_PHRASES) + [sign for sign in dict.fromkeys(text) if sign in CASUAL_SIGNS]


def begins_small(text: str) -> str:
    """The first two words, if they begin without a capital letter."""
    found = _SMALL_BEGINNING.match(text)
    return found[1] if found else ""


def fragment(text: str) -> str:
    """All of it, if that is a word or two and no sentence, or a little more that is quoted, as in a search; but for a greeting."""
    said = text.strip()
    if not _NO_SENTENCE.fullmatch(said) or _SHORTLY.fullmatch(said):
        return ""
    words, own = (len(_WORD.findall(one)) for one in (said, own_words(said)))
    return said if 0 < words <= FRAGMENT_AT_MOST and own <= OF_ITS_OWN else ""


def dwells(text: str) -> str:
    """The word with which three sentences or more begin, if it is one that says what they are about and not who reads or writes them."""
    begun = Counter(_SUBJECT.findall(own_words(text)[:READ_AT_MOST]))
    words = (word for word, many in begun.items() if many >= DWELLS_FROM)
    return next((word for word in words if _CONTRACTED.sub("", word.lower()) not in _NO_SUBJECT), "")


def drinking(text: str) -> list[str]:
    """Of getting drunk, which no house ever speaks."""
    return [match[0] for match in _DRINKING.finditer(_tags_apart(text))]


def speaks_for_a_house(text: str) -> bool:
    """Whether an answer has in it what an organisation answers with: a word of its own, a way to help, or where to read more."""
    return not OF_THE_HOUSE.isdisjoint(_plainly(readable(text)).values()) or bool(_HELPS.search(text))


def takes_to_task(text: str) -> bool:
    """Whether an answer rebukes somebody to their face."""
    return bool(_REBUKES.search(text)) and ("?" in text or bool(_YOU.search(text)))


def warns(text: str) -> bool:
    """Whether it may be about something that does not wait for the morning."""
    return bool(_EMERGENCIES.search(text))


def _tags_apart(text: str) -> str:
    """Hashtags as the words that they run together: #SoPetty, #sorelosers."""
    return _HASHTAG.sub(lambda tag: _JOINTS.sub(" ", tag[1]), text) if "#" in text else text


def _among(text: str, listed: Collection[str], phrases: Iterable[str]) -> list[str]:
    words = [word for word, base in _plainly(text).items() if base in listed and not (word.isupper() and len(word) < 4)]
    found = [match[0].strip() for phrase in phrases for match in regex.finditer(phrase, text, regex.I | regex.M)]
    found, words = (list(dict.fromkeys(those))[:SEEN_AT_MOST] for those in (found, words))
    return [one for one in dict.fromkeys([*found, *words]) if not any(one in other for other in found if other != one)]


@lru_cache(maxsize=4)  # it is asked for each list of words that one post is looked at with
def _plainly(text: str) -> dict[str, str]:
    """Every word of a text as it was written, and as it is compared."""
    return {word: plain(word).replace("’", "'") for word in _WORD.findall(distinct(text))}
