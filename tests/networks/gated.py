"""A network that notes what it was asked and when, and answers once its gate is open."""

import threading
from datetime import datetime
from pathlib import Path

from pwa import clock
from pwa.actions.place_of import sealed_access
from pwa.networks.contract import Accepted, Found, Outgoing, Place, Retracted, Seen
from pwa.store.identities import personal
from pwa.store.moments import database_time
from pwa.store.tables import Channel
from pwa.store.transaction import transaction
from tests.cast import Member
from tests.networks.roomy import Roomy

LONGEST = 60.0  # seconds that it keeps anybody waiting


class Gated(Roomy):
    """Its gate is open until somebody closes it."""

    label = "Somewhere"

    def __init__(self, name: str) -> None:
        self.name, self.gate = name, threading.Event()
        self.gate.set()
        self.asked = 0
        self.arrived: dict[str, datetime] = {}

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """It is there before the answer is."""
        self.arrived[part.text] = clock.now()
        self._waits()
        return Accepted(f"{self.name}-{part.attempt_key}", "https://far.example/")

    def find(self, part: Outgoing, place: Place) -> Found:
        """It cannot tell."""
        self._waits()
        return Found.CANNOT_TELL

    def retract(self, remote_id: str, place: Place) -> Retracted:
        """Gone."""
        self._waits()
        return Retracted.RETRACTED

    def recent(self, place: Place) -> list[Seen]:
        """Nothing from outside."""
        self._waits()
        return []

    def _waits(self) -> None:
        self.asked += 1
        self.gate.wait(LONGEST)


def connected(member: Member, network: str, number: int, folder: Path) -> int:
    """Her own voice has a Channel there from now on: its row's id."""
    with transaction() as session:
        by = member.caller.person
        channel = Channel(
            identity_id=personal(session, by).id,
            network=network,
            handle=f"@steph{number}",
            remote_id=str(number),
            connected_at=database_time(session),
            connected_by=by.id,
        )
        channel.credentials = sealed_access(channel, {"token": "x"}, folder)
        session.add(channel)
        session.flush()
        return channel.id
