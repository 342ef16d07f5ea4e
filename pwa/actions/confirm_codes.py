"""A Person says that the recovery codes are saved; from then on nobody can show them again."""

from pwa.store import ledger, people
from pwa.store.moments import database_time
from pwa.store.tables import Person
from pwa.store.transaction import transaction


def confirm_codes(person: Person) -> None:
    """Confirming twice is no harm."""
    with transaction() as session:
        now = database_time(session)
        if people.confirm_codes(session, person, now):
            ledger.note(session, ledger.chain_of_person(person), "recovery_codes_saved", at=now, by=person)
