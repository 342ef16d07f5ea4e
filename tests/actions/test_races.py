"""Undo against release, at the very moment: two couriers, two people, each post either undone or sent.

`ONLYHUMAN_TEST_RACES=5000` says how many posts race on each store; a few dozen without it.
"""

import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlmodel import col, select, update

from pwa.actions.cancel_post import cancel_post
from pwa.actions.hold_post import hold_again, hold_post
from pwa.actions.keep_holding import keep_holding
from pwa.actions.noticeboard_store import built_in_networks
from pwa.actions.save_draft import Words
from pwa.actions.sign_ledger import verify_ledger
from pwa.courier import Courier
from pwa.rules.post import PostState
from pwa.rules.refusals import AlreadyDone, TooLate
from pwa.secrets import new_token
from pwa.store import posts
from pwa.store.engine import StoreUnavailable
from pwa.store.moments import database_time
from pwa.store.tables import BoardEntry, Cancellation, Delivery, Person, Post
from pwa.store.transaction import Session, reading, transaction
from tests.actions.looks import rest, state_of
from tests.cast import SITE, Cast, Member

RACES = int(os.environ.get("ONLYHUMAN_TEST_RACES", "60"))
AT_ONCE = 50
APART = 0.012  # seconds between two posts of a round: two people can just about keep up
AROUND = 0.005  # seconds before and after its moment in which an Undo of a post arrives
ON_ITS_WAY = 0.002  # seconds from the press to the row


def at_once(*jobs: Callable[[], None]) -> None:
    """Run all of these at the same moment, and let none fail unseen."""
    together, failed = threading.Barrier(len(jobs)), list[BaseException]()

    def run(job: Callable[[], None]) -> None:
        together.wait()
        try:
            job()
        except BaseException as trouble:  # noqa: BLE001
            failed.append(trouble)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


class Round:
    """Posts that become due one shortly after the other; each is undone around its own moment."""

    def __init__(self, steph: Member, anna: Member, number: int, size: int) -> None:
        self.people: list[Person] = [steph.caller.person, anna.caller.person]
        steph.speaks_as("wv11")
        self.held = [steph.holds(f"Round {number}, post {one}", handle="wv11") for one in range(size)]
        self.random = Random(number)
        self.acknowledged: set[int] = set()
        self.starts = time.monotonic() + 0.05
        with transaction() as session:
            start = database_time(session) + timedelta(seconds=self.starts - time.monotonic())
            for place, post in enumerate(self.held):
                due_at = start + timedelta(seconds=place * APART)
                session.exec(update(Post).where(col(Post.id) == post.id).values(due_at=due_at))

    def undo(self, whose: int) -> None:
        """One of two people presses Undo on every second post, around the moment it leaves."""
        by = self.people[whose]
        for place in range(whose, len(self.held), 2):
            post = self.held[place]
            presses = self.starts + place * APART + self.random.uniform(-AROUND, AROUND) - ON_ITS_WAY
            time.sleep(max(0.0, presses - time.monotonic()))
            with suppress(TooLate):
                patiently(partial(cancel_post, post.public_id, by=by))
                self.acknowledged.add(post.id)

    def release(self, courier: Courier) -> None:
        """Work until everything has left or stopped."""
        while waiting(self.held):
            patiently(courier.run_once)
            time.sleep(min(rest(), APART))


def patiently(job: Callable[[], object]) -> None:
    """What a person or a courier does when the store says it is busy: again."""
    while True:
        try:
            job()
        except StoreUnavailable:
            time.sleep(0.001)
        else:
            return


def waiting(held_ones: list[Post]) -> bool:
    numbers = [post.id for post in held_ones]
    with reading() as session:
        held = select(Post.id).where(col(Post.id).in_(numbers), col(Post.state) == PostState.HELD)
        under_way = select(Delivery.id).where(col(Delivery.post_id).in_(numbers), col(Delivery.state).in_(["due", "sending", "unsure"]))
        return bool(session.exec(held.limit(1)).first() or session.exec(under_way.limit(1)).first())


@pytest.fixture
def two_couriers(tmp_path: Path) -> tuple[Courier, Courier]:
    one, other = (Courier(built_in_networks(SITE), tmp_path) for _ in range(2))
    return one, other


def test_each_post_is_either_undone_or_sent(store: str, cast: Cast, two_couriers: tuple[Courier, Courier], tmp_path: Path) -> None:
    tally: Counter[str] = Counter()
    for number, start in enumerate(range(0, RACES, AT_ONCE)):
        this = Round(cast.steph, cast.anna, number, min(AT_ONCE, RACES - start))
        one, other = two_couriers
        at_once(partial(this.release, one), partial(this.release, other), partial(this.undo, 0), partial(this.undo, 1))
        tally += judged(this)
    print(f"\n{store.split(':', 1)[0]}: {tally.total()} races, {dict(tally)}")
    assert tally.total() == RACES
    assert set(tally) <= {"undone", "sent"}
    assert verify_ledger(tmp_path)[1] == []


def judged(this: Round) -> Counter[str]:
    """What became of each post, by everything that is known about it."""
    verdicts: Counter[str] = Counter()
    with reading() as session:
        numbers = [post.id for post in this.held]
        states = dict(session.exec(select(Post.id, Post.state).where(col(Post.id).in_(numbers))).all())
        undone = set(session.exec(select(Cancellation.post_id).where(col(Cancellation.post_id).in_(numbers))))
        keys = select(Delivery.post_id, BoardEntry.id).join(BoardEntry, col(BoardEntry.attempt_key) == col(Delivery.attempt_key))
        entries = Counter(post_id for post_id, _ in session.exec(keys.where(col(Delivery.post_id).in_(numbers))))
    for post in this.held:
        acknowledged, arrived = post.id in this.acknowledged, entries[post.id]
        match states[post.id], acknowledged, post.id in undone, arrived:
            case "cancelled", True, True, 0:
                verdicts["undone"] += 1
            case "released", False, False, 1:
                verdicts["sent"] += 1
            case wrong:
                verdicts[f"WRONG {wrong}"] += 1
    return verdicts


def test_an_undo_of_a_parked_post_that_somebody_holds_again_just_then_is_never_lost(
    store: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    steph, anna = cast.steph, cast.anna.caller.person
    steph.speaks_as("wv11")
    post = steph.holds("Again and again.", handle="wv11")
    keep_holding(post.public_id, by=anna)
    move, others = posts.move, list[threading.Thread]()

    def hold_it_again() -> None:
        with suppress(AlreadyDone):
            patiently(partial(hold_again, steph.caller, post.public_id, hold_key=new_token()))

    def overtaken(session: Session, post_id: int, before: PostState, after: PostState, *also: Any, **with_it: Any) -> bool:
        moved = move(session, post_id, before, after, *also, **with_it)
        if before == PostState.HELD and after == PostState.CANCELLED:  # it is not held, says the undo, so it must be parked
            others.append(threading.Thread(target=hold_it_again))
            others[0].start()
            others[0].join(0.3)
        return moved

    monkeypatch.setattr(posts, "move", overtaken)
    cancel_post(post.public_id, by=anna)
    others[0].join()
    assert state_of(post) == PostState.CANCELLED


def test_two_taps_at_the_same_moment_hold_one_post(store: str, cast: Cast) -> None:
    steph, held = cast.steph, list[Post]()

    def tap(words: Words) -> None:
        held.append(hold_post(steph.caller, "steph", words))

    for _ in range(8):
        words = steph.words("Twice.")
        held.clear()
        at_once(*[partial(tap, words)] * 3)
        assert len({post.id for post in held}) == 1
