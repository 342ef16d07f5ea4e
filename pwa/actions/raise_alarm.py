"""Somebody holds a link that somebody else has opened: it dies, whoever waits is refused, and every keeper hears of it."""

from pwa.actions.tell_keepers import tell_keepers
from pwa.rules.refusals import LinkDead
from pwa.rules.words import Sentence
from pwa.store import invitations, ledger
from pwa.store.moments import database_time
from pwa.store.tables import Identity
from pwa.store.transaction import transaction


def raise_alarm(token: str) -> None:
    """By anybody who holds the link: stopping needs no more. Raises LinkDead."""
    with transaction() as session:
        now = database_time(session)
        invited = invitations.of_link(session, token)
        if invited is None or invited.opened_at is None or not invitations.end(session, invited, None, now):
            raise LinkDead
        identity = session.get_one(Identity, invited.identity_id)
        said = Sentence(
            "The invitation of %(person)s to %(name)s was opened by somebody else: whoever holds the link stopped it. Make a new one.",
            person=invited.name,
            name=identity.name,
        )
        tell_keepers(session, identity, said, now)
        facts = {"identity": identity.handle, "invitation": invited.public_id}
        ledger.note(session, ledger.chain_of(session, identity), "arrival_refused", at=now, by=None, **facts)
