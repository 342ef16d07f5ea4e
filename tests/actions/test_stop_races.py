"""Stop everything against holds, releases and claims at the same moment: after it has answered nothing arrives but what it has named.

`ONLYHUMAN_TEST_RACES=1000` says how many stops race on each store; a few without it. The network keeps its own record, with times.
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

import pytest
from sqlmodel import col, select, update

from pwa.actions import stop_everything
from pwa.actions.deliver_due import deliver_due
from pwa.actions.release_due import release_due
from pwa.actions.resume import resume
from pwa.actions.set_aside import set_aside
from pwa.actions.sign_ledger import sign_ledger, verify_ledger
from pwa.networks.contract import Accepted, Outgoing, Place
from pwa.rules.refusals import LeaseOver, Stopped
from pwa.rules.step_up import Purpose
from pwa.secrets import new_public_id
from pwa.store import deliveries, errands, stops
from pwa.store.emergencies import closed
from pwa.store.moments import database_time
from pwa.store.tables import Channel, Delivery, Post
from pwa.store.transaction import reading, transaction
from tests.actions.test_races import at_once, patiently
from tests.cast import Cast, Member
from tests.fire.paper import Paper

RACES = int(os.environ.get("ONLYHUMAN_TEST_RACES", "4"))
CARELESS_AT_MOST = 60  # races without the check until one shows it; the first few do
POSTS, APART = 4, 0.002  # held before each stop, and seconds between their moments
CHANNELS = 3  # so that three couriers can be busy at once
AROUND = (-0.004, 0.014)  # seconds before and after the first post's moment at which somebody presses
AFTERWARDS = 0.02  # seconds that everybody goes on after the answer
SPEAKS_AGAIN = 100  # races after which Steph picks the voice up again


class Clocked(Paper):
    """A network that takes what comes after a moment, sometimes a long one; when, by the machine's own clock."""

    def __init__(self) -> None:
        super().__init__(Path(os.devnull))
        self.arrived: list[tuple[int, str]] = []
        self._random = Random(1)

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """It is there at the end of the wait."""
        time.sleep(self._random.choice((0.0, 0.001, 0.003, 0.03)))
        self.arrived.append((time.time_ns(), part.attempt_key))
        return Accepted(part.attempt_key, f"https://far.example/{part.attempt_key}")


class Race:
    """One stop, pressed around the moment at which some posts leave, while somebody goes on holding more."""

    def __init__(self, cast: Cast, network: Clocked, number: int) -> None:
        self.steph, self.anna, self.network = cast.steph, cast.anna, network
        self.random = Random(number)
        self.stopped = threading.Event()
        self.refused, self.known = 0, parked_so_far()
        self.held = [self.steph.holds(f"Race {number}, post {one}", handle="wv11") for one in range(POSTS)]
        self.starts = time.monotonic() + 0.01
        with transaction() as session:
            start = database_time(session) + timedelta(seconds=self.starts - time.monotonic())
            for place, post in enumerate(self.held):
                due_at = start + timedelta(seconds=place * APART)
                session.exec(update(Post).where(col(Post.id) == post.id).values(due_at=due_at))

    def run(self) -> Counter[str]:
        """Everybody at once; then what there is to say of it."""
        couriers = [partial(self.works, job) for job in (release_due, release_due, set_aside)]
        couriers += [partial(self.works, partial(deliver_due, {"noticeboard": self.network}, owner=f"{one}")) for one in range(CHANNELS)]
        at_once(self.presses, self.goes_on_holding, *couriers)
        while set_aside():  # what the slowest courier gave back after the porter had gone home
            pass
        return self.judged()

    def works(self, job: Callable[[], object]) -> None:
        """A courier's thread: until the answer and a little longer."""
        until = float("inf")
        while time.monotonic() < until:
            patiently(job)
            time.sleep(0.0005)
            if until == float("inf") and self.stopped.is_set():
                until = time.monotonic() + AFTERWARDS

    def presses(self) -> None:
        """Anna."""
        time.sleep(max(0.0, self.starts + self.random.uniform(*AROUND) - time.monotonic()))
        try:
            [self.stop] = stop_everything.stop_everything(self.anna.caller, body_of(self.anna))
            self.acknowledged = time.time_ns()
        finally:
            self.stopped.set()

    def goes_on_holding(self) -> None:
        """Steph, with posts that are due at once; until she is refused."""
        while not self.refused and not self.stopped.is_set():
            with suppress(LeaseOver):
                try:
                    post = self.steph.holds("One more.", handle="wv11")
                except Stopped:
                    self.refused += 1
                    return
                with transaction() as session:
                    session.exec(update(Post).where(col(Post.id) == post.id).values(due_at=database_time(session)))

    def judged(self) -> Counter[str]:
        """What arrived after the answer, and whether it was named; and that nothing is left that could leave."""
        with reading() as session:
            named = {one.delivery.attempt_key for one in stops.on_its_way(session, self.stop)}
            posts, _ = stops.caught(session, self.stop)
            held = session.exec(select(Post.id).where(col(Post.state) == "held")).all()
            due = session.exec(select(Delivery.id).where(col(Delivery.state) == "due")).all()
        late = [key for at, key in self.network.arrived if at > self.acknowledged]
        told = Counter(races=1, on_its_way=len(named), parked=posts, set_aside=parked_so_far() - self.known, refused=self.refused)
        told["named and late"] = sum(key in named for key in late)
        told["NOT NAMED"] = sum(key not in named for key in late)
        told["LEFT OPEN"] = len(held) + len(due)
        return told


