"""Owning up: what may become of a post that went out by mistake, what that cannot undo, and the words that say whose it was. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from pwa.rules.words import Sentence, n_

RECENTLY = timedelta(days=30)  # how long after a post was owned up to, or taken down, the record is held against new words
READ_BACKS = 3  # looks at a network before "it cannot tell" stands
READ_AGAIN = (timedelta(seconds=4), timedelta(seconds=20))  # between them: a network may show for a while what it has removed


class Fate(StrEnum):
    """What becomes of a post on one Channel."""

    LEFT = "left"  # it stays, and the correction says so
    EDITED = "edited"  # other words in its place
    REMOVED = "removed"


class Why(StrEnum):
    """What was wrong with it."""

    ACCOUNT = "account"  # it was somebody's own, as an organisation
    FACTS = "facts"
    WORDS = "words"


BECAUSE = {
    Why.ACCOUNT: n_("It went out from the wrong account."),
    Why.FACTS: n_("What it said was not right."),
    Why.WORDS: n_("It should not have been said."),
}


class Answer(StrEnum):
    """What a network said when it was read back."""

    STANDS = "stands"
    GONE = "gone"
    UNKNOWN = "unknown"  # it did not say


class Occasion(StrEnum):
    """Why a network is read back."""

    BEFORE = "before"  # for the record, before anything is changed
    REMOVED = "removed"  # whether it is gone


CANNOT_UNDO: dict[Fate, dict[str, str]] = {
    Fate.LEFT: {
        "": n_("It stays where it is. Whoever has seen it can read the correction; nobody is told of it."),
    },
    Fate.EDITED: {
        "": n_("People have seen the first words, and copies and screenshots keep them."),
        "mastodon": n_("Readers see that it was edited and what it said before. Other servers may go on showing the first words."),
        "facebook_page": n_("People have seen the first words; whoever opens the history of its edits may see them again."),
    },
    Fate.REMOVED: {
        "": n_("People have seen it, and copies and screenshots stay."),
        "noticeboard": n_("A line stays that something was taken down. People have seen it, and readers of the feed may keep a copy."),
        "mastodon": n_("Its server asks the others to remove it, and cannot make them. Copies and screenshots stay."),
        "bluesky": n_("The record goes; apps and archives that have copied it may keep it. Screenshots stay."),
        "x": n_("People have seen it, and quotes, copies and screenshots stay. X takes money for the removal."),
        "facebook_page": n_("People have seen it; what others have shared or copied of it, and screenshots, stay."),
    },
}
NO_WORDS = n_("A reshare has no words that could be changed. Leave it or remove it.")
SECOND_PERSON = n_(
    "A second person is asked about what this identity says, and nobody could be asked about a change of words. "
    "Leave it or remove it, and say so in a correction."
)
NO_EDIT = {
    "": n_("This network lets nobody change a post from here."),
    "x": n_("X lets no app like this one change a post. Leave it or remove it."),
    "bluesky": n_("On Bluesky readers would not see that it was changed. Leave it or remove it."),
    "noticeboard": n_("On the noticeboard what was said stands, and the correction stands beside it."),
}


def cannot_undo(fate: Fate, network: str) -> str:
    """One line on what this choice cannot bring back."""
    return CANNOT_UNDO[fate].get(network, CANNOT_UNDO[fate][""])


def no_edit(network: str) -> str:
    """Why it cannot be changed there."""
    return NO_EDIT.get(network, NO_EDIT[""])


@dataclass(frozen=True)
class Facts:
    """What a correction is drafted from."""

    name: str  # of the identity that it stood under
    official: bool
    mine: bool  # whoever owns up held it
    reshare: bool  # it showed somebody else's post
    latest: bool  # nothing has left since
    fates: Collection[Fate]
    why: Why = Why.ACCOUNT


def correction(facts: Facts) -> Iterator[Sentence]:
    """Sentence by sentence: whose it was, how it came there, what becomes of it, sorry. The name of whoever says so goes under it."""
    if facts.official and facts.why is Why.ACCOUNT:
        yield _whose(facts)
    else:
        yield Sentence("That last post went out by mistake.") if facts.latest else Sentence("An earlier post here went out by mistake.")
    if facts.official:
        yield Sentence(BECAUSE[facts.why])
    fates = set(facts.fates)
    if fates == {Fate.REMOVED}:
        yield Sentence("I am having it removed.")
    elif Fate.REMOVED in fates:
        yield Sentence("I am having it removed where it should not stand.")
    elif Fate.EDITED in fates:
        yield Sentence("I am having it changed where that is possible.")
    yield Sentence("Sorry.")


def _whose(facts: Facts) -> Sentence:
    name = facts.name
    match facts.mine, facts.reshare, facts.latest:
        case True, False, True:
            return Sentence("That last post was mine, not %(name)s's.", name=name)
        case True, True, True:
            return Sentence("That last reshare was mine, not %(name)s's.", name=name)
        case True, False, False:
            return Sentence("An earlier post here was mine, not %(name)s's.", name=name)
        case True, True, False:
            return Sentence("An earlier reshare here was mine, not %(name)s's.", name=name)
        case False, False, True:
            return Sentence("That last post was a colleague's own, not %(name)s's.", name=name)
        case False, True, True:
            return Sentence("That last reshare was a colleague's own, not %(name)s's.", name=name)
        case False, True, False:
            return Sentence("An earlier reshare here was a colleague's own, not %(name)s's.", name=name)
    return Sentence("An earlier post here was a colleague's own, not %(name)s's.", name=name)
