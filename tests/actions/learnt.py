"""What is known of a voice, and what would be known of it by whoever read it through afresh."""

from collections.abc import Iterable

from sqlmodel import col, select

from pwa.actions.learn_voices import LEARNERS, learn_voices
from pwa.rules.learning import SETTLED_AFTER, Learner, Said
from pwa.store import learning
from pwa.store.tables import Identity
from pwa.store.transaction import reading, transaction
from tests.conftest import Clock
from tests.corpus import OFFICIAL, PERSONAL, TUNE, ordinary

SETTLED = SETTLED_AFTER.total_seconds() + 1


def learns(clock: Clock) -> None:
    """It is so much later that everything that left can be learnt, and it is."""
    clock.forward(SETTLED)
    while learn_voices():
        pass


def known_of(handle: str, learner: Learner = LEARNERS[0]) -> bytes:
    """As it is kept; nothing when there is nothing."""
    with reading() as session:
        identity = session.exec(select(Identity).where(col(Identity.handle) == handle)).one()
        return learning.kept_of(session, learner, [identity.id]).get(identity.id, b"")


def afresh(*texts: str, learner: Learner = LEARNERS[0]) -> bytes:
    """What it would keep of these Posts, each of one part and held now."""
    return learner.learn(b"", [Said((text,), learning.NEVER, None) for text in texts])


def taught(handle: str, texts: Iterable[str], learner: Learner = LEARNERS[0]) -> None:
    """As if these had been sent as this voice long ago, each on its own."""
    with transaction() as session:
        identity = session.exec(select(Identity).where(col(Identity.handle) == handle)).one()
        known = learning.take(session, learner, identity.id)
        kept = learner.learn(known.kept, [Said((text,), learning.NEVER, None) for text in texts])
        assert learning.keep(session, learner, known, known._replace(kept=kept, behind=False))


def taught_from_corpus() -> None:
    """WV11 sounds like a village's news, and Anna like the volunteer who writes them."""
    taught("wv11", [post.words for post in ordinary(TUNE, OFFICIAL) if post.voice == "marlow"])
    taught("anna", [post.words for post in ordinary(TUNE, PERSONAL) if post.voice == "steph"])