def parked_so_far() -> int:
    with reading() as session:
        return len(session.exec(select(Delivery.id).where(col(Delivery.state) == "parked")).all())


def body_of(member: Member) -> str:
    with reading() as session:
        return stops.of_person(session, member.caller.person)[0].public_id


def goes_on(cast: Cast, network: Clocked) -> int:
    """Steph lets it go on; how many posts burst out."""
    before = len(network.arrived)
    resume(cast.steph.caller, "wv11", why="It was nothing.", proof=cast.steph.proves(Purpose.RESUME, "wv11"))
    while release_due() or deliver_due({"noticeboard": network}, owner="afterwards"):
        pass
    return len(network.arrived) - before


@pytest.fixture
def three_channels(cast: Cast) -> None:
    cast.anna  # noqa: B018 - she comes before the channels
    with transaction() as session:
        [board] = session.exec(select(Channel).where(col(Channel.handle) == "wv11"))
        for number in range(1, CHANNELS):
            another = {"id": None, "public_id": new_public_id(), "handle": f"wv11-{number}", "remote_id": f"wv11-{number}"}
            session.add(Channel(**board.model_dump() | another))


def races(cast: Cast, at_most: int, enough: Callable[[Counter[str]], bool]) -> Counter[str]:
    network, tally = Clocked(), Counter[str]()
    for number in range(at_most):
        if number % SPEAKS_AGAIN == 0:
            cast.steph.speaks_as("wv11")
        tally += Race(cast, network, number).run()
        tally["BURST OUT"] += goes_on(cast, network)
        if enough(tally):
            break
    return tally


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer waits for networks shorter than the slowest of them takes, so that some are named."""
    monkeypatch.setattr(stop_everything, "WAIT_FOR", 0.01)


@pytest.mark.usefixtures("three_channels", "hurried")
def test_nothing_leaves_after_the_answer_but_what_it_named(store: str, cast: Cast, tmp_path: Path) -> None:
    tally = races(cast, RACES, lambda _: False)
    print(f"\n{store.split(':', 1)[0]}: {dict(tally)}")
    assert tally["races"] == RACES
    assert (tally["NOT NAMED"], tally["LEFT OPEN"], tally["BURST OUT"]) == (0, 0, 0)
    assert tally["parked"] + tally["set_aside"] > 0
    sign_ledger(tmp_path, {}, after=0)
    assert verify_ledger(tmp_path)[1] == []


@pytest.mark.usefixtures("three_channels", "hurried")
def test_these_races_show_it_when_the_check_is_taken_out_of_the_claim(store: str, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "_open", lambda: ~closed())
    monkeypatch.setattr(deliveries, "may_still_go", lambda *_: True)
    monkeypatch.setattr(stop_everything, "_finish", lambda _: None)  # which would catch most of it
    tally = races(cast, CARELESS_AT_MOST, lambda tally: tally["NOT NAMED"] > 0)
    assert tally["NOT NAMED"] > 0, tally
