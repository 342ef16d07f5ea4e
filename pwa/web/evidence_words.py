"""What each line of the record that names a post says, as people read it who know no computers. Whoever adds a verb adds its sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pwa.rules.alert import AlertKind
from pwa.rules.approval import ApprovalEnd
from pwa.rules.post import ParkingReason
from pwa.rules.settling import Answer
from pwa.store.evidence import moment_of
from pwa.web.delivery_views import network_label
from pwa.web.pages import clock_words, window_words
from pwa.web.second_look_words import noticed, noticed_at_hold
from pwa.web.words import _, device, listed, n_, say

# Verb -> sentence. What may stand in one: %(who)s who did it, %(device)s and %(window)s of a hold, %(due)s and %(was_due)s when it was to
# leave, %(until)s how long a yes was waited for and %(ended)s why none counted, %(where)s one part on its way to a channel, %(why)s why it
# stopped, %(noticed)s of the second look, %(removals)s, %(network)s and %(handle)s.
SENTENCES: dict[str, str] = {
    "held": n_("%(who)s held it on %(device)s. Anybody who speaks for it could stop it for %(window)s, until %(due)s."),
    "waved_through": n_("Of what the second look had said, %(who)s said that this is fine: %(noticed)s"),
    "told": n_("The phones of %(people)s were told %(about)s"),
    "extended": n_("The phone that held it lost its signal, so it waited longer: until %(due)s instead of %(was_due)s."),
    "sent_now": n_("%(who)s gave up the rest of the time to undo."),
    "parked": n_("It was stopped before it left, and waited for a person. %(why)s"),
    "undone": n_("%(who)s undid it before it left. Nothing went out."),
    "approval_asked": n_("It needed the yes of a second person, who had until %(until)s. Without one it could not leave."),
    "approval_given": n_("%(who)s said yes to exactly this, with a finger, a face or a PIN, on %(device)s. It was to leave at %(due)s."),
    "approval_refused": n_("%(who)s was asked for a yes, and said no."),
    "approval_void": n_("There was no yes that counted. %(ended)s"),
    "released": n_("The time to undo was over and nobody had stopped it: it left."),
    "delivery_due": n_("%(where)s: it is tried again later."),
    "delivery_sending": n_("%(where)s: the network was asked to publish it."),
    "delivery_sent": n_("%(where)s: it arrived."),
    "delivery_refused": n_("%(where)s: the network refused it."),
    "delivery_unsure": n_("%(where)s: the network did not say whether it arrived."),
    "delivery_parked": n_("%(where)s: it was stopped on its way, and waited for a person."),
    "delivery_dropped": n_("%(where)s: nothing more is tried."),
    "retraction_asked": n_("%(who)s asked for it to be taken down."),
    "retraction_due": n_("%(where)s: it could not be taken down yet, and is asked for again."),
    "retraction_sending": n_("%(where)s: the network was asked to take it down."),
    "retraction_sent": n_("%(where)s: it was taken down."),
    "retraction_refused": n_("%(where)s: the network did not take it down."),
    "retraction_unsure": n_("%(where)s: the network did not say whether it took it down."),
    "retraction_parked": n_("%(where)s: taking it down was stopped."),
    "retraction_dropped": n_("%(where)s: taking it down is not tried any more."),
    "owned_up": n_("%(who)s said that it went out by mistake. A copy of what was sent stands with this line."),
    "read_back": n_("%(where)s: the network was asked what it shows."),
    "edit_asked": n_("%(where)s: %(who)s asked for other words in its place, from %(due)s on."),
    "edit_due": n_("%(where)s: the words could not be changed yet, and it is asked for again."),
    "edit_sending": n_("%(where)s: the network was asked to change the words."),
    "edit_sent": n_("%(where)s: the words were changed, and the network shows the new ones."),
    "edit_refused": n_("%(where)s: the network did not change the words."),
    "edit_unsure": n_("%(where)s: the network did not say whether it changed the words."),
    "edit_parked": n_("%(where)s: changing the words was stopped."),
    "edit_dropped": n_("%(where)s: changing the words is not tried any more."),
    "correction_drafted": n_("%(who)s began a correction of it, as a draft."),
    "shown_the_record": n_("%(who)s was about to hold words that say it was somebody else, and was shown what the record says."),
    "posted_from_elsewhere": n_("It was seen on %(network)s as %(handle)s, and nothing that was sent from here matched it."),
    "words_deleted": n_("Its words were lawfully deleted from the records. What is left of them is a digest."),
    "outside_post_known": n_("%(who)s said that it is known: somebody here made it there by hand."),
}
SETTLED: dict[Answer, str] = {  # instead, where a person had to say what became of it
    Answer.THERE: n_("%(where)s: %(who)s looked, and said that it is there."),
    Answer.AGAIN: n_("%(where)s: %(who)s had it sent again."),
    Answer.LEFT: n_("%(where)s: %(who)s left it alone, and nothing more is tried."),
}
READ_BACK: dict[tuple[str, str], str] = {  # instead, what the network showed when it was asked
    ("before", "stands"): n_("%(where)s: the network showed it, before anything was changed."),
    ("before", "gone"): n_("%(where)s: the network said that it was not there, before anything was changed."),
    ("removed", "stands"): n_("%(where)s: the network still showed it after the removal."),
    ("removed", "gone"): n_("%(where)s: the network said that it is gone."),
}
WHY_STOPPED: dict[ParkingReason, str] = {
    ParkingReason.KEPT: n_("%(who)s pressed Keep holding."),
    ParkingReason.LATE: n_("It was more than 15 minutes late."),
    ParkingReason.GRANT_ENDED: n_("Whoever held it could no longer speak for it."),
    ParkingReason.TIME_RAN_OUT: n_("The time of whoever held it was to end before it would leave."),
    ParkingReason.PHONE_LOCKED: n_("%(who)s locked a phone of whoever held it."),
    ParkingReason.STOPPED: n_("%(who)s stopped everything of the organisation."),
    ParkingReason.APPROVAL_LOST: n_("It had no second person's yes."),
    ParkingReason.CHANNEL_GONE: n_("%(who)s disconnected a channel that it was to go to."),
    ParkingReason.OWNED_UP: n_("%(who)s stopped it while another post was being put right."),
    ParkingReason.RESTORED: n_("The records of this server had come back from an older copy, so it may have left before."),
}
WHY_VOID: dict[ApprovalEnd, str] = {
    ApprovalEnd.REFUSED: n_("%(who)s had said no."),
    ApprovalEnd.UNANSWERED: n_("Nobody had said it in time."),
    ApprovalEnd.TAKEN_BACK: n_("%(who)s took it back."),
    ApprovalEnd.GRANT_ENDED: n_("Whoever had said it could no longer speak for this identity."),
    ApprovalEnd.PASSKEY_REMOVED: n_("The passkey that had said it was removed."),
    ApprovalEnd.CHANNELS_CHANGED: n_("Where this identity posts was changed after it."),
}
ABOUT: dict[str, str] = {  # what people were told of
    AlertKind.HELD: n_("that it was held, and could be stopped."),
    AlertKind.PARKED: n_("that it had stopped by itself."),
    AlertKind.NOT_SENT: n_("that not all of it was sent."),
    AlertKind.NOT_SURE: n_("that nobody knows whether all of it arrived."),
    AlertKind.ASKED: n_("that it waited for a colleague’s yes."),
}
UNKNOWN = n_("The record says “%(verb)s”.")
NOBODY = n_("The server")


@dataclass(frozen=True)
class Known:
    """What the ids in the record stand for: people by theirs, and where a delivery goes by its own."""

    people: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


class _Named(dict[str, object]):
    """What is put into a sentence. A line that does not say it, an older one perhaps, must not keep the rest from being read."""

    def __missing__(self, key: str) -> str:
        return "…"


def line_words(facts: Mapping[str, Any], known: Known) -> str:
    """One line of the record as a sentence."""
    named = _named(facts, known)
    sentence = _particular(facts) or SENTENCES.get(str(facts.get("verb"))) or UNKNOWN
    why = named["why"] if "reason" in facts and "%(why)s" not in sentence else ""
    if facts.get("verb") == "held":
        why = noticed_at_hold(facts, str(named["who"]))
    return f"{say(sentence) % named} {why}".strip()


def _particular(facts: Mapping[str, Any]) -> str | None:
    """Where a person had to answer, who did is what matters; where a network was asked, what it said."""
    if facts.get("verb") == "read_back":
        return READ_BACK.get((str(facts.get("occasion")), str(facts.get("answer"))))
    answer = facts.get("answer")
    return SETTLED[Answer(answer)] if answer in set(Answer) and facts.get("by") else None


def _named(facts: Mapping[str, Any], known: Known) -> _Named:
    named = _Named((name, value) for name, value in facts.items() if isinstance(value, str | int))
    named["noticed"] = noticed(facts.get("rule"))
    named["who"] = known.people.get(str(facts.get("by")), "") or say(NOBODY)
    if "device" in facts:
        named["device"] = device(str(facts["device"]))
    if isinstance(facts.get("window_seconds"), int):
        named["window"] = window_words(facts["window_seconds"])
    for name in ("due", "was_due", "until"):
        if (at := moment_of(facts.get(name))) is not None:
            named[name] = clock_words(at)
    if isinstance(facts.get("people"), list):
        named["people"] = listed([known.people.get(str(one), "…") for one in facts["people"]])
    if facts.get("about") in ABOUT:
        named["about"] = say(ABOUT[facts["about"]])
    if "network" in facts:
        named["network"] = network_label(str(facts["network"]))
    if "delivery" in facts:
        named["where"] = _where(facts, known)
    named["why"] = say(WHY_STOPPED[ParkingReason(facts["reason"])]) % named if facts.get("reason") in set(ParkingReason) else ""
    if facts.get("why") in set(ApprovalEnd):
        named["ended"] = say(WHY_VOID[ApprovalEnd(facts["why"])]) % named
    return named


def _where(facts: Mapping[str, Any], known: Known) -> str:
    place = known.places.get(str(facts["delivery"]), "…")
    return _("Part %(number)s to %(place)s", number=facts["part"], place=place) if facts.get("part", 1) != 1 else place
