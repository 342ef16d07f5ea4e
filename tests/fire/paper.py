"""A network that keeps its record on paper: one line for each part it took, in a file outside every database. It promises nothing."""

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from pwa.networks.contract import Accepted, Found, Outgoing, Place, Retracted
from pwa.store.tables import Delivery
from tests.networks.roomy import Roomy


@dataclass(frozen=True)
class Arrival:
    """One part as it arrived: its key, its words, the machine's own time in nanoseconds, and the process that brought it."""

    key: str
    text: str
    at: int
    process: int


class Paper(Roomy):
    """Takes whatever comes, the same key twice as well: a second line shows that something was sent twice.

    While there is a file `gate`, whoever publishes has been written down and waits for the answer.
    """

    name = "noticeboard"
    label = "Paper"

    def __init__(self, record: Path, gate: Path | None = None) -> None:
        self.record, self.gate = record, gate

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """Write it down in one append; then answer, once the gate is open."""
        arrival = Arrival(part.attempt_key, part.text, time.clock_gettime_ns(time.CLOCK_REALTIME), os.getpid())
        line = (json.dumps(asdict(arrival)) + "\n").encode()
        paper = os.open(self.record, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(paper, line)
        finally:
            os.close(paper)
        while self.gate is not None and self.gate.exists():
            time.sleep(0.005)
        return _accepted(part.attempt_key)

    def find(self, part: Outgoing, place: Place) -> Accepted | Found:
        """Whether a line has this key."""
        there = any(arrival.key == part.attempt_key for arrival in self.arrivals())
        return _accepted(part.attempt_key) if there else Found.ABSENT

    def retract(self, remote_id: str, place: Place) -> Retracted:
        """Nothing is ever taken off the paper."""
        return Retracted.NOT_OFFERED

    def arrivals(self) -> list[Arrival]:
        """Everything that arrived, in order."""
        if not self.record.exists():
            return []
        return [Arrival(**json.loads(line)) for line in self.record.read_text().splitlines()]

    def of(self, *deliveries: Delivery) -> list[Arrival]:
        """What arrived for these Deliveries."""
        keys = {delivery.attempt_key for delivery in deliveries}
        return [arrival for arrival in self.arrivals() if arrival.key in keys]


def _accepted(key: str) -> Accepted:
    return Accepted(f"paper-{key}", f"https://paper.example/{key}")
