"""Whether words say that somebody from outside did what the record says one of us did, in English and in Welsh. Pure."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import regex

from pwa.rules.refusals import Refusal
from pwa.rules.words import n_

_ACCOUNT = r"(?:account|page|profile|feed|channel|timeline|system|website|password)s?"
_SOMEBODY = (
    r"(?:someone|somebody|a person|people|an outsider|outsiders|a third party|third parties|an intruder|intruders|criminals|a stranger)"
    r"(?: else| unknown)?"
)
_ACCESSED = r"(?:accessed|hijacked|breached|infiltrated|stolen|cloned|spoofed|taken over|broken into|got into)"
_GOT_IN = r"(?:accessed|gained access|got access|broken? into|broke into|got into|logged in|took over|taken over)"
_PUBLISHED = r"(?:sent|posted|shared|written|made|published|reshared|retweeted|tweeted)"
_PUBLISH = r"(?:post(?:ed)?|sen[dt]|shared?|write|written|wrote|tweet(?:ed)?|reshared?|retweet(?:ed)?)"
_IT = r"(?:it|that|this|the post|the message)\b"
_CLAIMS = [  # what counts whenever nothing takes it back
    r"ha(?:ck|k|kc|cc|ckk)e?d|hakced|hackers?|(?:a|the) hack(?! day| night| week)|hacking (?:attack|incident|attempt)",
    r"phished|hijacked|cyber[- ]?attack(?:ed|s)?|security breach|breach of security|security (?:was|has been) breached",
    rf"(?:stolen|guessed|got hold of|obtained) (?:our|my|the) (?:password|log-?in)s?|lost control of (?:our|my|the) {_ACCOUNT}",
    rf"{_ACCOUNT} (?:was|were|is|are|has been|have been|had been|got|being) (?:\w+ly )?{_ACCESSED}",
    r"haciwyd|hacio|hacwyr|haciwr|ymosodiad seiber|mynediad heb awdurdod|torrwyd i mewn|(?:cafodd|cawsom|cafwyd|cael) mynediad heb",
    r"(?:cafodd|roedd gan) rhywun (?:arall )?(?:fynediad|afael)",
    r"rhywun (?:arall|o'r tu allan) (?:a )?(?:bostiodd|anfonodd|rannodd|wnaeth|sydd wedi)|heb ein (?:caniatâd|gwybodaeth)",
    r"cyfrinair (?:\w+ ){0,3}(?:ei|wedi'i) (?:ddwyn|dwyn)",
]
_IN_CONTEXT = {  # what means something else in other sentences, and what the sentence speaks of when it means this
    r"(?:was|were|been|is|are|being|got|security|account) compr[oi]mi[sz]ed|compr[oi]mi[sz]ed (?:account|security|password)": (
        r"\b(?:we|our|us|my|account|page|profile|security|password|log-?in|feed|channel|system)\b"
    ),
    rf"{_SOMEBODY} (?:has |had |have )?{_GOT_IN}": (
        r"\b(?:our|my|account|page|profile|password|log-?in|feed|channel|system|facebook|twitter|instagram|post(?:ed)?|tweet(?:ed)?|shared?)\b"
    ),
    r"un[- ]?authori[sz]ed|unauthorsied|unautori[sz]ed|without (?:our |any )?authori[sz]ation": (
        r"\b(?:accounts?|page|access|post(?:ed|s|ing)?|tweet(?:ed)?|message|person|people|part(?:y|ies)|user|log-?in|"
        r"re-?share|retweet|share|content|individual)\b"
    ),
    r"anawdurdodedig|heb awdurdod|heb ganiatâd|peryglwyd|beryglu": (
        r"\b(?:cyfrif|neges|mynediad|tudalen|negeseuon|post|diogelwch|person|unigolyn)\w*"
    ),
}
_NOT_US = [  # they carry their own "not"
    r"\b(?:it|that|this|which|post|message|tweet|reshare|retweet)\b[^.!?]{0,30}?\b(?:was|were|is)"
    r"(?:n't| not| definitely not| never) (?:from )?(?:us|me)\b(?! at our best)",
    r"\b(?:it|that|this|post|message|tweet|reshare|retweet)\b[^.!?]{0,20}? did(?: not|n't) come from (?:us|me|our|any of us)\b",
    rf"\b{_PUBLISHED}\b[^.!?]{{0,10}}\b(?:by|from) (?:someone|somebody|a person|a third party|an outsider)"
    r" (?:else|outside|unknown|not|who is not|who has nothing)(?! (?:on|in|from|of|at) (?:the|our) (?:team|office|staff)| here)",
    rf"\b(?:not|n't|never)(?: \w+ly)? (?:approved or )?(?:{_PUBLISHED}|done|authori[sz]ed|approved)"
    r" by (?:us|me|anyone|anybody|any of|a member|members|our|one of|staff)\b",
    rf"\b(?:i|we|nobody|no one|none of us|no member)\b[^.!?]{{0,40}}?\b(?:did not|didn't|never|have not|haven't|has not|hasn't)"
    rf" {_PUBLISH} {_IT}"
    r"(?! (?:on purpose|deliberately|intentionally|knowingly|to offend|as|from|with|for|yet))",
    rf"\b(?:nobody|no one|none of us|no member of (?:staff|the team|our team))(?: here| at \w+| on the team)? {_PUBLISH} {_IT}",
    r"\bnid gennym ni\b|\bno idea (?:who|how)[^.!?]{0,20} (?:posted|sent|shared|wrote)\b",
    r"\bnid (?:ni|fi)(?: oedd| a | wnaeth| anfonodd| bostiodd| rannodd|$|[.!,])",
]
_NEGATORS = {"not", "never", "no", "nobody", "neither", "nor", "without", "none", "untrue", "false", "wrong"}
_NEGATORS |= {"ddim", "dim", "nid", "na", "nad", "nac", "heb", "neb", "erioed", "nis", "anwir", "mo", "mo'i", "mo'u"}
_CARRY_ON = """
    be been being was were is are am has have had do does did in any way ever even actually really simply our the this that these
    account accounts page profile we us i it its they true case evidence sign signs of a an to say saying said claim claiming
    and or by one hacked hacker hackers hack compromised unauthorised unauthorized phished hijacked hacking there security
    cael cafodd gael ein ei eu fy cyfrif y yr r wedi wedi'i wedi'u chawsom chafodd chawson ni'n gan ni bod fod wir yn oes oedd
    unrhyw ydym ydyn ydy yw mae
