"""Learns from what was sent: one walk through the Posts that left, for everybody who sums up how a voice sounds."""

from collections.abc import Callable
from datetime import datetime

from pwa.rules.learning import SETTLED_AFTER, Learner
from pwa.rules.reads_like import READS_LIKE
from pwa.rules.voice_habits import HOUSE
from pwa.store import learning
from pwa.store.moments import database_time
from pwa.store.transaction import reading, transaction

LEARNERS: tuple[Learner, ...] = (READS_LIKE, HOUSE)
AT_ONCE = 100  # posts: some 30 ms of counting, and a few in which the store’s one writer waits
BATCHES = 8  # in one turn: whoever walks has other work


def learn_voices(pause: Callable[[], object] = lambda: None) -> bool:
    """One turn, with a pause after each batch. True: there is more.

    Outside any release: what was due a quarter of an hour ago is learnt, when nothing can slip in behind it any more. Any number of
    couriers may walk at once: what one of them counted from a look that is out of date is not kept.
    """
    left = BATCHES
    for learner in LEARNERS:
        with reading() as session:
            settled = database_time(session) - SETTLED_AFTER
            waiting = learning.wanted(session, learner, settled)
        for number in waiting:
            while learn_some(learner, number, settled):
                pause()
                left -= 1
                if not left:
                    return True
        if waiting:
            with transaction() as session:
                learning.looked(session, learner, settled)
    return False


def learn_some(learner: Learner, identity_id: int, settled: datetime) -> bool:
    """Of one voice, the Posts after its mark. False: there were none."""
    with reading() as session:
        known = learning.known_of(session, learner, identity_id)
    if known is None:
        with transaction() as session:
            known = learning.take(session, learner, identity_id)
    before = known if known.version == learner.version else known.nothing()
    with reading() as session:  # after it: whoever takes a Post out of it from here on makes `known` out of date
        sent = learning.next_sent(session, before, settled, AT_ONCE)
        posts = learning.said(session, [(one.id, one.held_at) for one in sent if one.counts])
    if not sent and before == known and not known.behind:
        return False
    after = before._replace(kept=learner.learn(before.kept, posts) if posts else before.kept, behind=len(sent) == AT_ONCE)
    if sent:
        after = after._replace(to_due=sent[-1].due_at, to_post=sent[-1].id)
    with transaction() as session:
        unchanged = learning.keep(session, learner, known, after)
    return bool(sent) or not unchanged
