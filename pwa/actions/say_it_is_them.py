"""A keeper who has compared the phrase says that whoever waits is the member who lost their passkeys."""

from datetime import datetime

from pwa.actions.call_back import note_both
from pwa.actions.tell_keepers import tell_keepers
from pwa.rules.refusals import NotFound
from pwa.rules.words import Sentence, n_
from pwa.store import invitations, people
from pwa.store.tables import Arrival, Identity, Invitation, Person
from pwa.store.transaction import Session


def say_it_is_them(session: Session, invited: Invitation, waits: Arrival, identity: Identity, by: Person, now: datetime) -> None:
    """Inside the caller's transaction. Raises NotFound for the member themself, and for a keeper who has said so already."""
    if invited.back_for is None or invited.back_for == by.id or not invitations.say_yes(session, waits, by, now):
        raise NotFound
    member = people.person(session, invited.back_for)
    said = n_("%(keeper)s says that it is %(person)s who comes back. A second keeper’s yes lets them in at once, otherwise a day does.")
    tell_keepers(session, identity, Sentence(said, keeper=by.name, person=member.name), now, but=by.id)
    facts = {"invitation": invited.public_id, "identity": identity.handle, "of": member.public_id}
    note_both(session, identity, member, "way_back_agreed", by, now, **facts)
