"""An invitation is withdrawn, or whoever opened it is refused. Stopping needs no step-up."""

from pwa.actions.tell_keepers import tell_keepers
from pwa.rules.refusals import NotFound
from pwa.rules.words import Sentence
from pwa.store import invitations, ledger
from pwa.store.moments import database_time
from pwa.store.tables import Identity, Person
from pwa.store.transaction import transaction


def withdraw_invitation(public_id: str, *, by: Person) -> str:
    """By any keeper of the identity, whoever made it; one that lets a member back in also by that member. Raises NotFound.

    Returns the identity's handle.
    """
    with transaction() as session:
        now = database_time(session)
        invited = invitations.stoppable_by(session, by, public_id)
        if not invitations.end(session, invited, by, now):
            raise NotFound
        identity = session.get_one(Identity, invited.identity_id)
        facts = {"identity": identity.handle, "invitation": public_id}
        if invited.opened_at is None:
            ledger.note(session, ledger.chain_of(session, identity), "invitation_withdrawn", at=now, by=by, **facts)
        else:
            said = Sentence("%(keeper)s refused whoever opened the invitation of %(person)s.", keeper=by.name, person=invited.name)
            tell_keepers(session, identity, said, now, but=by.id)
            ledger.note(session, ledger.chain_of(session, identity), "arrival_refused", at=now, by=by, **facts)
        return identity.handle
