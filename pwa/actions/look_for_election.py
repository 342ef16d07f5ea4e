"""A look at the calendar: whether the organisation is in a pre-election period, and whom of its list the words name or reshare."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pwa.actions.look_for_reshare import LINKS_AT_MOST, only_linked
from pwa.actions.looked import Looked
from pwa.rules.approval import OBJECTION_MINUTES, Ask
from pwa.rules.elections import about_voting
from pwa.rules.identity import GRACE_SECONDS
from pwa.rules.listed import Entry, is_handle, keys_of, named
from pwa.rules.listed_text import bare
from pwa.rules.post import LATE_AFTER
from pwa.rules.reshare import notice
from pwa.rules.second_look import LONGER_SECONDS, Need, Reason, Rule
from pwa.rules.words import Sentence
from pwa.store import approval_rules, board, elections, originals
from pwa.store.identities import NOTICEBOARD
from pwa.store.sessions import Caller
from pwa.store.tables import Identity
from pwa.store.transaction import Session

AT_THE_LATEST = timedelta(minutes=OBJECTION_MINUTES[-1])  # the longest that an official post waits for anything but a yes


@dataclass(frozen=True)
class _Source:
    """Whose post is reshared, and what it says."""

    network: str
    handle: str
    author: str
    text: str


def look_for_election(session: Session, _by: Caller, identity: Identity, looked: Looked, now: datetime) -> Iterator[Reason]:
    """Outside of a period it costs one look at the index of periods, and nothing at all for a personal voice."""
    if identity.organisation_id is None or not _leaves_in_period(session, identity, identity.organisation_id, now):
        return
    linked = only_linked(looked)
    shown, behind = list(_sources(session, looked)), list(_linked(session, identity, list(linked)[:LINKS_AT_MOST]))
    sources = [*shown, *behind]
    theirs = [one.text for one in sources]
    texts = [*looked.heard, *theirs]
    keys = keys_of([*texts, *(one.author for one in sources)]) | {bare(one.handle) for one in sources}
    listed = elections.among(session, identity.organisation_id, keys)
    unseen = (looked.reshares and not shown) or len(behind) < len(linked)
    if reason := _of_source(sources, listed, unseen=bool(unseen)):
        yield reason
    networks = {channel.network for channel in looked.channels}
    if who := next(named(listed, texts, networks), None):
        sentence = Sentence("It names “%(name)s”, who stands on your list for the election: a colleague has to say yes.", name=who.words)
        yield Reason(Rule.LISTED, sentence, window_seconds=LONGER_SECONDS, second_person=True)
    elif not _about_voting([*looked.texts, *theirs]):
        yield Reason(Rule.ELECTION, Sentence("In the pre-election period every post waits two minutes."), window_seconds=LONGER_SECONDS)


def _leaves_in_period(session: Session, identity: Identity, organisation_id: int, now: datetime) -> bool:
    """Whether a period is open now, or before what is held now has surely left: at five to twelve it leaves on the notice's day."""
    begins = elections.begins(session, organisation_id, now, _gone(now, AT_THE_LATEST))
    if begins is None or begins <= now:
        return begins is not None
    rule = approval_rules.of_identity(session, identity)
    objection = rule.objection_minutes if rule.ask is Ask.OBJECTION else 0
    return begins <= _gone(now, timedelta(seconds=max(LONGER_SECONDS, identity.window_seconds, 60 * objection)))


def _gone(now: datetime, after: timedelta) -> datetime:
    """The last moment at which it leaves by itself, when it waits as long as that."""
    return now + after + timedelta(seconds=GRACE_SECONDS) + LATE_AFTER


def _about_voting(texts: Sequence[str]) -> bool:
    """All of it; pictures without a word may be of anything."""
    said = [text for text in texts if text.strip()]
    return bool(said) and all(about_voting(text) for text in said)


def _of_source(sources: Sequence[_Source], listed: Sequence[Entry], *, unseen: bool) -> Reason | None:
    """One that cannot be seen may be anybody's, and a colleague looks at it as well."""
    for one in sources:
        theirs = next((entry for entry in listed if is_handle(entry, one.handle, one.network)), None)
        if theirs := theirs or next(named(listed, [one.author], {one.network}), None):
            sentence = Sentence(
                "“%(name)s” stands on your list for the election, and is not reshared before polls close.", name=theirs.words
            )
            return Reason(Rule.LISTED_RESHARE, sentence, window_seconds=LONGER_SECONDS, need=Need.NOT_NOW)
    if unseen:
        sentence = Sentence("Whose post it reshares cannot be seen from here. In the pre-election period a colleague has to say yes.")
        return Reason(Rule.LISTED_RESHARE, sentence, window_seconds=LONGER_SECONDS, second_person=True)
    return None


def _sources(session: Session, looked: Looked) -> Iterator[_Source]:
    """Who wrote what is reshared, and who wrote what that one reshares."""
    if looked.reshares and (found := notice(looked.reshares)):
        for author, entry in board.originals(session, {found.public_id}).values():
            yield _Source(NOTICEBOARD, author.handle, author.name, entry.text or "")
    elif looked.original and looked.original.shown:
        yield _shown(looked.original.network, looked.original.shown)


def _linked(session: Session, identity: Identity, addresses: Collection[str]) -> Iterator[_Source]:
    """Of words that are nothing but a link, for readers see that post: where a look has seen it."""
    for one in originals.of(session, identity.id, addresses).values() if addresses else ():
        if one.shown:
            yield _shown(one.network, one.shown)


def _shown(network: str, shown: str) -> _Source:
    seen = json.loads(shown)
    return _Source(network, seen["handle"], seen["author"], seen["text"])
