"""A look at what an official voice reshares: it is how the wrong thing gets out."""

from collections.abc import Iterator
from datetime import datetime

from pwa.actions.looked import Looked
from pwa.rules.identity import Kind
from pwa.rules.second_look import LONGER_SECONDS, Reason, Rule
from pwa.rules.words import Sentence
from pwa.store.sessions import Caller
from pwa.store.tables import Identity
from pwa.store.transaction import Session


def look_for_reshare(_session: Session, _by: Caller, identity: Identity, looked: Looked, _now: datetime) -> Iterator[Reason]:
    """It takes longer, every time."""
    if looked.reshares and identity.kind == Kind.OFFICIAL:
        yield Reason(Rule.RESHARE, Sentence("It reshares somebody else’s post."), window_seconds=LONGER_SECONDS)
