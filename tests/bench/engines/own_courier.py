"""The process of one courier in the race: a real `Courier`, alone, on the store and the folder it is given.

`releasing`: no network is served, so it releases, writes the ledger and signs. `delivering`: with the built-in noticeboard, as `onlyhuman
courier` runs. `hanging`: its one network never answers, and is later asked what became of it.
"""

import signal
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import event

from pwa.actions.deliver_due import Networks
from pwa.actions.noticeboard_store import built_in_networks
from pwa.courier import Courier
from pwa.networks.contract import Accepted, Found, Outgoing, Place, Retracted
from pwa.store import engine
from tests.bench.engines.record import HANG_SECONDS, Record
from tests.networks.roomy import Roomy

SITE = "http://localhost:8000"


class Silent(Roomy):
    """A network that takes what it is given and never says so."""

    name = label = "noticeboard"

    def __init__(self, record: Record) -> None:
        self._record = record

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """Hangs."""
        self._record.note("published")
        time.sleep(HANG_SECONDS)
        raise AssertionError(part, place)

    def find(self, part: Outgoing, place: Place) -> Accepted | Found:
        """Somebody wants to know."""
        self._record.note("asked")
        return Found.CANNOT_TELL

    def retract(self, remote_id: str, place: Place) -> Retracted:
        """Nobody asks for this here."""
        raise AssertionError(remote_id, place)


def main(store: str, folder: Path, work: str) -> None:
    """Until SIGTERM."""
    networks: dict[str, Networks] = {"releasing": {}, "hanging": {"noticeboard": Silent(Record(folder))}}
    made = engine.connect(store)
    _note_commits(made, Record(folder, "commits"))
    courier = Courier(networks[work] if work in networks else built_in_networks(SITE), folder, alone=True)
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: courier.stop())
    print("The courier is at work.", flush=True)
    courier.run()


def _note_commits(made: Any, record: Record) -> None:
    """A release is only certain once its transaction is: when each of them was."""
    written: set[int] = set()

    @event.listens_for(made, "commit")
    def _committing(connection: Any) -> None:
        if connection.get_execution_options().get("writes"):
            written.add(id(connection.connection.dbapi_connection))

    @event.listens_for(made, "checkin")
    def _committed(connection: Any, _: Any) -> None:
        if id(connection) in written:
            written.discard(id(connection))
            record.note("committed")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