"""  # words that carry a "not" on to what follows them
_BETWEEN = set(_CARRY_ON.split())
_ONLY = {"only", "just", "merely", "simply"}  # "not only hacked but" says it all the same
_REPORTED = re.compile(
    r"\b(?:reports?|claims?|statement|blamed|datganiad|honiad|dwedon|dywedon|said|say|saying|claimed|claim|stated|told|suggested|wrote|thought|dweud|honni|dywedodd|dywedwyd)\b"
)
_TAKEN_BACK = re.compile(
    r"\b(?:not true|untrue|wasn't true|isn't true|was wrong|is wrong|were wrong|was false|false|incorrect|not correct|was mistaken|"
    r"wrongly|should not have|shouldn't have|it was (?:one of us|one of our own|a member of staff|my mistake)|"
    r"nid oedd hynny'n wir|nid yw hynny'n wir|ddim yn wir|anwir|anghywir)\b"
)
_OTHERS = re.compile(r"\b(?:you|your|their|his|her|residents|customers|scam|chi|eich)\b")
_OURS = re.compile(r"\b(?:we|us|our|ours|my|i|this account|the account|this page|ni|ein|cyfrif)\b")
_MAYBE = re.compile(  # what every claim has something of: most words have nothing, and a hold must not wait for the rest
    r"hack|haci|hacw|authori|compromis|phish|hijack|breach|cyber|access|infiltr|stolen|cloned|spoof|taken over|took over|broke|got into|"
    r"logged in|password|control|no idea|come from|\bhak|\bhac|comprimi|unaut|outside|someone|somebody|a person|third part|"
    r"awdurdod|ganiat|peryglwyd|beryglu|cyfrinair|rhywun|heb ein|seiber|mynediad|fynediad|torrwyd|afael|"
    r"\b(?:not|never|nobody|no one|none|no member|nid)\b|n't"
)
_LOOKALIKES = str.maketrans("аеорсухікАЕОРСУХІКαεορκ\u2019", "aeopcyxikAEOPCYXIKaeopk'")
_UNSEEN = regex.compile(r"\p{Cf}+")
_APART = re.compile(r"(?<!\w)(?:\w[ .*_-]){4,}\w(?!\w)")
_NO_APOSTROPHE = re.compile(r"\b(was|is|were|are|did|does|has|have|had)nt\b", re.IGNORECASE)
_WITH_FIGURES = re.compile(r"(?<![\w@$])(?=[\w@$]*[a-z])[\w@$]*[0-9@$][\w@$]*")
_FIGURES = str.maketrans("4@30$1", "aaeosi")
_SENTENCE = re.compile(r"[^.!?\n;]+[.!?;]*")
_WORD = re.compile(r"[\w'-]+")


class RecordSays(Refusal):
    """The words say that it was nobody here, and the record says who held it. It is said before anything is held; the person decides."""

    sentence = n_("The record says that somebody who was signed in here held that post. Nothing was sent, and the words are kept.")

    def __init__(self, post: str, claims: Sequence[str]) -> None:
        super().__init__()
        self.post, self.claims = post, tuple(claims)  # the public id of the Post, and what says so in the words


def claims(texts: Sequence[str]) -> list[str]:
    """The words in which these texts say that it was somebody else, as they stand there; empty when they do not."""
    return list(dict.fromkeys(found for text in texts for found in _claims(_plain(text))))


def _plain(text: str) -> str:
    """Without what only hides a word from whoever looks for it: letters of other alphabets, invisible signs, gaps between the letters."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES)
        text = _UNSEEN.sub("", text)
    text = _APART.sub(lambda found: re.sub(r"[\W_]", "", found[0]), text)
    return _NO_APOSTROPHE.sub(r"\1n't", text)


