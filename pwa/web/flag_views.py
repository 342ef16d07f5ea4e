"""What pages of a Post say of the reasons that stood beside its Hold: to whoever held it all of them, to others the public ones."""

from collections.abc import Sequence
from typing import Any

from pwa.actions.look_for_restricted import own_note
from pwa.actions.look_twice import looked_again
from pwa.rules.second_look import ANSWERED, LONGER_SECONDS, STANDS
from pwa.store import flags, own_notes
from pwa.store.tables import Flag, Hold, Identity, Person, Post
from pwa.store.transaction import Session
from pwa.web import current
from pwa.web.pages import window_words
from pwa.web.second_look_words import noticed
from pwa.web.words import _, say, told

View = dict[str, Any]


def noticed_view(session: Session, hold: Hold, identity: Identity, reader: Person) -> View | None:
    """Of a held Post: why it waits longer, and the reasons; what is private is shown to whoever held it and to nobody else."""
    beside = flags.of_holds(session, [hold.id], reader)[hold.id]
    if not beside:
        return None
    longer = identity.window_seconds < hold.window_seconds <= LONGER_SECONDS and any(one.counts for one in beside)
    words = {"window": window_words(hold.window_seconds), "usual": window_words(identity.window_seconds)}
    return {
        "title": _("It waits %(window)s instead of %(usual)s, because:", **words) if longer else _("The second look said:"),
        "mine": hold.person_id == reader.id,
        "reasons": [
            {
                "rule": one.rule,
                "sentence": sentence(one),
                "private": one.private,
                "fine": one.fine,
                "may_be_fine": one.rule not in STANDS | ANSWERED | {earlier.rule for earlier in beside[:number]},
                "why": one.why,
            }
            for number, one in enumerate(beside)
        ],
    }


def own_note_on(session: Session, post: Post, identity: Identity) -> str | None:
    """What whoever wants it is told of what they hold as themself, looked up anew each time: nothing of it is kept."""
    if identity.person_id is None or not own_notes.wanted(session, current.person()):
        return None
    note = own_note(session, current.person(), identity, looked_again(session, post, identity).heard)
    return say(note) if note else None


def noticed_beside(session: Session, holds: Sequence[tuple[Hold, Person]], reader: Person) -> dict[int, list[str]]:
    """For the receipt and for an inquiry: the public reasons beside each Hold, by its number, with what was answered."""
    names = {hold.id: who.name for hold, who in holds}
    found = flags.of_holds(session, list(names), reader)
    return {number: [_answered(one, names[number]) for one in found[number] if not one.private] for number in names}


def noticed_of_posts(session: Session, those: Sequence[Post]) -> dict[int, str]:
    """For the outbox: the public reasons that stand beside what can still be stopped, in one sentence for each Post that has any."""
    found = flags.public_of_posts(session, [post.id for post in those])
    return {
        number: _("The second look said: %(reasons)s", reasons=" ".join(sentence(one) for one in beside))
        for number, beside in found.items()
    }


def sentence(flag: Flag) -> str:
    """As it was said; once the words are deleted, what it was in general."""
    return told(flag.said) if flag.said else noticed(flag.rule)


def _answered(flag: Flag, who: str) -> str:
    said = [sentence(flag)]
    if flag.why:
        said.append(_("%(who)s said why: “%(why)s”", who=who, why=flag.why))
    if flag.fine:
        said.append(_("%(who)s said that it is fine.", who=who))
    return " ".join(said)
