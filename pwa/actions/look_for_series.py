"""The series guard of the second look: posts of another kind went before it a moment ago, so it is said as whom this one is."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pwa.actions.looked import Looked
from pwa.rules.identity import Kind
from pwa.rules.refusals import NotFound
from pwa.rules.second_look import Need, Reason, Rule
from pwa.rules.series_guard import Series, audience, before, series
from pwa.rules.words import Sentence
from pwa.store import identities, recent_posts
from pwa.store.identities import NOTICEBOARD
from pwa.store.sessions import Caller
from pwa.store.tables import Identity
from pwa.store.transaction import Session


def look_for_series(session: Session, by: Caller, identity: Identity, looked: Looked, now: datetime) -> Iterable[Reason]:
    """What the outbox says, whatever the page knew. Of a parked Post only where it could fall to somebody else, and is one's own."""
    if looked.post and (looked.post.person_id != by.person.id or identity.kind == Kind.PERSONAL):
        return
    found = series_before(session, by, identity, looked, now)
    if found is None:
        return
    try:
        other = identities.usable(session, by.person, found.handle)
    except NotFound:  # they may speak as it no longer, so there is nothing to choose
        return
    private = other.kind == Kind.PERSONAL  # else it rests on official posts, and is said to their own writer as it is
    followers = [one.followers for one in looked.channels if one.network != NOTICEBOARD or one.followers]
    reach = audience(followers or [None] * len(looked.channels))
    halves = [_half(other, found.lately(now), here=False), _half(identity, reach, here=True)]
    rule = Rule.CONTINUES if found.goes_on else Rule.SERIES
    yield Reason(rule, found.sentence, private=private, need=Need.CHOICE, facts={"halves": halves})


def series_before(session: Session, by: Caller, identity: Identity, looked: Looked, now: datetime) -> Series | None:
    """The series that words for this Identity may be the last of: one statement, and another when an address or an account is in them."""
    recent, words = recent_posts.of_person(session, by.person, now), list(looked.parts)
    if not (earlier := before(recent, identity.kind, now)):
        return None
    first, posts = words[0] if words else "", [one.post for one in earlier]
    answers = recent_posts.are_spoken_to(session, posts, earlier[0].handle, first, looked.reshares)
    return series(recent, identity.kind, words, now, answers=answers)


def _half(identity: Identity, sub: Sentence, *, here: bool) -> dict[str, Any]:
    """One half of the send control."""
    shown = {"handle": identity.handle, "name": identity.name, "kind": identity.kind, "colour": identity.colour}
    return shown | {"sub": sub, "here": here}