def _read(sentence: str) -> str:
    """In small letters, with figures that stand for letters read as such; as long as it was."""
    return _WITH_FIGURES.sub(lambda found: found[0].translate(_FIGURES), sentence.lower())


def _claims(text: str) -> Iterator[str]:
    if _MAYBE.search(_read(text)) is None:
        return
    taken_back = _TAKEN_BACK.search(_read(text)) is not None
    for sentence in _SENTENCE.findall(text):
        low = _read(sentence)
        if _MAYBE.search(low) is None:
            continue
        if sentence.rstrip().endswith("?") or (taken_back and _REPORTED.search(low)):
            continue
        if _OTHERS.search(low) and not _OURS.search(low):
            continue
        for start, end in _found(low):
            yield " ".join(sentence[start:end].split())


def _found(low: str) -> Iterator[tuple[int, int]]:
    negations = _Negations(low)
    for claim in [*_CLAIMS, *(claim for claim, context in _IN_CONTEXT.items() if re.search(context, low))]:
        for found in re.finditer(rf"(?<![\w-])(?:{claim})(?![\w-])", low):
            if not negations.reach(found.start()):
                yield found.span()
    for claim in _NOT_US:
        for found in re.finditer(claim, low):
            yield found.span()


class _Negations:
    """Whether a "not" reaches to what follows it: only small words stand between them. The words are gone through once."""

    def __init__(self, low: str) -> None:
        self._low, self._words = low, list(_WORD.finditer(low))
        self._starts = [word.start() for word in self._words]
        self._reaches: list[bool] = []  # of each word, to the one behind it
        for at, (word, behind) in enumerate(zip(self._words, [*(one[0] for one in self._words[1:]), ""], strict=True)):
            self._reaches.append(self._goes_on(at, word[0], behind))

    def reach(self, place: int) -> bool:
        """To what begins here."""
        at = bisect_left(self._starts, place) - 1
        return at >= 0 and self._goes_on(at, self._low[self._starts[at] : min(place, self._words[at].end())], "")

    def _goes_on(self, at: int, word: str, behind: str) -> bool:
        if (word in _NEGATORS or word.endswith("n't")) and behind not in _ONLY:
            return True
        if word == "ni" and behind and behind not in ("ein", "wedi", "yn"):  # "we" behind a verb, "not" before one
            return True
        return (word in _BETWEEN or word in _ONLY) and at > 0 and self._reaches[at - 1]
