"""Takes Posts out of what was learnt of their voice, inside the transaction after which they do not count any more."""

from collections.abc import Collection
from typing import NamedTuple

from pwa.actions.learn_voices import LEARNERS
from pwa.rules.learning import Learner, Said
from pwa.store import learning
from pwa.store.learning import Known
from pwa.store.tables import Identity, Post
from pwa.store.transaction import Session


class Remembered(NamedTuple):
    """What one learner has of some Posts, by their number."""

    learner: Learner
    known: Known
    posts: dict[int, Said]


def remembered(session: Session, identity: Identity, posts: Collection[Post]) -> list[Remembered]:
    """Who learnt from them, before the change: until this transaction ends nobody else learns from their voice or unlearns it."""
    found = []
    for learner in LEARNERS:
        if identity.kind in learner.kinds:
            known = learning.take(session, learner, identity.id)
            those = learning.still_known(session, known, [post.id for post in posts]) if known.version == learner.version else []
            found.append(Remembered(learner, known, dict(zip([number for number, _ in those], learning.said(session, those), strict=True))))
    return found


def unlearn_posts(session: Session, learnt: list[Remembered], gone: Collection[Post]) -> None:
    """After the change, for those that it came to."""
    for learner, known, posts in learnt:
        if out := [posts[post.id] for post in gone if post.id in posts]:
            learning.keep(session, learner, known, known._replace(kept=learner.unlearn(known.kept, out)))


def unlearn_voice(session: Session, identity: Identity) -> None:
    """Nothing is known of it any more; what still counts is learnt anew with the next walk, and comes to the same."""
    for learner in LEARNERS:
        if identity.kind in learner.kinds:
            learning.forget(session, learner, identity.id)
