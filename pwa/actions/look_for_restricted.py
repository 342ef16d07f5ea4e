"""A look at what somebody writes as themself, who is barred by law from taking sides in public and wants to be reminded of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pwa.actions.looked import Looked
from pwa.rules.politics import STRONG, named
from pwa.rules.second_look import Reason, Rule
from pwa.rules.words import Sentence
from pwa.store import own_notes
from pwa.store.sessions import Caller
from pwa.store.tables import Identity, Person
from pwa.store.transaction import Session


def look_for_restricted(session: Session, by: Caller, identity: Identity, looked: Looked, _now: datetime) -> Iterator[Reason]:
    """Only said, to them alone, and never kept."""
    if (note := own_note(session, by.person, identity, looked.heard)) is not None:
        yield Reason(Rule.RESTRICTED, note, private=True)


def own_note(session: Session, reader: Person, identity: Identity, texts: Sequence[str]) -> Sentence | None:
    """For whoever wants it, beside words of their own voice. The words are looked at before the store is."""
    if identity.person_id != reader.id:
        return None
    found = next((one for text in texts for one in named(text) if one.party or one.weight >= STRONG), None)
    if found is None or not own_notes.wanted(session, reader):
        return None
    return Sentence("It says “%(seen)s”, and yours is a politically restricted post.", seen=found.seen)
