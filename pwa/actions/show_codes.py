"""Shows a Person their recovery codes until they confirm having saved them."""

from pathlib import Path

from pwa.actions.recovery_codes import code_fingerprint, codes_from
from pwa.store import people
from pwa.store.tables import Person
from pwa.store.transaction import once_more, transaction


@once_more
def show_codes(person: Person, *, folder: Path) -> list[str] | None:
    """The ten codes, usable from the first time they are shown; None once saving them was confirmed."""
    with transaction() as session:
        codes = people.recovery_set(session, person)
        if codes is None or codes.salt is None:
            return None
        shown = codes_from(codes.salt, folder)
        if not people.codes_kept(session, codes):
            people.keep_codes(session, codes, [code_fingerprint(code) for code in shown])
        return shown
