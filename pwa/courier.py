"""The loop that releases what is due, delivers it, and sleeps until the next thing wants something."""

import logging
import os
import socket
import threading
import time
from pathlib import Path

from pwa.actions.deliver_due import Networks, deliver_due, settle_deliveries
from pwa.actions.release_due import AT_ONCE, release_due
from pwa.actions.retract_due import retract_due
from pwa.actions.sign_ledger import sign_ledger
from pwa.actions.tidy_up import tidy_up
from pwa.store import deliveries, posts, wake
from pwa.store.engine import StoreUnavailable
from pwa.store.moments import database_time
from pwa.store.transaction import reading

LONGEST_SLEEP = 30.0  # seconds: the net under the bell, for what another process did
ALONE_SLEEP = 1.0  # seconds: how often a courier in a process of its own looks, where no bell reaches it
SIGN_EVERY = 5.0  # seconds between checkpoints while the ledger grows
TIDY_EVERY = 3600.0  # seconds
AFTER_TROUBLE = 2.0  # seconds before a store that was away is tried again

log = logging.getLogger("onlyhuman.courier")


class Courier:
    """One courier; any number may run at once. `alone`: it shares no process with the web, so nobody rings its bell."""

    def __init__(self, networks: Networks, folder: Path, *, alone: bool = False) -> None:
        self.networks, self.folder = networks, folder
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
        self._longest = ALONE_SLEEP if alone else LONGEST_SLEEP
        self._signed: dict[str, int] = {}
        self._signed_to, self._signed_at, self._tidied_at = 0, -SIGN_EVERY, time.monotonic()
        self._stopping = threading.Event()

    def run(self) -> None:
        """Work until `stop`; a store that is away is waited for."""
        rung = False
        while not self._stopping.is_set():
            try:
                if rung and (pause := self.pause()) > 0:  # most bells are holds, and none of them is due yet
                    self._sign_now_and_then()
                else:
                    self.run_once()
                    pause = self.pause()
            except StoreUnavailable as trouble:
                log.warning("store_unavailable courier=%s cause=%s", self.owner, trouble)
                pause = AFTER_TROUBLE
            except Exception:  # whatever it was, what is held must still leave: say it loudly and go on
                log.exception("courier_stumbled courier=%s", self.owner)
                pause = AFTER_TROUBLE
            if not self._stopping.is_set():
                rung = wake.wait(pause)
        sign_ledger(self.folder, self._signed, after=self._signed_to)

    def stop(self) -> None:
        """Finish what is under way, then return from `run`."""
        self._stopping.set()
        wake.ring()

    def run_once(self) -> None:
        """Everything that is due now, once."""
        while release_due() == AT_ONCE:
            pass
        settle_deliveries(self.networks)
        while not self._stopping.is_set() and deliver_due(self.networks, owner=self.owner):
            pass  # the next part of a series is due as soon as the one before it was sent
        while not self._stopping.is_set() and retract_due(self.networks, owner=self.owner):
            pass
        self._sign_now_and_then()
        if time.monotonic() - self._tidied_at >= TIDY_EVERY:
            tidy_up()
            self._tidied_at = time.monotonic()

    def pause(self) -> float:
        """Seconds until the next thing wants something, by the database's clock."""
        with reading() as session:
            now = database_time(session)
            moments = [moment for moment in (posts.next_due(session), deliveries.next_at(session)) if moment]
        until = (min(moments) - now).total_seconds() if moments else self._longest
        return max(0.0, min(until, self._longest))

    def _sign_now_and_then(self) -> None:
        if time.monotonic() - self._signed_at >= SIGN_EVERY:
            self._signed_to, self._signed_at = sign_ledger(self.folder, self._signed, after=self._signed_to), time.monotonic()
