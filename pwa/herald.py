"""The herald: tells people on their phones what happened to a post. A thread of its own, so that no push service delays a release."""

import threading

from pwa import logs
from pwa.actions.tell_phones import Sender, spread_alerts, tell_next
from pwa.outbound import PUSH_SERVICES, Way
from pwa.rules.alert_words import Say, in_english
from pwa.settings import Settings
from pwa.store import alerts, wake
from pwa.store.engine import StoreUnavailable
from pwa.store.moments import database_time
from pwa.store.transaction import reading

VOICES = 3  # a slow push service holds up one of them
LONGEST_SLEEP = 30.0  # seconds: the net under the bell
AFTER_TROUBLE = 2.0  # seconds

log = logs.of("herald")


class Herald:
    """One herald; any number may run at once. It hears of other processes by the courier beside it, which listens for all bells."""

    def __init__(self, chosen: Settings, say: Say = in_english) -> None:
        way = Way(PUSH_SERVICES, loopback=chosen.outbound_loopback)
        self.sender = Sender(chosen.data, chosen.url, chosen.zone, way, say)
        self._stopping = threading.Event()

    def run(self) -> None:
        """Work until `stop`; a store that is away is waited for."""
        voices = [threading.Thread(target=self._repeat, name=f"herald-{number}", daemon=True) for number in range(VOICES)]
        for voice in voices:
            voice.start()
        for voice in voices:
            voice.join()

    def stop(self) -> None:
        """Return from `run` as soon as what is being told is told."""
        self._stopping.set()
        wake.ALERTS.ring()

    def run_once(self) -> None:
        """Everything that is to be told now, once, in this thread."""
        while spread_alerts() or tell_next(self.sender):
            pass

    def _turn(self) -> float:
        while not self._stopping.is_set():
            with reading() as session:
                wanted = alerts.wanted(session)
            if not wanted or not (spread_alerts() or tell_next(self.sender)):
                break
        with reading() as session:
            at = alerts.next_at(session)
            pause = (at - database_time(session)).total_seconds() if at else LONGEST_SLEEP
        return min(max(pause, 0.05), LONGEST_SLEEP)

    def _repeat(self) -> None:
        while not self._stopping.is_set():
            heard = wake.ALERTS.rings
            try:
                pause = self._turn()
            except StoreUnavailable as trouble:
                log.warning("store_unavailable", cause=str(trouble))
                pause = AFTER_TROUBLE
            except Exception:  # one push that broke must not silence the others
                log.exception("herald_stumbled")
                pause = AFTER_TROUBLE
            if not self._stopping.is_set():
                wake.ALERTS.wait(pause, heard)
