"""The house voice: what in the words of an official post does not sound like it. Pure.

Each sign has a weight. A strong one is a reason by itself; weak ones are a reason only together, and alone they say nothing: most posts
have one. What the identity itself is used to weighs nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from pwa.rules import diary, manner, politics
from pwa.rules.diary import Mark
from pwa.rules.house_words import Wishes, whole, without
from pwa.rules.language import Language, language_of
from pwa.rules.plain_letters import handles
from pwa.rules.second_look import LONGER_SECONDS, Reason, Rule
from pwa.rules.swearing import swears
from pwa.rules.talk import TALKS_FROM, most_talk
from pwa.rules.voice_habits import SOMETIMES, USUAL, Habits
from pwa.rules.words import Sentence, n_

STRONG, WEAK, FAINT = 1.0, 0.5, 0.25
NAMED_BEFORE = 2  # posts: one may have been a slip itself
MANY = 3  # times that one person speaks in one post; as often as that, nobody else does
TALK_WEIGHS = 0.6  # what the odds of talk count beside those of the marks; all of these are logs
LIKE_A_DIARY_FROM = 0.0  # marks and talk together: a sign, a weak one by itself
MARKS_AGREE_FROM = -0.7  # beside talk the marks are a strong one, unless they speak against it by more than two to one
MARKS_ALONE_FROM = 2.5  # and without any talk only if they are many
QUOTED_AT_MOST = 3  # of what was seen; a sentence is to stay one
RULES = (
    *(Rule.SWEARING, Rule.RUDE, Rule.FIRST_PERSON, Rule.DIARY, Rule.CASUAL, Rule.SHOUTING, Rule.POLITICS),
    *(Rule.STRANGER, Rule.NEW_HANDLE, Rule.HOUR, Rule.LANGUAGE, Rule.OWN_WORD, Rule.FRAGMENT),
)


@dataclass(frozen=True)
class Voice:
    """Of one official identity: its name, what it is used to, and what its keepers want."""

    name: str
    habits: Habits = field(default_factory=Habits)
    wishes: Wishes = field(default_factory=Wishes)


@dataclass(frozen=True)
class Sign:
    """One thing that does not sound like it, and how much that says."""

    rule: Rule
    weight: float
    sentence: Sentence


class Words(NamedTuple):
    """Those of one post."""

    shown: str  # whatever is written, and what is read out instead of its pictures, without what the keepers let pass
    parts: Sequence[str]  # what is written, without it too
    alone: str  # what is written, with it; empty if a picture or somebody else's post is shown as well


def reasons(voice: Voice, texts: Sequence[str], at: datetime, passed_on: str = "", alts: Sequence[str] = ()) -> list[Reason]:
    """What to say before it is held at that time; mostly nothing.

    `passed_on`: what somebody else said, which it reshares. `alts`: what is read out instead of its pictures, of each, if only nothing.
    """
    found = signs(voice, texts, at, passed_on, alts)
    if sum(one.weight for one in found) < STRONG:
        return []
    return [Reason(one.rule, one.sentence, window_seconds=LONGER_SECONDS) for one in found]


def signs(voice: Voice, texts: Sequence[str], at: datetime, passed_on: str = "", alts: Sequence[str] = ()) -> list[Sign]:
    """All of them, weak ones too, without what the keepers let pass."""
    words = _words(texts, passed_on, alts, voice.wishes.passing)
    found = [sign for rule in RULES if rule not in voice.wishes.off for sign in _LOOKS[rule](voice, words, at) if sign.weight]
    found += _in_what_it_reshares(voice, passed_on)
    so_little = any(one.rule is Rule.FRAGMENT for one in found)
    return [one for one in found if not (so_little and one.rule is Rule.DIARY)]  # which of so little would say the same again


def _words(texts: Sequence[str], passed_on: str, alts: Sequence[str], passing: tuple[str, ...]) -> Words:
    written = list(dict.fromkeys(texts))
    shown = dict.fromkeys([*written, *filter(None, alts)])
    alone = "" if passed_on or alts else "\n".join(written)
    return Words(without("\n".join(shown), passing), [without(one, passing) for one in written], alone)


def _in_what_it_reshares(voice: Voice, text: str) -> Iterator[Sign]:
    """Readers do not tell apart whose words they are."""
    text = without(text, voice.wishes.passing)
    if Rule.SWEARING not in voice.wishes.off and (seen := swears(text)[0]):
        yield Sign(Rule.SWEARING, STRONG, Sentence("What it reshares swears: %(words)s.", words=_quoted(seen)))
    if Rule.POLITICS not in voice.wishes.off and (known := _not_named_before(voice, text)):
        words = _quoted([one.seen for one in known])
        yield Sign(
            Rule.POLITICS, politics.weighed(known), Sentence("What it reshares names politicians or parties: %(words)s.", words=words)
        )


def _swearing(voice: Voice, words: Words, at: datetime) -> Iterator[Sign]:
    strong, mild = swears(words.shown)
    if strong or mild:
        itself = bool(strong) and bool(swears(manner.own_words(words.shown))[0])  # and not only whom it quotes
        yield Sign(Rule.SWEARING, STRONG if itself else WEAK, Sentence("It swears: %(words)s.", words=_quoted([*strong, *mild])))


def _rude(voice: Voice, words: Words, at: datetime) -> Iterator[Sign]:
    rude, harsh = manner.rude(words.shown)
    if rude or harsh:
        stronger = manner.rubs_it_in(words.shown, [*rude, *harsh])
        weight = min(STRONG, WEAK * len(rude) + FAINT * (len(harsh) + stronger))
        yield Sign(Rule.RUDE, weight, Sentence("It is rude: %(words)s.", words=_quoted([*rude, *harsh])))


def _first_person(voice: Voice, words: Words, at: datetime) -> Iterator[Sign]:
    if seen := manner.first_person(words.shown):
        share = voice.habits.share("self")
        alone = voice.habits.enough and share < SOMETIMES and manner.speaks_as_one(words.shown)
        weight = STRONG if alone else (WEAK, WEAK + FAINT, STRONG)[min(len(seen), MANY) - 1] * _unusual(share)
        sentence = Sentence("One person speaks here, not %(name)s: %(words)s.", name=voice.name, words=_quoted(dict.fromkeys(seen)))
        yield Sign(Rule.FIRST_PERSON, weight, sentence)


def _diary(voice: Voice, words: Words, at: datetime) -> Iterator[Sign]:
    """Only of what is written: nobody ends the words for a picture as they end a post."""
    habits, found = voice.habits, diary.marks("\n".join(words.parts))
    marked, talked = diary.reads(found, habits.worded, habits.did), TALK_WEIGHS * _talked(habits, most_talk(words.parts))
    dwelt_on = next(filter(None, map(manner.dwells, words.parts)), "") if Mark.INWARD in found else ""
    if dwelt_on and habits.enough and habits.share("dwells") < SOMETIMES:
        said = n_("Sentence after sentence begins with “%(word)s”, as %(name)s hardly ever writes.")
        yield Sign(Rule.DIARY, STRONG, Sentence(said, name=voice.name, word=dwelt_on))
    elif habits.enough and marked + talked >= LIKE_A_DIARY_FROM:
        agree = talked > 0 and marked >= MARKS_AGREE_FROM
        strong = agree or marked + min(talked, 0) >= MARKS_ALONE_FROM
        said = next(sentence for marks, sentence in _LIKE_A_DIARY if marks <= found)
        yield Sign(Rule.DIARY, STRONG if strong else WEAK, Sentence(said, name=voice.name))


def _talked(habits: Habits, odds: float) -> float:
    """What of the odds of talk counts: nothing of what is hardly any, or what this voice says itself."""
    return odds if odds < 0 else odds * _unusual(habits.talks(odds)) if odds >= TALKS_FROM else 0.0


def _casual(voice: Voice, words: Words, at: datetime) -> Iterator[Sign]:
    usual = _unusual(voice.habits.share("casual"))
    if seen := manner.drinking(words.shown):
        yield Sign(Rule.CASUAL, STRONG, Sentence("It reads like words to a friend: %(words)s.", words=_quoted(seen)))
    elif seen := manner.casual(words.shown):
        weight = min(STRONG, WEAK + FAINT * (len(seen) - 1)) * usual
        yield Sign(Rule.CASUAL, weight, Sentence("It reads like words to a friend: %(words)s.", words=_quoted(seen)))
    elif small := manner.begins_small(words.shown):
        yield Sign(Rule.CASUAL, WEAK * usual, Sentence("It begins without a capital letter: %(words)s.", words=_quoted([small])))


def _shouting(voice: Voice, words: Words, at: datetime) -> Iterator[Sign]:
    usual = [word for word in manner.capitals(words.shown) if voice.habits.knows("capitals", word)]
    if seen := manner.shouts(words.shown, usual):
        yield Sign(Rule.SHOUTING, WEAK * _unusual(voice.habits.share("loud")), Sentence("It shouts: %(words)s.", words=_quoted(seen)))


def _politics(voice: Voice, words: Words, at: datetime) -> Iterator[Sign]:
    if known := _not_named_before(voice, words.shown):
        sentence = Sentence("It names politicians or parties: %(words)s.", words=_quoted([one.seen for one in known]))
        yield Sign(Rule.POLITICS, politics.weighed(known), sentence)


def _stranger(voice: Voice, words: Words, at: datetime) -> Iterator[Sign]:
    """An answer to somebody new: strong as a rebuke in words that are not a house's, else nothing for a voice that answers everybody."""
    said = handles(words.shown)
    if voice.habits.enough and said and words.shown.lstrip().lower().startswith(said[0]) and not voice.habits.knows("handle", said[0]):
        rebukes = manner.takes_to_task(words.shown) and not (manner.speaks_for_a_house(words.shown) or manner.on_duty(words.shown))
        weight = STRONG if rebukes else WEAK * _unusual(voice.habits.share("answers"))
        sentence = Sentence("It answers %(handle)s, to whom %(name)s has never spoken.", handle=said[0], name=voice.name)
        yield Sign(Rule.STRANGER, weight, sentence)


