"""The second look: reasons that are said before a hold, what each of them asks for, and what a person answered. Pure.

It advises and lengthens; the person decides. Only a `Need` stands in the way of a hold, until it is met.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from pwa.rules.reason import reason
from pwa.rules.refusals import Refusal
from pwa.rules.words import Sentence, n_

LONGER_SECONDS = 120  # the window of an official post that there is a reason to look at again


class Rule(StrEnum):
    """What was noticed."""

    SERIES = "series"  # posts of another kind went before it, a moment ago
    CONTINUES = "continues"  # it goes on from one of those
    SWEARING = "swearing"
    FIRST_PERSON = "first_person"
    SHOUTING = "shouting"
    POLITICS = "politics"
    NEW_HANDLE = "new_handle"
    HOUR = "hour"
    STRANGER = "stranger"
    LANGUAGE = "language"
    READS_LIKE = "reads_like"  # the person's own voice
    RESHARE = "reshare"
    NEW_SOURCE = "new_source"
    LISTED_RESHARE = "listed_reshare"
    LISTED = "listed"
    ELECTION = "election"
    DOUBLE = "double"
    RESTRICTED = "restricted"  # by law, from taking part in politics; said to nobody else
    RUDE = "rude"
    CASUAL = "casual"  # as one types to a friend
    DIARY = "diary"  # one person talking, where its voice turns to readers
    FRAGMENT = "fragment"  # no sentence: what was meant for a search, or a pocket's work
    OWN_WORD = "own_word"  # of the keepers' own


OF_THE_DAY = frozenset({Rule.ELECTION})  # it says nothing about the words, and asks no second person by itself
NEVER_KEPT = frozenset({Rule.RESTRICTED})  # said, and written down nowhere: it must be able to be gone
STANDS = OF_THE_DAY | NEVER_KEPT | {Rule.LISTED, Rule.LISTED_RESHARE}  # it asks what it asks, whoever thinks that it is fine
ANSWERED = frozenset({Rule.SERIES, Rule.CONTINUES, Rule.NEW_SOURCE})  # in its own way, or nothing was held


class Need(StrEnum):
    """What a hold cannot do without."""

    CHOICE = "choice"  # as whom
    WHY = "why"  # a reason in words, or a colleague's yes instead
    NOT_NOW = "not_now"  # it cannot be held at all today


ASKS = {Need.CHOICE: n_("Say as whom you mean this one."), Need.WHY: n_("Say why, or ask a colleague.")}


@dataclass(frozen=True)
class Reason:
    """One thing that was noticed, in a sentence for whoever is about to hold."""

    rule: Rule
    sentence: Sentence  # what was seen
    private: bool = False  # rests on what only this person may see: it is said to nobody else
    window_seconds: int = 0  # the hold waits at least as long; 0: it is only said
    second_person: bool = False  # it does not leave without a colleague's yes, whatever the identity's own rule says
    need: Need | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)  # what a screen shows beside the sentence; never stored
    to_others: Sentence | None = None  # the same for colleagues, where the sentence names what only whoever holds it may see

    @property
    def said(self) -> Sentence:
        """Before the hold: what was seen, and what it cannot do without."""
        asks = ASKS.get(self.need) if self.need else None
        return Sentence("%(seen)s %(asks)s", seen=self.sentence, asks=Sentence(asks)) if asks else self.sentence

    @property
    def kept(self) -> Sentence:
        """Beside the hold afterwards, when it has been answered, and colleagues read it too."""
        return self.to_others or self.sentence

    @property
    def counts(self) -> bool:
        """Whether it asks for anything, or is only said."""
        return bool(self.window_seconds or self.second_person or self.need)


@dataclass(frozen=True)
class Answers:
    """What a person said to the reasons: which are fine, as whom they mean it, why, or that a colleague is to be asked instead."""

    fine: frozenset[str] = frozenset()
    chosen: str = ""  # the handle of an identity
    why: str = ""
    ask: bool = False

    @property
    def reason(self) -> str:
        """Why, as it is kept; empty: nothing was said. Raises Unfit."""
        return why(self.why) if self.why.strip() else ""


@dataclass(frozen=True)
class Look:
    """All that was noticed about one hold."""

    reasons: Sequence[Reason] = ()

    @property
    def window_seconds(self) -> int:
        """The least that it waits, for all of them."""
        return max((one.window_seconds for one in self.reasons), default=0)

    @property
    def asked_for(self) -> bool:
        """Whether an identity that wants a second person "when the second look asks for it" wants one now."""
        return any(one.counts and one.rule not in OF_THE_DAY for one in self.reasons)

    @property
    def kept(self) -> list[Reason]:
        """What stands beside the hold afterwards."""
        return [one for one in self.reasons if one.rule not in NEVER_KEPT]

    def second_person(self, answers: Answers) -> bool:
        """Whether a colleague must say yes to it."""
        instead = answers.ask and any(one.need is Need.WHY for one in self.reasons)
        return instead or any(one.second_person for one in self.reasons)

    def unmet(self, answers: Answers, handle: str) -> Reason | None:
        """The first reason whose need is not met by what was answered, for a hold as the identity of this handle. Raises Unfit.

        What cannot be held at all comes before what could be answered: nobody gives reasons for nothing.
        """
        needs = sorted((one for one in self.reasons if one.need), key=lambda one: one.need is not Need.NOT_NOW)
        return next((one for one in needs if one.need and not _met(one.need, answers, handle)), None)

    def advice(self) -> Self:
        """The same for a personal voice: all of it is said, and nothing takes longer for it."""
        return replace(self, reasons=[replace(one, window_seconds=0, second_person=False) for one in self.reasons])


NOTHING_NOTICED, NO_ANSWERS = Look(), Answers()


class SecondLook(Refusal):
    """Something must be answered before it can be held."""

    def __init__(self, look: Look, unmet: Reason) -> None:
        super().__init__(Sentence("%(reason)s Nothing was sent.", reason=unmet.said))
        self.look, self.unmet = look, unmet


def why(raw: str) -> str:
    """A reason in words, on one line. Raises Unfit."""
    return reason(
        raw,
        nothing=n_("Say in a few words why. Nothing was sent."),
        too_long=n_("The reason is %(long)s characters long; %(most)s are enough. Nothing was sent."),
    )


def _met(need: Need, answers: Answers, handle: str) -> bool:
    match need:
        case Need.CHOICE:
            return answers.chosen == handle
        case Need.WHY:
            return bool(answers.reason) or answers.ask
        case Need.NOT_NOW:
            return False
