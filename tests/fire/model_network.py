"""A far network in this process for the model's runs: it does as its moods say, and its record is a file that is only ever appended to."""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from pathlib import Path

from pwa.networks.contract import Accepted, Found, Outgoing, Place, Refused, Retracted, TryLater, Unsure
from tests.networks.roomy import Roomy


class Killed(BaseException):
    """The courier's process dies here: nothing catches it, and nothing more is written down."""


class Broken(Exception):
    """What no adapter should raise, and some adapter one day will."""


class Mood(Enum):
    """What a network does with the next part that reaches it."""

    ACCEPTS = auto()
    REFUSES = auto()
    LATER = auto()
    SILENT = auto()  # it never arrived, and no answer comes
    STORED_SILENT = auto()  # it arrived, and no answer comes
    BREAKS = auto()
    STORED_BREAKS = auto()
    DIES = auto()
    STORED_DIES = auto()
    SLOW = auto()  # it answers just inside the lease
    STORED_LATE = auto()  # it arrived, but the answer comes after the lease, when another courier has looked
    TAKEN_DOWN = auto()  # somebody takes the post down while it is on its way


class Look(Enum):
    """What it says when it is asked whether something arrived."""

    TRUTH = auto()
    CANNOT_TELL = auto()
    BREAKS = auto()
    DIES = auto()


class Removal(Enum):
    """What it does when it is asked to remove something."""

    REMOVES = auto()
    NOT_OFFERED = auto()
    REFUSES = auto()
    LATER = auto()
    SILENT = auto()
    REMOVED_SILENT = auto()
    BREAKS = auto()
    DIES = auto()


BEFORE_IT_ARRIVES: dict[Mood, Callable[[], BaseException]] = {
    Mood.REFUSES: lambda: Refused("It says no.", "Say it otherwise."),
    Mood.LATER: lambda: TryLater(timedelta(seconds=30)),
    Mood.SILENT: lambda: Unsure("asked, no answer"),
    Mood.BREAKS: lambda: Broken("bug"),
    Mood.DIES: Killed,
}
AFTER_IT_ARRIVED: dict[Mood, Callable[[], BaseException]] = {
    Mood.STORED_SILENT: lambda: Unsure("asked, no answer"),
    Mood.STORED_BREAKS: lambda: Broken("bug"),
    Mood.STORED_DIES: Killed,
}
NO_REMOVAL: dict[Removal, Callable[[], BaseException]] = {
    Removal.REFUSES: lambda: Refused("It says no.", "Remove it there."),
    Removal.LATER: lambda: TryLater(timedelta(seconds=30)),
    Removal.SILENT: lambda: Unsure("asked, no answer"),
    Removal.BREAKS: lambda: Broken("bug"),
    Removal.DIES: Killed,
}


@dataclass(frozen=True)
class Entry:
    """One line of the record: what arrived (or was removed), where, when by the database's clock, and what it followed."""

    did: str
    network: str
    handle: str
    key: str
    text: str
    reply_to: str | None
    at: datetime

    @property
    def what(self) -> tuple[str, str, str, str]:
        """The same text on the same network, whatever it was called there."""
        return self.did, self.network, self.handle, self.text


class Record:
    """An append-only file outside the database. `fresh` gives each entry once."""

    def __init__(self, path: Path) -> None:
        path.write_bytes(b"")
        self._file, self._read = path.open("a", encoding="utf-8"), path.open(encoding="utf-8")
        self.entries: list[Entry] = []

    def append(self, entry: Entry) -> None:
        """It stands there from here on, whatever happens next."""
        self._file.write(json.dumps(entry.__dict__ | {"at": entry.at.isoformat()}) + "\n")
        self._file.flush()

    def fresh(self) -> list[Entry]:
        """What was appended since the last time."""
        read = [json.loads(line) for line in self._read]
        new = [Entry(**(line | {"at": datetime.fromisoformat(line["at"])})) for line in read]
        self.entries += new
        return new

    def close(self) -> None:
        """Nobody writes here any more."""
        self._file.close()
        self._read.close()


@dataclass
class MoodyNetwork(Roomy):
    """One network: each part that reaches it is one more entry, even with a key it has seen before."""

    name: str
    record: Record
    now: Callable[[], datetime]
    slowly: Callable[[Mood, str, Outgoing], None]  # what goes on while it has not answered yet
    label: str = "Moody network"
    moods: deque[Mood] = field(default_factory=deque)
    looks: deque[Look] = field(default_factory=deque)
    removals: deque[Removal] = field(default_factory=deque)

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """As the next mood says; without one it accepts."""
        mood = self.moods.popleft() if self.moods else Mood.ACCEPTS
        if mood in BEFORE_IT_ARRIVES:
            raise BEFORE_IT_ARRIVES[mood]()
        if mood is Mood.SLOW:
            self.slowly(mood, place.handle, part)
        self.record.append(Entry("published", self.name, place.handle, part.attempt_key, part.text, part.reply_to, self.now()))
        if mood in AFTER_IT_ARRIVED:
            raise AFTER_IT_ARRIVED[mood]()
        if mood in (Mood.STORED_LATE, Mood.TAKEN_DOWN):
            self.slowly(mood, place.handle, part)
        return self._accepted(part, place)

    def find(self, part: Outgoing, place: Place) -> Accepted | Found:
        """The truth, as the record has it, unless a look was ordered to go wrong."""
        look = self.looks.popleft() if self.looks else Look.TRUTH
        if look is Look.BREAKS:
            raise Broken("bug")
        if look is Look.DIES:
            raise Killed
        if look is Look.CANNOT_TELL:
            return Found.CANNOT_TELL
        self.record.fresh()
        there = any(entry.key == part.attempt_key and entry.did == "published" for entry in self.record.entries)
        return self._accepted(part, place) if there else Found.ABSENT

    def retract(self, remote_id: str, place: Place) -> Retracted:
        """Remove it, or answer as ordered."""
        removal = self.removals.popleft() if self.removals else Removal.REMOVES
        if removal in NO_REMOVAL:
            raise NO_REMOVAL[removal]()
        if removal is Removal.NOT_OFFERED:
            return Retracted.NOT_OFFERED
        self.record.append(Entry("removed", self.name, place.handle, remote_id, "", None, self.now()))
        if removal is Removal.REMOVED_SILENT:
            raise Unsure("asked, no answer")
        return Retracted.RETRACTED

    def healthy(self) -> None:
        """From here on it does what it is asked."""
        self.moods.clear()
        self.looks.clear()
        self.removals.clear()

    def _accepted(self, part: Outgoing, place: Place) -> Accepted:
        return Accepted(part.attempt_key, f"https://far.example/{place.handle}/{part.attempt_key}")
