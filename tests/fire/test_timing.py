"""Undo against release, from 5 ms before `due_at` to 5 ms after it: two devices, eight couriers, real clocks, real processes.

`ONLYHUMAN_TEST_RACES=5000` says how many posts race on each store; a few dozen without it. `ONLYHUMAN_TEST_SEED` repeats the moments
of a run that failed; what the machine does between them, nothing repeats.

A race is cheap because its post was held beforehand, in the ordinary way. One UPDATE then brings its `due_at` shortly ahead, and
everybody is told the moment. From there on nothing but the product's own actions touches it.
"""

import os
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import TypeVar

from sqlmodel import col, func, select, update

from pwa.actions.cancel_post import cancel_post
from pwa.actions.deliver_due import deliver_due
from pwa.actions.release_due import release_due
from pwa.actions.sign_ledger import sign_ledger, verify_ledger
from pwa.rules.delivery import DeliveryState
from pwa.rules.identity import WINDOW_SECONDS
from pwa.rules.post import DraftOrigin, PostState
from pwa.rules.refusals import TooLate
from pwa.store.engine import StoreUnavailable
from pwa.store.moments import database_time
from pwa.store.tables import Cancellation, Delivery, Draft, Identity, Person, Post
from pwa.store.transaction import reading, transaction
from tests.cast import Cast, Member
from tests.fire.forks import PATIENCE, Fork, Line
from tests.fire.paper import Paper

RACES = int(os.environ.get("ONLYHUMAN_TEST_RACES", "30"))
SEED = int(os.environ.get("ONLYHUMAN_TEST_SEED", "0")) or Random().getrandbits(32)
COURIERS = 8
A_HEAT = 100  # posts held and raced together
LEAD = 0.015  # seconds from the UPDATE to `due_at`: everybody has heard of it by then
AROUND = 0.005  # seconds before and after `due_at` in which a device presses
AWAKE = 0.003  # seconds after `due_at` by which every courier has woken up that was not too early
AT_MOST = 2  # presses that came too late, on a machine that was busy, are raced again; no more than this often altogether

UNDONE, SENT, TOO_LATE = "undone", "sent", "too late"
Answer = TypeVar("Answer")


