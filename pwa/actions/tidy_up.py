"""Forgets what has served its purpose, now and then."""

from pwa.store.tidy import tidy
from pwa.store.transaction import transaction


def tidy_up() -> None:
    """Needs nobody's leave and leaves no line: what goes was nobody's record."""
    with transaction() as session:
        tidy(session)
