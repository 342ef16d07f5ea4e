"""Whoever signs in while a link could let a phone in as them is told so here: the sessions that were told may all be over by now."""

from datetime import datetime

from pwa.actions.call_back import MADE
from pwa.actions.open_way_back import WAITS
from pwa.rules.words import Sentence, n_
from pwa.store import invitations, people, sessions
from pwa.store.tables import Person, SessionRow
from pwa.store.transaction import Session

BY_SERVER = n_("Whoever runs this server made a link that lets a new phone in as %(person)s, who keeps %(name)s.")


def warn_of_way_back(session: Session, person: Person, row: SessionRow, now: datetime) -> None:
    """Inside the caller's transaction. `row`: their new Session."""
    for invited, identity, waits in invitations.for_member(session, person):
        if invited.made_by is None:
            said = Sentence(BY_SERVER, person=person.name, name=identity.name)
        else:
            said = Sentence(MADE, keeper=people.person(session, invited.made_by).name)
        sessions.tell(session, row, said, now)
        if waits is not None:
            sessions.tell(session, row, Sentence(WAITS, device=waits.device), now)
