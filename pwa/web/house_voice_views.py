"""What the page of the house voice says: its rules, what was learnt, and how often each rule was right."""

from pwa.rules.second_look import Rule
from pwa.rules.voice_habits import Habits
from pwa.store.house_voices import Right
from pwa.store.tables import Identity
from pwa.web.words import _, listed, n_, ngettext, number, say

DAYS = 365  # that "how often it was right" looks back
PRIVATE_IN = 5  # private reasons are told in fives, and not below one: a single one would point at a person
RULES = {
    Rule.SWEARING: (n_("Swear words"), n_("In English and Welsh, with letters hidden or stretched too.")),
    Rule.RUDE: (n_("Rude words"), n_("Two of them, or one beside something else.")),
    Rule.FIRST_PERSON: (n_("One person speaking"), n_("“I” and “my” outside quotation marks, beside something else.")),
    Rule.CASUAL: (n_("Words to a friend"), n_("“lol”, “gonna”, laughing faces: several, or one beside something else.")),
    Rule.SHOUTING: (n_("Shouting"), n_("Capitals and heaps of exclamation marks, beside something else.")),
    Rule.POLITICS: (n_("Politicians and parties"), n_("Those that it has not named before.")),
    Rule.STRANGER: (n_("Answering a stranger"), n_("Somebody to whom it has never spoken, beside something else.")),
    Rule.NEW_HANDLE: (n_("A new handle"), n_("Somebody whom it has never named, beside something else.")),
    Rule.HOUR: (n_("An unusual hour"), n_("At which it has never posted, beside something else.")),
    Rule.LANGUAGE: (n_("Another language"), n_("One that it does not write, beside something else.")),
    Rule.OWN_WORD: (n_("Your own words"), n_("Those that you list below.")),
}


def rule_words(rule: Rule) -> tuple[str, str]:
    """Its name, and when it is a reason."""
    name, more = RULES[rule]
    return say(name), say(more)


def right_words(right: Right | None) -> str:
    """What became of the posts beside which it stood."""
    if right is None:
        return _("No post yet.")
    counted = [
        ngettext("%(num)s undone", "%(num)s undone", right.undone) if right.undone else "",
        ngettext("%(num)s waved through", "%(num)s waved through", right.fine) if right.fine else "",
        ngettext("%(num)s sent all the same", "%(num)s sent all the same", right.sent) if right.sent else "",
    ]
    flagged = ngettext("%(num)s post", "%(num)s posts", right.flagged)
    said = listed([one for one in counted if one])
    return _("%(posts)s: %(became)s.", posts=flagged, became=said) if said else flagged


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
