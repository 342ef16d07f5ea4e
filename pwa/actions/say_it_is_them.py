"""A keeper who has compared the phrase says that whoever waits is the member who lost their passkeys."""

from datetime import datetime, timedelta

from pwa.actions.call_back import note_both
from pwa.actions.tell_keepers import tell_keepers
from pwa.rules.identity import REENTRY_HOURS, Role
from pwa.rules.refusals import NotAllowed, NotFound
from pwa.rules.words import Sentence, n_
from pwa.store import identities, invitations, people
from pwa.store.tables import Arrival, Identity, Invitation, Person
from pwa.store.transaction import Session

TOO_NEW = n_(
    "One of you has been a keeper for less than a day, and nobody makes a second keeper just to let somebody in. "
    "The first yes still counts: it takes a day. Nothing was changed."
)


def say_it_is_them(session: Session, invited: Invitation, waits: Arrival, identity: Identity, by: Person, now: datetime) -> None:
    """Inside the caller's transaction.

    Raises NotFound for the member themself and for a keeper who has said so already, NotAllowed for two who are keepers too newly.
    """
    if invited.back_for is None or invited.back_for == by.id:
        raise NotFound
    session.refresh(waits, with_for_update=True)  # two first yeses at one moment are a first and a second
    if waits.yes_by not in (None, by.id) and not _known_for_a_day(session, identity, by.id, waits.yes_by, now=now):
        raise NotAllowed(TOO_NEW)
    if not invitations.say_yes(session, waits, by, now):
        raise NotFound
    member = people.person(session, invited.back_for)
    said = n_("%(keeper)s says that it is %(person)s who comes back. A second keeper’s yes lets them in at once, otherwise a day does.")
    tell_keepers(session, identity, Sentence(said, keeper=by.name, person=member.name), now, but=by.id)
    facts = {"invitation": invited.public_id, "identity": identity.handle, "of": member.public_id}
    note_both(session, identity, member, "way_back_agreed", by, now, **facts)


def _known_for_a_day(session: Session, identity: Identity, *keepers: int | None, now: datetime) -> bool:
    """Two keepers' yes opens at once, so both are keepers of whom the member and the other keepers could know."""
    since = [grant.given_at for grant, who in identities.members(session, identity) if grant.role == Role.KEEPER and who.id in keepers]
    return len(since) == len(keepers) and max(since) <= now - timedelta(hours=REENTRY_HOURS)
