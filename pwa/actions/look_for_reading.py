"""A look at how an official text reads: like the voice it is to be held as, or like the person who is about to hold it."""

from collections.abc import Iterator
from datetime import datetime

from pwa.actions.looked import Looked
from pwa.rules.identity import Kind
from pwa.rules.reads_like import READS_LIKE, SAID_FROM, Counts, likeness
from pwa.rules.second_look import LONGER_SECONDS, Reason, Rule
from pwa.rules.words import Sentence
from pwa.store import learning
from pwa.store.sessions import Caller
from pwa.store.tables import Identity
from pwa.store.transaction import Session

SURE_AT_MOST = 99  # percent: nobody is surer than that of words


def look_for_reading(session: Session, by: Caller, identity: Identity, looked: Looked, _now: datetime) -> Iterator[Reason]:
    """It rests on this person's own posts, so it is said to nobody else."""
    texts = dict.fromkeys(["\n".join(looked.parts), *looked.texts])  # as a whole, and each by itself: of a long whole only a part is read
    if identity.kind != Kind.OFFICIAL or not any(texts):
        return
    own = learning.own_beside(session, READS_LIKE, by.person.id, identity.id)
    if own is None:
        return
    person, official = Counts(own.theirs), Counts(own.official)
    so_sure = max((one for text in texts if (one := likeness(text, person, official)) is not None), default=0.0)
    if so_sure >= SAID_FROM:
        said = Sentence("Reads %(share)s like %(name)s.", share=f"{min(int(100 * so_sure), SURE_AT_MOST)} %", name=own.name)
        yield Reason(Rule.READS_LIKE, said, private=True, window_seconds=LONGER_SECONDS)
