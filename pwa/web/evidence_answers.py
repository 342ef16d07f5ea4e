"""The answer to "Was it us?", first and in one sentence, and whatever an honest witness would add to it."""

from collections.abc import Sequence
from typing import Any

from pwa.rules.delivery import DeliveryState
from pwa.rules.identity import Role
from pwa.rules.own_up import Answer as Gone
from pwa.rules.own_up import Occasion
from pwa.rules.post import ParkingReason, PostState, Word, word
from pwa.rules.settling import Answer
from pwa.store.evidence import Told, moment_of
from pwa.store.tables import Identity
from pwa.web.evidence_findings import Evidence, OneHold
from pwa.web.evidence_views import before_words, exact
from pwa.web.series import Way
from pwa.web.words import _, device, listed, n_, say

WORDS = {
    Word.SENT: n_("Yes"),
    Word.PARTLY_SENT: n_("Yes, and not all of it arrived"),
    Word.GOING_OUT: n_("Yes, and it is on its way"),
    Word.NOT_SURE: n_("Yes, and it is not known whether all of it arrived"),
    Word.NOT_SENT: n_("It was ours, and nothing of it arrived"),
    Word.HELD: n_("It is ours, and nothing has gone out yet"),
    Word.PARKED: n_("It is ours, and nothing has gone out"),
    Word.UNDONE: n_("It was ours, and nothing went out"),
}
GOT_OUT = {Word.SENT, Word.PARTLY_SENT, Word.GOING_OUT, Word.NOT_SURE}
HELD_BY: dict[Role | None, str] = {
    Role.KEEPER: n_("%(who)s, a keeper of %(name)s, held this at %(at)s, on %(device)s"),
    Role.SPEAKER: n_("%(who)s, a speaker of %(name)s, held this at %(at)s, on %(device)s"),
    None: n_("%(who)s held this as %(name)s at %(at)s, on %(device)s"),
}
PROVED = n_("%(held)s, proved with a finger, a face or a PIN %(before)s before.")
UNPROVED = n_("%(held)s. How they were verified is not known.")
BROKEN = n_(
    "Careful: the record is not whole. What stands at line %(lines)s is not what was signed, so it may have been changed afterwards. "
    "Whoever runs this server can check all of it."
)
UNSIGNED = n_("The newest lines about it are not signed yet. The server signs every minute: look again in a moment.")
RESTORED = n_("Careful: the records of this server came back from an older copy while it waited, so it may have left before that.")
MOVED_UP = n_("The words were moved up from a personal draft.")
ON_SOMEBODYS_WORD = n_("That it is there rests on %(who)s’s word: the network did not say so.")
DELETED = n_("Its words were lawfully deleted at %(at)s, so none are shown. What was held is still proved by its digest.")
NOT_HACKED = n_("Were we hacked? No: it went out from here, by a member who was signed in and showed at the time that it was them.")
CANNOT_SAY = n_("Were we hacked? This record alone cannot say: see what is in doubt about it.")
OWNED_UP = n_("%(who)s owned up to it at %(at)s: it went out by mistake.")
ASKED_DOWN = n_("%(who)s asked for it to be taken down at %(at)s.")
ALL_DOWN = n_("Every place where it stood said that it is gone.")
NOT_ALL_DOWN = n_("Not every place has said that it is gone.")


def answer(found: Evidence) -> dict[str, Any]:
    """`word` and `sentence` first; `careful` what could make it untrue; `more` what belongs to it."""
    states = [DeliveryState(way[0].state) for way in found.ways]
    verdict = word(PostState(found.post.state), states)
    careful = [*record_doubts(found.standing.broken), *(say(doubt) for doubt in found.doubts)]
    if any(one.facts.get("reason") == ParkingReason.RESTORED for one in found.told):
        careful.append(say(RESTORED))
    held = found.holds[-1] if found.holds else None
    return {
        "word": say(WORDS[verdict]),
        "sentence": _held_by(held, found.identity) if held else _("Nothing says who held it."),
        "careful": careful,
        "more": [*_hacked(verdict, held, careful), *_more(found), *not_signed(found.standing.unsigned)],
        "tone": "bad" if careful and not found.standing.whole else "quiet",
    }


def record_doubts(broken: Sequence[int]) -> list[str]:
    """What the look at the record found."""
    return [_(BROKEN, lines=listed([str(number) for number in broken[:5]]))] if broken else []


def not_signed(unsigned: Sequence[int]) -> list[str]:
    """What a minute's patience will mend."""
    return [say(UNSIGNED)] if unsigned else []


def _held_by(hold: OneHold, identity: Identity) -> str:
    on = device(str(hold.facts.get("device", ""))) or _("an unknown device")
    held = _(HELD_BY[hold.role], who=hold.who, name=identity.name, at=exact(hold.at)["words"], device=on)
    if hold.proof is None:
        return _(UNPROVED, held=held)
    return _(PROVED, held=held, before=before_words(hold.proof.verified_at, hold.at))


def _hacked(verdict: Word, held: OneHold | None, careful: Sequence[str]) -> list[str]:
    """What is asked first of whatever got out, and in 2012 was answered before anybody had looked."""
    if verdict not in GOT_OUT:
        return []
    return [say(NOT_HACKED if held and held.proof and not careful else CANNOT_SAY)]


def _more(found: Evidence) -> list[str]:
    said = []
    if len(found.holds) > 1:
        said.append(_("It was held more than once; this was the last time."))
    if any(hold.facts.get("moved_from") == "personal" for hold in found.holds):
        said.append(say(MOVED_UP))
    looked = (one for one in found.told if one.facts.get("answer") == Answer.THERE and one.facts.get("by"))
    said += [_(ON_SOMEBODYS_WORD, who=_who(found, one)) for one in looked]
    if deleted := found.first("words_deleted"):
        said.append(_(DELETED, at=at_words(deleted)))
    if owned := found.first("owned_up"):
        said.append(_(OWNED_UP, who=_who(found, owned), at=at_words(owned)))
    if asked := found.first("retraction_asked"):
        said.append(_(ASKED_DOWN, who=_who(found, asked), at=at_words(asked)))
        said.append(say(ALL_DOWN if all(_is_down(found, way) for way in found.ways if way[2]) else NOT_ALL_DOWN))
    return said


def _is_down(found: Evidence, way: Way) -> bool:
    """Its network took the removal, and, where it was asked what it shows, said at last that it is gone."""
    if way[3] is None or way[3].state != DeliveryState.SENT:
        return False
    looks = [one.facts for one in found.told if one.verb == "read_back" and one.facts.get("occasion") == Occasion.REMOVED]
    answers = [facts.get("answer") for facts in looks if facts.get("delivery") == way[0].public_id]
    return not answers or answers[-1] == Gone.GONE


def _who(found: Evidence, one: Told) -> str:
    return found.people.get(str(one.facts.get("by")), "") or _("Somebody")


def at_words(one: Told) -> str:
    """When, as its line says."""
    at = moment_of(one.facts.get("at"))
    return exact(at)["words"] if at else "…"
