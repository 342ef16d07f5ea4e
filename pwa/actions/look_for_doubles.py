"""Doubles in the second look: the same words to two voices or two accounts on X within a day, or to where they were before."""

from collections.abc import Iterable
from datetime import datetime

from pwa.actions.looked import Looked
from pwa.rules.double import Double, first_double
from pwa.rules.identity import Kind
from pwa.rules.second_look import Reason, Rule
from pwa.rules.words import Sentence
from pwa.store import fingerprints
from pwa.store.sessions import Caller
from pwa.store.tables import Identity, Organisation
from pwa.store.transaction import Session


def look_for_doubles(session: Session, by: Caller, identity: Identity, looked: Looked, now: datetime) -> Iterable[Reason]:
    """It is only said: people repeat themselves on purpose."""
    saying = fingerprints.saying(identity, [(channel, text) for channel in looked.channels for text in looked.said_on(channel)])
    earlier = fingerprints.of_words(session, by.person, {one.digest for one in saying}, but=looked.post)
    together = not looked.said  # whoever wrote other words for one of them knows that there are two
    if found := first_double(saying, earlier, now, together=together):
        private = _private(found, identity)
        yield Reason(Rule.DOUBLE, found.sentence, private=private, to_others=None if private else _to_others(session, found, identity))


def _private(found: Double, identity: Identity) -> bool:
    """A voice of the person's own, or of another organisation, is nobody's business where this one is recorded."""
    other = found.before
    return identity.kind == Kind.OFFICIAL and (other.kind == Kind.PERSONAL or other.organisation != identity.organisation_id)


def _to_others(session: Session, found: Double, identity: Identity) -> Sentence | None:
    """Another voice of the same organisation is named to whoever holds this, who has a grant of it; a colleague may have none."""
    if identity.organisation_id is None or found.before.identity == identity.id:
        return None
    return found.unnamed(session.get_one(Organisation, identity.organisation_id).name)