class Race:
    """One post, and what each device was told about it."""

    def __init__(self, post: Post, random: Random) -> None:
        self.post = post
        self.offsets = [random.uniform(-AROUND, AROUND) for _ in range(2)]
        self.lags = [random.uniform(-AROUND, 0) if early else random.uniform(0, AWAKE) for early in (True, False) * (COURIERS // 2)]
        self.pressed: list[float] = []  # by device: seconds after `due_at`, as it turned out
        self.answers: list[str] = []
        self.due_at: datetime | None = None

    def is_run(self, devices: list[Fork], couriers: list[Fork]) -> None:
        """It becomes due; around that moment both devices press Undo and all couriers wake up."""
        with transaction() as session:
            now, due = database_time(session), time.monotonic() + LEAD
            self.due_at = now + timedelta(seconds=LEAD)
            session.exec(update(Post).where(col(Post.id) == self.post.id).values(due_at=self.due_at))
        for device, offset in zip(devices, self.offsets, strict=True):
            device.hears((self.post.public_id, due, offset))
        for courier, lag in zip(couriers, self.lags, strict=True):
            courier.hears(due + lag)
        self.pressed, self.answers = map(list, zip(*(device.says() for device in devices), strict=True))
        for courier in couriers:
            courier.says()

    def was_close(self) -> bool:
        """Whether both devices pressed when they were meant to."""
        return max(self.pressed) <= AROUND

    def verdict(self, paper: dict[str, list[int]]) -> str:
        """What became of the post, by everything that is known about it: "undone", "sent", or what is wrong."""
        with reading() as session:
            post = session.get_one(Post, self.post.id)
            stopped = session.exec(select(Cancellation.id).where(col(Cancellation.post_id) == post.id)).all()
            keys = session.exec(select(Delivery.attempt_key).where(col(Delivery.post_id) == post.id)).all()
        arrived, told = [at for key in keys for at in paper.get(key, [])], set(self.answers)
        if post.state == PostState.CANCELLED and (told, len(stopped), keys, arrived) == ({UNDONE}, 1, [], []):
            return UNDONE
        if post.state == PostState.RELEASED and (told, stopped, len(arrived)) == ({TOO_LATE}, [], 1):
            assert post.released_at is not None
            if post.released_at >= post.due_at == self.due_at and arrived[0] >= post.due_at.timestamp() * 1e9:
                return SENT
        return f"WRONG: {post}; told {self.answers}, stopped {stopped}, due {self.due_at}, arrived {arrived}"


def test_each_post_is_either_undone_or_sent_exactly_once(store: str, cast: Cast, tmp_path: Path) -> None:
    print(f"\nONLYHUMAN_TEST_SEED={SEED} repeats its moments")
    random, paper, races, close = Random(SEED), Paper(tmp_path / "record"), list[Race](), Counter[tuple[int, str]]()
    with transaction() as session:  # or, on a busy machine, what is held would leave before its race
        session.exec(update(Identity).where(col(Identity.handle) == "wv11").values(window_seconds=WINDOW_SECONDS[-1]))
    people = [member.caller.person for member in (cast.steph, cast.anna)]
    with ExitStack() as working:
        devices = [working.enter_context(Fork(store, partial(press, person))) for person in people]
        couriers = [working.enter_context(Fork(store, partial(work, paper, f"courier {number}"))) for number in range(COURIERS)]
        while close.total() < RACES and len(races) < AT_MOST * RACES:
            heat = [Race(post, random) for post in held(cast.steph, min(A_HEAT, RACES - close.total()))]
            races += heat
            for race in heat:
                race.is_run(devices, couriers)
            wait_until_all_has_arrived(paper)
            for race, verdict in zip(heat, judged(heat, paper), strict=True):
                if race.was_close():
                    close[round(min(race.pressed) * 1000), verdict] += 1
        for process in (*devices, *couriers):
            process.ends()
    of = {verdict: sum(count for (_, said), count in close.items() if said == verdict) for verdict in (UNDONE, SENT)}
    print(f"{store.split(':', 1)[0]}: {close.total()} races {of}, and {len(races) - close.total()} with a press that came late")
    for moment in sorted({moment for moment, _ in close}):
        print(f"  first press at {moment:+d} ms: {close[moment, UNDONE]} undone, {close[moment, SENT]} sent")
    assert drafts_given_back() + len(paper.arrivals()) == len(races)
    sign_ledger(tmp_path, {}, after=0)
    assert verify_ledger(tmp_path)[1] == []


def held(by: Member, how_many: int) -> list[Post]:
    by.speaks_as("wv11")
    return [by.holds(f"Post {number}", handle="wv11") for number in range(how_many)]


def press(by: Person, line: Line) -> None:
    """A device: Undo on each post that it hears of, at its moment."""
    while (heard := line.recv()) is not None:
        public_id, due, offset = heard
        time.sleep(max(0.0, due + offset - time.monotonic()))
        pressed = time.monotonic() - due
        try:
            patiently(partial(cancel_post, public_id, by=by))
            line.send((pressed, UNDONE))
        except TooLate:
            line.send((pressed, TOO_LATE))


def work(paper: Paper, owner: str, line: Line) -> None:
    """A courier: releases and delivers at every moment that it hears of."""
    while (moment := line.recv()) is not None:
        time.sleep(max(0.0, moment - time.monotonic()))
        patiently(release_due)
        while patiently(partial(deliver_due, {paper.name: paper}, owner=owner)):
            pass
        line.send(None)


def patiently(act: Callable[[], Answer]) -> Answer:
    """What a person or a courier does when the store says that it is busy: again."""
    while True:
        try:
            return act()
        except StoreUnavailable:
            time.sleep(0.001)


def wait_until_all_has_arrived(paper: Paper) -> None:
    """Work until nothing is held and nothing is on its way."""
    limit = time.monotonic() + PATIENCE
    while True:
        with reading() as session:
            waits = select(func.count()).select_from(Post).where(col(Post.state) == PostState.HELD)
            moves = select(func.count()).select_from(Delivery).where(col(Delivery.state) != DeliveryState.SENT)
            if session.exec(waits).one() + session.exec(moves).one() == 0:
                return
        assert time.monotonic() < limit, "something neither left nor stopped"
        release_due()
        deliver_due({paper.name: paper}, owner="the last")


def judged(heat: list[Race], paper: Paper) -> list[str]:
    """The verdict on each; none may be wrong."""
    on_paper: dict[str, list[int]] = {}
    for arrival in paper.arrivals():
        on_paper.setdefault(arrival.key, []).append(arrival.at)
    verdicts = [race.verdict(on_paper) for race in heat]
    assert set(verdicts) <= {UNDONE, SENT}, next(verdict for verdict in verdicts if verdict not in {UNDONE, SENT})
    return verdicts


def drafts_given_back() -> int:
    """How many Drafts were undone; the words of each post came back once."""
    with reading() as session:
        return session.exec(select(func.count()).select_from(Draft).where(col(Draft.origin) == DraftOrigin.UNDONE)).one()
