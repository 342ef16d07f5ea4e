"""The second look at what is about to be held: each look says what it noticed, and the hold keeps what was said."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from pwa.actions.look_for_doubles import look_for_doubles
from pwa.actions.look_for_election import look_for_election
from pwa.actions.look_for_reading import look_for_reading
from pwa.actions.look_for_reshare import keep_sources, look_for_reshare
from pwa.actions.look_for_restricted import look_for_restricted
from pwa.actions.look_for_series import look_for_series
from pwa.actions.look_for_voice import look_for_voice
from pwa.actions.looked import Looked
from pwa.rules.identity import Kind
from pwa.rules.second_look import Answers, Look, Need, Reason, SecondLook
from pwa.store import flags, ledger, originals, pictures, posts, variants
from pwa.store.sessions import Caller
from pwa.store.tables import Hold, Identity, Post
from pwa.store.transaction import Session

A_Look = Callable[[Session, Caller, Identity, Looked, datetime], Iterable[Reason]]
LOOKS: tuple[A_Look, ...] = (
    look_for_series,
    look_for_reshare,
    look_for_voice,
    look_for_election,
    look_for_doubles,
    look_for_reading,
    look_for_restricted,
)


def look_twice(session: Session, by: Caller, identity: Identity, looked: Looked, now: datetime) -> Look:
    """Whatever there is to say before it is held as this Identity. Reads, and changes nothing."""
    look = Look([reason for one in LOOKS for reason in one(session, by, identity, looked, now)])
    return look if identity.kind == Kind.OFFICIAL else look.advice()


def looked_again(session: Session, post: Post, identity: Identity) -> Looked:
    """A Post that was held before: its words are frozen, and what it reshares is as it was seen then."""
    parts, channels = posts.parts_of(session, [post])[post.id], posts.channels_of(session, [post])[post.id]
    reshares, own = parts[0].reshares, variants.of_posts(session, [post])[post.id]
    original = originals.of(session, identity.id, [reshares]).get(reshares) if reshares else None
    alts = [one.alt for one in pictures.of_posts(session, [post])[post.id]]
    return Looked([part.text for part in parts], channels, own, reshares, original, post=post, alts=alts)


def barred(session: Session, by: Caller, identity: Identity, post: Post, now: datetime, *, with_yes: bool) -> Reason | None:
    """Why a Post that was held before cannot leave now: since then a period may have begun. `with_yes`: a colleague's was said to it."""
    found = look_for_election(session, by, identity, looked_again(session, post, identity), now)
    return next((one for one in found if one.need is Need.NOT_NOW or (one.second_person and not with_yes)), None)


def must_answer(look: Look, answers: Answers, identity: Identity) -> None:
    """Raises SecondLook while a need is unmet, and Unfit for a reason that says nothing."""
    if unmet := look.unmet(answers, identity.handle):
        raise SecondLook(look, unmet)


def about_look(session: Session, look: Look, answers: Answers) -> dict[str, Any]:
    """What the line of a hold says of it. Of a private reason only that there was one, and of one that is only said not even that."""
    said: list[dict[str, Any]] = []
    for one in look.kept:
        if not one.private:
            why = {"why": ledger.keep_text(session, answers.reason)} if one.need is Need.WHY and answers.reason else {}
            said.append({"rule": one.rule} | ({"fine": True} if one.rule in answers.fine else {}) | why)
    if any(one.private and one.counts for one in look.kept):
        said.append({"rule": "private"})
    return {"second_look": said} if said else {}


def keep_look(session: Session, post: Post, hold: Hold, identity: Identity, look: Look, answers: Answers, by: Caller) -> None:
    """Beside the hold, inside its transaction. What is private stands in the Person's own chain, and never among the lines of the Post."""
    if not look.kept:
        return
    session.flush()
    flags.add(session, hold, look.kept, answers)
    keep_sources(session, post, look)
    private = [one.rule for one in look.kept if one.private]
    if private and identity.kind == Kind.OFFICIAL:
        own = ledger.chain_of_person(by.person)
        ledger.note(session, own, "second_look", at=post.held_at, by=by.person, about=post.public_id, rules=private)
