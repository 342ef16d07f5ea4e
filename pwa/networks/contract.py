"""What every network answers, in the same words: a Receipt, or Refused, TryLater, Unsure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Protocol, runtime_checkable


@dataclass(frozen=True)
class Place:
    """Where to: the handle on that network and its own id of the account."""

    handle: str
    remote_id: str


@dataclass(frozen=True)
class OutgoingPicture:
    """One picture as it leaves. `read` gives its bytes, or raises Refused when they are not those that were held."""

    id: str
    media_type: str
    alt: str
    width: int
    height: int
    size: int
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Outgoing:
    """One part as it leaves: its text, the key chosen once for all attempts, the network's id of the part before it, its pictures."""

    attempt_key: str
    text: str
    reply_to: str | None
    pictures: tuple[OutgoingPicture, ...] = ()
    reshares: str | None = None  # the address of the post that it reshares


@dataclass(frozen=True)
class Target:
    """A post that can be reshared: on which network, its address in one spelling, and the network's own id of it."""

    network: str
    address: str
    remote_id: str


@dataclass(frozen=True)
class Accepted:
    """A network's proof: its id and the address where the post stands."""

    remote_id: str
    url: str


class Refused(Exception):
    """Certainly not sent, and asking again would not help. `reason` and `mend` are sentences for the person."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(reason)
        self.reason, self.mend = reason, mend


class TryLater(Exception):
    """Certainly not sent; asking again may help, after `after` if the network named a time."""

    def __init__(self, after: timedelta | None = None) -> None:
        super().__init__(f"try again in {after}" if after else "try again later")
        self.after = after


class Unsure(Exception):
    """We asked and do not know."""


class Found(Enum):
    """What a look at the network says when it is no receipt."""

    ABSENT = auto()
    CANNOT_TELL = auto()


class Retracted(Enum):
    """What became of a retraction."""

    RETRACTED = auto()
    ALREADY_GONE = auto()
    NOT_OFFERED = auto()


class Network(Protocol):
    """One adapter, one file."""

    @property
    def name(self) -> str:
        """What the store calls it."""

    @property
    def label(self) -> str:
        """What people call it."""

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """Publish one part. Raises Refused, TryLater or Unsure."""

    def find(self, part: Outgoing, place: Place) -> Accepted | Found:
        """Look whether an attempt that ended in doubt got there."""

    def retract(self, remote_id: str, place: Place) -> Retracted:
        """Ask for a removal. Raises Refused, TryLater or Unsure."""

    def length(self, text: str) -> int:
        """How long the network counts this text to be."""


@runtime_checkable
class Resharing(Protocol):
    """A Network that can show another's post as such. Its `publish` heeds `Outgoing.reshares`."""

    def reshares(self, address: str) -> Target | None:
        """The post of this network that an address names; None when it names none. It asks nobody."""
