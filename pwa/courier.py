"""The courier: releases what is due to the millisecond, delivers it at each network's own pace, and sleeps until something is wanted."""

import gc
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pwa import logs
from pwa.actions.deliver_due import Networks
from pwa.actions.errand_due import errand_due
from pwa.actions.extend_window import extend_window
from pwa.actions.give_back import give_back
from pwa.actions.learn_voices import learn_voices
from pwa.actions.notice_restore import notice_restore
from pwa.actions.release_due import release_due
from pwa.actions.renew_access import renew_access
from pwa.actions.run_out import keep_time, run_out_due
from pwa.actions.set_aside import set_aside
from pwa.actions.sign_ledger import sign_ledger
from pwa.actions.tidy_up import tidy_up
from pwa.actions.watch_channel import watch_channel, watched
from pwa.actions.ways_in import WaysIn
from pwa.rules.post import LOST_SIGNAL_SECONDS
from pwa.store import approvals, channels, engine, errands, journeys, outside, posts, wake
from pwa.store.engine import StoreUnavailable
from pwa.store.moments import database_time
from pwa.store.transaction import Collided, fold, reading
from pwa.store.wake import Bell

HANDS = 2  # for each network: a slow one holds up its own and nobody else's
LONGEST_SLEEP = 60.0  # seconds: the net under the bells; half of it would be twice the work of an idle courier
RENEW_SLEEP = 600.0  # seconds: what is renewed has far more time left
SIGN_EVERY = 5.0  # seconds between checkpoints while the ledger grows
TIDY_EVERY = 3600.0  # seconds
LEARN_EVERY = 600.0  # seconds: what is learnt was due a quarter of an hour ago anyway
AFTER_TROUBLE = 2.0  # seconds before a store that was away is tried again
STOP_WITHIN = 8.0  # seconds to finish what is under way; a network that is slower keeps its delivery, whose lease then runs out
AT_A_STRETCH = 0.05  # seconds of releasing before whatever else a releaser looks at: phones whose signal was lost
CROWD = 50  # posts due at one moment, from which on a second thread releases too: one makes lines while the other waits for the store
FOLD_AFTER = 1.0  # seconds after a release, in which no other one waits for it
CLOSE = 0.01  # seconds: with a release as near as this no delivery is begun, for SQLite has one writer
GIVE_WAY = 5.0  # seconds that a delivery waits for releases at most

log = logs.of("courier")


