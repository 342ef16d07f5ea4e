"""What each reason of the second look is, in general words: for the record, which quotes nothing of what was posted."""

from collections.abc import Mapping
from typing import Any

from pwa.rules.second_look import Rule
from pwa.web.words import _, n_, say

NOTICED: dict[str, str] = {
    Rule.SERIES: n_("It came right after posts as somebody else."),
    Rule.CONTINUES: n_("It went on from a post as somebody else."),
    Rule.SWEARING: n_("It swore."),
    Rule.RUDE: n_("It was rude."),
    Rule.CASUAL: n_("It read like words to a friend."),
    Rule.DIARY: n_("It read like one person talking."),
    Rule.FRAGMENT: n_("It was a few words and no sentence."),
    Rule.OWN_WORD: n_("It had a word that the house voice lists."),
    Rule.FIRST_PERSON: n_("One person spoke in it."),
    Rule.SHOUTING: n_("It shouted."),
    Rule.POLITICS: n_("It named a politician or a party."),
    Rule.NEW_HANDLE: n_("It named an account for the first time."),
    Rule.HOUR: n_("It came at an unusual hour."),
    Rule.STRANGER: n_("It answered a stranger."),
    Rule.LANGUAGE: n_("It was in another language than usual."),
    Rule.READS_LIKE: n_("It did not read like what went before it."),
    Rule.RESHARE: n_("It reshared somebody else’s post."),
    Rule.NEW_SOURCE: n_("It reshared somebody for the first time."),
    Rule.LISTED_RESHARE: n_("It reshared somebody who stands for election."),
    Rule.LISTED: n_("It named somebody who stands for election."),
    Rule.ELECTION: n_("It came in the weeks before an election."),
    Rule.DOUBLE: n_("The same words had been posted before."),
}
ANOTHER = n_("There was a reason to look at it twice.")
FINE = n_("%(noticed)s %(who)s said that this is fine.")


def noticed(rule: object) -> str:
    """One reason, by what the record calls it."""
    return say(NOTICED.get(str(rule), ANOTHER))


def noticed_at_hold(facts: Mapping[str, Any], who: str) -> str:
    """What the line of a hold says of the second look. Of a private reason nothing: not even that there was one."""
    said = []
    for one in _public(facts):
        words = noticed(one["rule"])
        said.append(say(FINE) % {"noticed": words, "who": who} if one.get("fine") else words)
    return _("The second look had said: %(reasons)s", reasons=" ".join(said)) if said else ""


def _public(facts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    told = facts.get("second_look")
    return [one for one in told if isinstance(one, Mapping) and one.get("rule") not in (None, "private")] if isinstance(told, list) else []
