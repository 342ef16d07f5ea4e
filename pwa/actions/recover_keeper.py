"""Whoever runs the server lets a keeper back in whom nobody else can: loud, because it is the strongest thing anybody can do here."""

from pwa.actions.call_back import make_way_back
from pwa.rules.identity import Role
from pwa.rules.refusals import NotAllowed
from pwa.rules.words import Sentence, n_
from pwa.store import identities, ledger, sessions
from pwa.store.moments import database_time
from pwa.store.tables import Grant, Identity, Person
from pwa.store.transaction import Session, transaction

NOBODY = n_("There is no official identity with this handle.")
NO_KEEPER = n_("This is not one of its keepers.")


def recover_keeper(handle: str, keeper: str = "") -> tuple[str, str]:
    """The token of a one-use link and the keeper's name. `keeper`: their own handle, when there are several. Raises NotAllowed."""
    with transaction() as session:
        now = database_time(session)
        identity = identities.official(session, handle)
        if identity is None:
            raise NotAllowed(NOBODY)
        grant, member = _keeper(session, identity, keeper)
        ledger.take_turns(session, ledger.SERVER, ledger.chain_of(session, identity), ledger.chain_of_person(member))
        token, invited = make_way_back(session, grant, identity, member, by=None, now=now)
        facts = {"identity": handle, "invitation": invited.public_id, "of": member.public_id}
        ledger.note(session, ledger.SERVER, "keeper_recovery_made", at=now, by=None, **facts)
        said = n_("Whoever runs this server made a link that lets a new phone in as %(person)s, who keeps %(name)s.")
        for _, who in identities.members(session, identity, locked_too=True):
            sessions.tell_all(session, who, Sentence(said, person=member.name, name=identity.name), now)
        return token, member.name


def _keeper(session: Session, identity: Identity, own_handle: str) -> tuple[Grant, Person]:
    kept = [(grant, who) for grant, who in identities.members(session, identity, locked_too=True) if grant.role == Role.KEEPER]
    found = [(grant, who) for grant, who in kept if own_handle in ("", identities.personal(session, who).handle)]
    if not found:
        raise NotAllowed(NO_KEEPER)
    if len(found) > 1:
        named = ", ".join(f"{who.name} ({identities.personal(session, who).handle})" for _, who in found)
        raise NotAllowed(Sentence("It has several keepers: say which. %(keepers)s.", keepers=named))
    return found[0]