def _new_handle(voice: Voice, words: Words, at: datetime) -> Iterator[Sign]:
    """Faint: most posts that name somebody name somebody new."""
    begins = words.shown.lstrip().lower()
    new = [one for one in handles(words.shown) if not voice.habits.knows("handle", one) and not begins.startswith(one)]
    if voice.habits.enough and new:
        yield Sign(Rule.NEW_HANDLE, FAINT, Sentence("%(name)s has never named %(handle)s before.", name=voice.name, handle=new[0]))


def _hour(voice: Voice, words: Words, at: datetime) -> Iterator[Sign]:
    if voice.habits.enough and not voice.habits.posts_at(at.astimezone(UTC).hour):
        weight = FAINT if manner.warns(words.shown) else WEAK
        yield Sign(Rule.HOUR, weight, Sentence("%(name)s has never posted at this time of day.", name=voice.name))


def _language(voice: Voice, words: Words, at: datetime) -> Iterator[Sign]:
    language = language_of(words.shown)
    if voice.habits.enough and language and not voice.habits.share(f"language {language}"):
        yield Sign(Rule.LANGUAGE, WEAK, Sentence(_NOT_WRITTEN[language], name=voice.name))


def _fragment(voice: Voice, words: Words, at: datetime) -> Iterator[Sign]:
    if voice.habits.enough and manner.fragment(words.alone):
        yield Sign(Rule.FRAGMENT, _unusual(voice.habits.share("fragment")), Sentence("These are a few words and no sentence."))


