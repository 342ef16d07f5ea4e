"""What the page of the house voice says: its rules, what was learnt, and how often each rule was right."""

from collections.abc import Mapping

from pwa.rules.second_look import Rule
from pwa.rules.voice_habits import Habits
from pwa.store.house_voices import Right
from pwa.store.tables import Identity
from pwa.web.words import _, listed, n_, ngettext, number, say

DAYS = 365  # that "how often it was right" looks back
PRIVATE_IN = 5  # private reasons are told in fives, and not below one: a single one would point at a person
BY_ITSELF = {
    Rule.SWEARING: (n_("Swear words"), n_("In English and Welsh, with letters hidden or stretched too.")),
    Rule.RUDE: (n_("Rude words"), n_("Two of them; a single one only together with something else.")),
    Rule.FIRST_PERSON: (
        n_("One person speaking"),
        n_("“I” and “my” outside quotation marks, where it never writes so; in an answer or beside “we” only together."),
    ),
    Rule.DIARY: (
        n_("A diary instead of a notice"),
        n_("As people talk, with no full stop, time, place or service, nobody spoken to or all about one thing, where it never writes so."),
    ),
    Rule.POLITICS: (n_("Politicians and parties"), n_("Those that it has not named before.")),
    Rule.FRAGMENT: (
        n_("Words and no sentence"),
        n_("One or two, or three of which one is quoted, with no full stop, picture, link or handle, where it never writes so."),
    ),
    Rule.OWN_WORD: (n_("Your own words"), n_("Those that you list below.")),
}
TOGETHER = {
    Rule.CASUAL: (n_("Words to a friend"), n_("“lol”, “gonna”, laughing faces.")),
    Rule.SHOUTING: (n_("Shouting"), n_("Words in capitals, heaps of exclamation marks.")),
    Rule.STRANGER: (n_("Answering a stranger"), n_("Somebody to whom it has never spoken. A rebuke is one by itself.")),
    Rule.NEW_HANDLE: (n_("A new handle"), n_("Somebody whom it has never named.")),
    Rule.HOUR: (n_("An unusual hour"), n_("One at which it has never posted.")),
    Rule.LANGUAGE: (n_("Another language"), n_("One that it does not write.")),
}
GROUPS = ((n_("A reason by itself"), BY_ITSELF), (n_("A reason when two come together"), TOGETHER))


def groups(right: Mapping[Rule, Right]) -> list[tuple[str, list[tuple[str, str, str, str | None]]]]:
    """Every rule: its value and name, when it is one, and what became of the posts beside which it stood, if there were any."""
    return [
        (say(legend), [(rule.value, say(name), say(more), right_words(right.get(rule))) for rule, (name, more) in rules.items()])
        for legend, rules in GROUPS
    ]


def right_words(right: Right | None) -> str | None:
    """What became of the posts beside which it stood."""
    if right is None:
        return None
    counted = [
        ngettext("%(num)s undone", "%(num)s undone", right.undone) if right.undone else "",
        ngettext("%(num)s waved through", "%(num)s waved through", right.fine) if right.fine else "",
        ngettext("%(num)s sent all the same", "%(num)s sent all the same", right.sent) if right.sent else "",
    ]
    flagged = ngettext("%(num)s post", "%(num)s posts", right.flagged)
    said = listed([one for one in counted if one])
    return _("%(posts)s: %(became)s.", posts=flagged, became=said) if said else flagged


def figures_words(right: Mapping[Rule, Right], private: int) -> str:
    """What the figures beside the rules are of."""
    if not right and private < PRIVATE_IN:
        return _("No post had a reason in the last year.")
    said = [_("The figures are of the last year: what became of posts with this reason.") if right else None, private_words(private)]
    return " ".join(filter(None, said))


def private_words(many: int) -> str | None:
    """What may be said of reasons that rest on somebody's own posts: a round number of all of them together, and mostly nothing."""
    told = many - many % PRIVATE_IN
    return (
        _("A private reason stood beside at least %(many)s posts. What it was is seen by whoever held them alone.", many=told)
        if told
        else None
    )


def learnt_words(identity: Identity, known: Habits) -> str:
    """How much it rests on."""
    if not known.posts:
        return _("It has learnt nothing of %(name)s yet: hours, handles and language count once it has sent a while.", name=identity.name)
    if not known.enough:
        learnt = ngettext(
            "It has learnt from %(num)s post of %(name)s.", "It has learnt from %(num)s posts of %(name)s.", known.posts, name=identity.name
        )
        return learnt + " " + _("Hours, handles and language count once it knows enough.")
    return _("It has learnt from %(posts)s posts of %(name)s, and keeps no word of them.", posts=number(known.posts), name=identity.name)
