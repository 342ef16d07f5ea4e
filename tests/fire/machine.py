"""What every rule of the model's machine rests on: a fresh store, the model beside it, and one way to ask and to judge the answer."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple, TypedDict, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from pwa.actions.deliver_due import look_for_unsure
from pwa.actions.retract_post import retract_post
from pwa.actions.set_aside import set_aside
from pwa.actions.sign_ledger import sign_ledger, verify_ledger
from pwa.courier import Courier
from pwa.networks.contract import Outgoing
from pwa.rules.refusals import Refusal
from pwa.rules.text import Unfit
from pwa.store import engine
from pwa.store.sessions import Caller
from pwa.store.tables import Person
from tests.fire import model_moves
from tests.fire.model import Verdict
from tests.fire.model_clock import StoppedClock
from tests.fire.model_evidence import FAILED, Evidence, moment
from tests.fire.model_network import Mood, MoodyNetwork, Record
from tests.fire.model_stage import FAR, NEAR, Stage
from tests.fire.model_things import CANCELLED, HELD, PARKED, RELEASED, Device, Post

Thing = TypeVar("Thing")

ANY = 7  # from this number on any post will do, so that what comes too late is tried too
ALMOST_A_LEASE, OVER_A_LEASE = timedelta(seconds=80), timedelta(seconds=95)  # of a delivery, 90 s
FRESH = timedelta(seconds=60)  # what was due no longer ago than this must leave, once the networks are well again
ROUNDS = tuple(timedelta(seconds=seconds) for seconds in (13, 35, 65, 95, 310, 95, 310, 310, 95, 310, 310))
MOVING = """SELECT (SELECT count(*) FROM posts WHERE state = 'held') + (SELECT count(*) FROM deliveries WHERE state IN ('due', 'sending')
OR (state = 'unsure' AND look_at IS NOT NULL)) + (SELECT count(*) FROM retractions WHERE state IN ('due', 'sending'))"""


class EveryRule:
    """Each rule can come up in each run. Hypothesis by itself leaves half of them out of a run, and few posts would ever leave."""

    def is_enabled(self, _: str) -> bool:
        """Always."""
        return True


class Does(TypedDict):
    """What a courier does in a turn."""

    releases: bool
    sets_aside: bool


EVERYTHING, NOTHING = Does(releases=True, sets_aside=True), Does(releases=False, sets_aside=False)
RELEASES, SETS_ASIDE = Does(releases=True, sets_aside=False), Does(releases=False, sets_aside=True)


class Said(NamedTuple):
    """What an action answered: the name of its refusal, or its value; and between which two moments."""

    refusal: Verdict
    value: object
    before: datetime
    after: datetime


class Machine(RuleBasedStateMachine):
    """The store and the model, side by side."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._rules_strategy.enabled_rules_strategy = st.just(EveryRule())  # type: ignore[arg-type]
        self.stage = stage
        stage.set_back()
        script = stage.script
        self.script = replace(
            script, callers=[*script.callers], phones=[*script.phones], codes={name: [*codes] for name, codes in script.codes.items()}
        )
        self.world, self.clock = script.world(), StoppedClock(stage.hands, script.at + timedelta(minutes=1))
        self.record = Record(stage.folder / "record")
        self.networks = {name: MoodyNetwork(name, self.record, self.clock.reading, self._slowly) for name in (NEAR, FAR)}
        self.evidence = Evidence(self.script, self.world, self.record)
        self.evidence.begin()
        self.complaints: list[str] = []  # what went wrong where an exception would have been taken for a network's
        self.turn_began = self.clock.now
        self.typed, self.asked = 0, False

    # What rules use ---------------------------------------------------------------------------------------------------

    def ask(self, verdict: Callable[[datetime], Verdict], act: Callable[[], object]) -> Said:
        """Do it, and hold what came of it against the model's verdict just before and just after."""
        self.asked, before = True, self.clock.reading()
        try:
            refusal, value = None, act()
        except (Refusal, Unfit) as why:
            refusal, value = type(why).__name__, None
        after = self.clock.reading()
        allowed = {verdict(before), verdict(after)}
        assert refusal in allowed, f"{refusal or 'allowed'}, where {' or '.join(str(one or 'allowed') for one in allowed)} is right"
        return Said(refusal, value, before, after)

    def device(self, who: int) -> tuple[Device, Caller]:
        """Somebody at a browser that is not signed out."""
        there = [number for number, device in enumerate(self.world.devices) if self.world.alive(device, self.clock.now)]
        chosen = there[who % len(there)]
        return self.world.devices[chosen], self.script.callers[chosen]

    def person(self, name: str) -> Person:
        """Somebody, as the actions know them."""
        return next(caller.person for caller in self.script.callers if caller.person.name == name)

    def post(self, which: int, *states: str) -> tuple[str, Post]:
        """One of the posts, the newest first; mostly of those in these states, if there are any."""
        every = [*reversed(self.world.posts.items())]
        fitting = [one for one in every if one[1].state in states and which < ANY]
        return pick(fitting or every, which)

    def read(self, asked: str) -> tuple[object, ...]:
        """One row of the store."""
        with engine.to_look().connect() as store:
            return tuple(store.exec_driver_sql(asked).one())

    def stamped(self, asked: str, said: Said) -> datetime:
        """A time the store has just written; it lies between before and after."""
        [written] = self.read(asked)
        assert isinstance(written, int)
        assert said.before <= moment(written) <= said.after, f"{moment(written)} lies outside {said.before} and {said.after}"
        return moment(written)

    def touched(self, device: Device, caller: Caller, handle: str, said: Said) -> None:
        """The lease it spoke under as this identity is idle from now on, and ends when it always would have."""
        if device.lease and device.lease.handle == handle:
            device.lease.active = self.stamped(
                f"SELECT active_at FROM leases WHERE session_id = {caller.session.id} AND ended_at IS NULL", said
            )

    # The courier ------------------------------------------------------------------------------------------------------

    def looked(self, *does: Does) -> None:
        """A courier has done one of these things, or nothing: each held post stands where its time says, and nowhere else."""
        now = self.clock.reading()
        with engine.to_look().connect() as store:
            states: dict[str, str] = {row[0]: row[1] for row in store.exec_driver_sql("SELECT public_id, state FROM posts")}
        for name, post in self.world.posts.items():
            if post.state == HELD:
                moments = (self.turn_began, now)
                state, allowed = states[name], {self.world.after_a_courier(post, at, **one) for at in moments for one in does}
                assert state in allowed, f"post {name}, due {post.due}, is {state} at {now}, where {' or '.join(allowed)} is right"
                if state != HELD:
                    model_moves.went(post, state)

    def begins_a_turn(self) -> None:
        """Before a courier does something."""
        self.asked, self.turn_began = True, self.clock.reading()

    def everything_due(self) -> None:
        """One whole turn of a courier."""
        self.begins_a_turn()
        try:
            Courier(self.networks, self.stage.folder).run_once()
        finally:
            self.looked(EVERYTHING)

    def settle(self) -> None:
        """What was abandoned, is late, was taken down or is in doubt."""
        while set_aside():
            pass
        while look_for_unsure(self.networks):
            pass

    def _slowly(self, mood: Mood, handle: str, part: Outgoing) -> None:
        if mood in (Mood.SLOW, Mood.STORED_LATE):
            self.clock.jump(ALMOST_A_LEASE if mood is Mood.SLOW else OVER_A_LEASE)
            self.settle()
            return
        try:
            self.looked(EVERYTHING, NOTHING)
            out = [(name, post) for name, post in self.world.posts.items() if (post.handle, post.state) == (handle, RELEASED)]
            name, post = next((name, post) for name, post in out if part.text in post.parts)
            by = next(device.person for device in self.world.devices if self.world.usable(device.person, handle))
            failed = self.read(FAILED.format(name))
            retract_post(name, by=self.person(by))
            post.asked_back(self.clock.reading(), failed)
        except Exception as wrong:  # noqa: BLE001  an adapter's exceptions are the product's to swallow
            self.complaints.append(repr(wrong))

    # After each step, and after the last ------------------------------------------------------------------------------

    @invariant()
    def nothing_is_wrong(self) -> None:
        """The store, the ledger and the record are as the model says."""
        now = self.clock.tick()
        if self.asked:
            differences = self.evidence.differences(now) + self.complaints
            assert not differences, "\n".join(differences)
        self.asked = False

    def teardown(self) -> None:
        """Invariant 4: with the networks well again, what is held leaves or is parked; and the ledger is whole."""
        try:
            if sys.exc_info()[0] is None:
                self._ends_well()
        finally:
            self.record.close()

    def _ends_well(self) -> None:
        fresh = [name for name, post in self.world.posts.items() if post.state in (HELD, RELEASED) and post.due > self.clock.now - FRESH]
        for network in self.networks.values():
            network.healthy()
        for pause in ROUNDS:
            self.clock.jump(pause)
            self.everything_due()
            self.nothing_is_wrong()
            if self.read(MOVING) == (0,):
                break
        assert self.read(MOVING) == (0,), "something is still under way, and nothing moves it"
        assert all(post.state in (CANCELLED, PARKED, RELEASED) for post in self.world.posts.values())
        left_behind = [name for name in fresh if self.world.posts[name].state == PARKED or not self._all_gone(name)]
        assert not left_behind, f"it could have left in time, and did not: {left_behind}"
        assert not self.evidence.stayed_up(), f"it was to be taken down, and nobody asked the network: {self.evidence.stayed_up()}"
        sign_ledger(self.stage.folder, {}, after=0)
        verified = verify_ledger(self.stage.folder)
        assert verified.chains
        assert not verified.faults, verified.faults

    def _all_gone(self, name: str) -> bool:
        if self.world.posts[name].taken_down:
            return True
        theirs = [one for one in self.evidence.deliveries.values() if one.post == name]
        stopped = [one for one in theirs if one.state in ("refused", "unsure", "dropped")]
        behind = {(one.network, position) for one in stopped for position in range(one.position, 21)}
        return all(one.state == "sent" or (one.network, one.position) in behind for one in theirs)


def always(verdict: Verdict) -> Callable[[datetime], Verdict]:
    """The same at every moment."""
    return lambda _: verdict


def pick(things: list[Thing], which: int) -> Thing:
    """One of these."""
    return things[which % len(things)]