def _own_word(voice: Voice, words: Words, at: datetime) -> Iterator[Sign]:
    if voice.wishes.flagged and (seen := list(dict.fromkeys(match[0] for match in whole(voice.wishes.flagged).finditer(words.shown)))):
        sentence = Sentence("The keepers of %(name)s want a second look at %(words)s.", name=voice.name, words=_quoted(seen))
        yield Sign(Rule.OWN_WORD, STRONG, sentence)


_WAYS = (
    *(_swearing, _rude, _first_person, _diary, _casual, _shouting, _politics),
    *(_stranger, _new_handle, _hour, _language, _own_word, _fragment),
)
_LOOKS: dict[Rule, Callable[[Voice, Words, datetime], Iterator[Sign]]] = dict(zip(RULES, _WAYS, strict=True))
_LIKE_A_DIARY = (
    ({Mark.BARE, Mark.INWARD}, n_("It ends without a full stop, as %(name)s hardly ever does, and names no time, place or service.")),
    ({Mark.BARE}, n_("It ends without a full stop, as %(name)s hardly ever does, and reads like one person talking.")),
    ({Mark.INWARD}, n_("It names no time, place or service, and reads like one person talking, not like %(name)s.")),
    (frozenset[Mark](), n_("It reads like one person talking, not like %(name)s.")),
)
_NOT_WRITTEN = {
    Language.ENGLISH: n_("%(name)s does not write English."),
    Language.WELSH: n_("%(name)s does not write Welsh."),
    Language.OTHER: n_("%(name)s does not write in this language."),
}


def _not_named_before(voice: Voice, text: str) -> list[politics.Named]:
    return [one for one in politics.named(text) if not voice.habits.knows("name", one.key, at_least=NAMED_BEFORE)]


def _unusual(share: float) -> float:
    """How much of its weight a sign keeps where that share of an identity's posts has it."""
    return 0.0 if share >= USUAL else WEAK if share >= SOMETIMES else STRONG


def _quoted(seen: Iterator[str] | Sequence[str] | dict[str, None]) -> str:
    return ", ".join(f"“{one}”" for one in list(seen)[:QUOTED_AT_MOST])
