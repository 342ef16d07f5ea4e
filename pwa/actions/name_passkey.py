"""A Person gives a passkey a name they will know it by."""

from pwa.rules import text
from pwa.rules.words import n_
from pwa.store import ledger, people
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.transaction import transaction


def name_passkey(by: Caller, public_id: str, *, name: str) -> None:
    """Raises NotFound or Unfit."""
    name = text.name(name, what=n_("passkey's name"))
    with transaction() as session:
        people.passkey(session, by.person, public_id).name = name
        chain = ledger.chain_of_person(by.person)
        ledger.note(session, chain, "passkey_named", at=database_time(session), by=by.person, passkey=public_id)