class Courier:
    """One courier; any number may run at once. `alone`: the web is another process, whose doings it must listen for."""

    def __init__(
        self,
        networks: Networks,
        folder: Path,
        *,
        ways: WaysIn | None = None,
        alone: bool = False,
        lost_signal_seconds: int = LOST_SIGNAL_SECONDS,
    ) -> None:
        self.networks, self.folder, self._alone, self._lost_signal_seconds = networks, folder, alone, lost_signal_seconds
        self.ways = ways or {}
        self._stopping = threading.Event()
        self._errands, self._next_release = 0, 0.0  # the next release by time.monotonic(); 0: look now
        self._porter, self._crowd, self._ink = Bell("porter"), Bell("crowd"), Bell("ink")
        self._shaken, self._looking_back = False, threading.Lock()
        self._signed: dict[str, int] = {}
        self._signed_to, self._signed_at, self._tidied_at, self._learns_at = 0, -SIGN_EVERY, time.monotonic(), 0.0

    @property
    def owner(self) -> str:
        """Who holds the leases that this thread takes."""
        return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"

    def run(self) -> None:
        """Work until `stop`; a store that is away is waited for."""
        beside = [threading.Thread(target=self._repeat, args=(self._set_aside, self._porter), name="porter", daemon=True)]
        beside.append(threading.Thread(target=self._repeat, args=(keep_time, wake.GRANTS), name="timekeeper", daemon=True))
        if self.ways:  # not the porter: a network that is slow at it would keep everything else waiting
            beside.append(threading.Thread(target=self._repeat, args=(self._renew, wake.RENEWALS), name="renewer", daemon=True))
        for name, network in self.networks.items():
            for number in range(HANDS):  # one of them looks at its channels too: the other is free for what leaves
                hand = self._hand({name: network}, looks=number == 0)
                beside.append(threading.Thread(target=self._repeat, args=(hand, wake.ERRANDS), name=name, daemon=True))
        postgresql = engine.engine().dialect.name == "postgresql"
        relief = (self._relieve, self._crowd) if postgresql else (self._fold, self._ink)  # SQLite's one writer nobody could relieve
        beside.append(threading.Thread(target=self._repeat, args=relief, name="relief", daemon=True))
        if self._alone or postgresql:
            beside.append(threading.Thread(target=self._repeat, args=(self._listen, Bell("ear")), name="ear", daemon=True))
        gc.freeze()  # a full collection that looks through the program itself takes 80 ms, in which nothing leaves
        for thread in beside:
            thread.start()
        self._repeat(self._release, wake.HOLDS)
        until = time.monotonic() + STOP_WITHIN
        with suppress(StoreUnavailable):  # an ear that nobody can tell hears nothing either
            wake.hush()
        for thread in beside:
            thread.join(max(0.0, until - time.monotonic()))
        if time.monotonic() < until:  # else the next courier signs
            with suppress(StoreUnavailable):
                self._sign()

    def stop(self) -> None:
        """Finish what is under way, then return from `run`, within 10 s."""
        self._stopping.set()
        for bell in (wake.HOLDS, wake.ERRANDS, wake.RENEWALS, wake.GRANTS, self._porter, self._crowd, self._ink):
            bell.ring()

    def run_once(self) -> None:
        """Everything that is due now, once, in this thread."""
        while release_due() or extend_window(self._lost_signal_seconds):
            pass
        while set_aside() + run_out_due() or learn_voices():
            pass
        while renew_access(self.ways, folder=self.folder) or give_back(self.ways, folder=self.folder):
            pass
        while self._errand(self.networks):
            pass  # the next part of a series is due as soon as the one before it was sent
        while self._look_outside(self.networks):
            pass
        self._sign()

    def _repeat(self, turn: Callable[[], float], bell: Bell) -> None:
        while not self._stopping.is_set():
            heard = bell.rings
            try:
                self._look_back()
                pause = turn()
            except Collided:  # somebody else was at it at this moment: no trouble
                pause = CLOSE
            except StoreUnavailable as trouble:
                log.warning("store_unavailable", courier=self.owner, cause=str(trouble))
                pause, self._shaken = AFTER_TROUBLE, True
            except Exception:  # whatever it was, what is held must still leave: say it loudly and go on
                log.exception("courier_stumbled", courier=self.owner)
                pause = AFTER_TROUBLE
            if not self._stopping.is_set():
                bell.wait(pause, heard)

    def _look_back(self) -> None:
        """A store that was away may be an older one when it is back: look before anything leaves, whichever thread comes first."""
        with self._looking_back:
            if not self._shaken:
                return
            self._shaken = False  # first: should the store go away again meanwhile, somebody looks again
            try:
                parked = notice_restore(self.folder)
            except BaseException:
                self._shaken = True
                raise
            if parked:
                log.error("older_copy_noticed", courier=self.owner, posts=parked.posts, deliveries=parked.deliveries)

    def _release(self) -> float:
        tried, moved = time.monotonic() >= self._next_release, 0  # else somebody rang: most bells are holds, and none of them is due yet
        until = time.monotonic() + AT_A_STRETCH
        while tried and not self._stopping.is_set() and time.monotonic() < until and (released := release_due()):
            moved += released
            self._ink.ring()
            if released >= CROWD:
                self._crowd.ring()
        with reading() as session:
            due_at, lost = posts.next_due(session) or (None, False)
            pause = min(max((due_at - database_time(session)).total_seconds(), 0.0), LONGEST_SLEEP) if due_at else LONGEST_SLEEP
        if lost and not pause:
            moved += extend_window(self._lost_signal_seconds)
        if tried and not moved and not pause:
            pause = CLOSE  # it is due, and somebody else has its row
        self._next_release = time.monotonic() + pause
        return pause

    def _relieve(self) -> float:
        while release_due() >= CROWD and not self._stopping.is_set():
            pass
        return TIDY_EVERY  # rung when there is a crowd; the releaser is its own net

    def _fold(self) -> float:
        self._stopping.wait(FOLD_AFTER)  # most bursts are over by then
        fold()
        return TIDY_EVERY

    def _hand(self, network: Networks, *, looks: bool) -> Callable[[], float]:
        looked_at = watched(network) if looks else []

        def turn() -> float:
            with reading() as session:
                wanted = errands.wanted(session, network.keys())
            while wanted and not self._stopping.is_set():
                self._give_way()
                if not self._errand(network):
                    self._porter.ring()  # what a network put off has a time now
                    break
            while looked_at and not self._stopping.is_set() and self._look_outside(network):
                pass
            return LONGEST_SLEEP

        return turn

    def _errand(self, networks: Networks) -> bool:
        """One of what is wanted."""
        self._errands += 1
        return errand_due(networks, self._errands, owner=self.owner, folder=self.folder)

    def _look_outside(self, networks: Networks) -> int:
        with reading() as session:  # first: asking whether there is anything to do holds nobody up
            due = outside.wanted(session, watched(networks))
        return watch_channel(networks, folder=self.folder) if due else 0

    def _give_way(self) -> None:
        until = time.monotonic() + (GIVE_WAY if engine.engine().dialect.name == "sqlite" else 0.0)
        while self._next_release - time.monotonic() < CLOSE and time.monotonic() < until:
            self._stopping.wait(CLOSE / 4)

    def _set_aside(self) -> float:
        while set_aside() and not self._stopping.is_set():
            pass
        if time.monotonic() - self._signed_at >= SIGN_EVERY:
            self._sign()
        if time.monotonic() - self._tidied_at >= TIDY_EVERY:
            tidy_up()
            self._tidied_at = time.monotonic()
        wake.ERRANDS.ring()
        if time.monotonic() >= self._learns_at:  # again soon while there is more to learn: whatever is late comes first
            self._learns_at = time.monotonic() + (1.0 if learn_voices(self._give_way) else LEARN_EVERY)
        with reading() as session:
            at = min(filter(None, (errands.next_at(session), approvals.next_unanswered(session))), default=None)
            pause = (at - database_time(session)).total_seconds() if at else LONGEST_SLEEP
        return min(max(pause, 0.0), LONGEST_SLEEP, max(0.0, self._learns_at - time.monotonic()))

    def _renew(self) -> float:
        while not self._stopping.is_set() and (renew_access(self.ways, folder=self.folder) or give_back(self.ways, folder=self.folder)):
            pass
        with reading() as session:
            wanted = channels.next_renewal(session, self.ways), journeys.next_to_give_back(session, self.ways)
            at = min(filter(None, wanted), default=None)
            pause = (at - database_time(session)).total_seconds() if at else RENEW_SLEEP
        return min(max(pause, 1.0), RENEW_SLEEP)  # one that is due may be busy publishing

    def _listen(self) -> float:
        try:
            wake.listen(self._stopping)
        finally:
            wake.HOLDS.ring()  # we may have been deaf for a while
            wake.ERRANDS.ring()
        return 0.0

    def _sign(self) -> None:
        self._signed_to, self._signed_at = sign_ledger(self.folder, self._signed, after=self._signed_to), time.monotonic()
