"""A keeper's answer in the quarterly review: this Person is still to speak as this Identity."""

from pwa.rules.refusals import NotAllowed
from pwa.rules.words import n_
from pwa.store import grants, ledger
from pwa.store.moments import database_time
from pwa.store.tables import Identity, Person
from pwa.store.transaction import transaction

NOT_ONESELF = n_("Another keeper answers for you: nobody keeps themself while somebody else can. Nothing was changed.")


def keep_grant(by: Person, public_id: str) -> tuple[Identity, Person]:
    """One tap: it gives nothing that was not there before. Said twice, it is noted once. Raises NotFound or NotAllowed."""
    with transaction() as session:
        now = database_time(session)
        grant, identity, person = grants.kept_by_id(session, by, public_id)
        if person.id == by.id and grants.another_keeps(session, identity, by):
            raise NotAllowed(NOT_ONESELF)
        if grants.keep(session, grant, by, now):
            facts = {"identity": identity.handle, "grant": public_id, "of": person.public_id, "role": grant.role}
            since = {"given": grant.given_at.isoformat()}
            ledger.note(session, ledger.chain_of(session, identity), "grant_kept", at=now, by=by, **facts, **since)
        return identity, person
