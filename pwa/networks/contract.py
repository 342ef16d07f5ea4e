"""What every network answers, in the same words: a Receipt, or Refused, TryLater, Unsure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Protocol, runtime_checkable

from pwa.rules.reshare import Carries as Carries
from pwa.rules.room import Limits as Limits
from pwa.rules.room import Unit as Unit
from pwa.rules.words import n_


class Access:
    """What lets us speak for one Channel: tokens by their names, never shown. One that is missing is a refusal."""

    def __init__(self, secrets: Mapping[str, str] | None = None) -> None:
        self._secrets = dict(secrets or {})

    def __getitem__(self, name: str) -> str:
        if name not in self._secrets:
            raise Disconnected
        return self._secrets[name]

    def get(self, name: str) -> str | None:
        """One that need not be there."""
        return self._secrets.get(name)

    def __repr__(self) -> str:
        return f"<access by {', '.join(self._secrets) or 'nothing'}>"


@dataclass(frozen=True)
class Place:
    """Where to: the handle on that network and its own id of the account, the server it is on, and what lets us in."""

    handle: str
    remote_id: str
    home: str = ""  # the origin of its server, without a slash at its end; "" where a network has one only
    access: Access = field(default_factory=Access, repr=False, compare=False)


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


UNNAMED = "unnamed:"  # begins an id of ours for what stands on a network that never said where


@dataclass(frozen=True)
class Outgoing:
    """One part as it leaves: its text, the key chosen once for all attempts, the network's id of the part before it, its pictures."""

    attempt_key: str
    text: str
    reply_to: str | None
    pictures: tuple[OutgoingPicture, ...] = ()
    reshares: str | None = None  # the address of the post that it reshares
    age: timedelta = field(default=timedelta(), compare=False)  # since this attempt began, by our database's clock
    doubted: bool = field(default=False, compare=False)  # an attempt before this one ended in doubt: it may be there
    dated: datetime = field(default=datetime(1970, 1, 1, tzinfo=UTC), compare=False)  # what it carries: chosen once, as its key is
    corrects: str | None = None  # the network's id of the post that it owns up to, whether or not that still stands


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
    url: str  # "": it is there, and the network does not say where


@dataclass(frozen=True)
class Shown:
    """A post as its readers see it."""

    author: str  # the name that it goes by
    handle: str  # as that network writes it, without an @ in front
    text: str
    at: datetime | None
    pictures: int = 0
    reshares: bool = False  # whether it shows another's post in turn
    address: str = ""  # one that always means this very post, where the one that was asked about may come to mean another


class NotShown(Exception):
    """There is nothing that anybody could be shown: it is gone, or not for everybody. `reason` is a sentence for the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(Exception):
    """Certainly not sent, and asking again would not help. `reason` and `mend` are sentences for the person."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(reason)
        self.reason, self.mend = reason, mend


class Disconnected(Refused):
    """The network does not let us in any more. Certainly not sent, and nothing will be until the Channel is connected again."""

    def __init__(self) -> None:
        super().__init__(n_("It does not let us in any more."), n_("Connect the channel again, then send this again."))


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

    def limits(self, place: Place) -> Limits:
        """How much a part may carry. Never raises: what cannot be asked is what this network does by default."""


@runtime_checkable
class Resharing(Protocol):
    """A Network that can show another's post as such. Its `publish` heeds `Outgoing.reshares`."""

    @property
    def carries(self) -> Carries:
        """What of one's own may go with a reshare."""

    def reshares(self, address: str) -> Target | None:
        """The post of this network that an address names; None when it names none. It asks nobody."""


class Edited(Enum):
    """What became of an edit."""

    EDITED = auto()
    GONE = auto()
    NOT_OFFERED = auto()


@runtime_checkable
class Editing(Protocol):
    """A Network on which the words of a post can be changed after it stands there."""

    def edit(self, remote_id: str, part: Outgoing, place: Place) -> Edited:
        """The words of `part` in the place of those that stand there; its pictures and their descriptions stay as they are.

        It is read back before it counts as EDITED. Asking again does no harm, whatever became of the first: unlike a post, an edit in
        doubt may simply be sent again. Raises Refused, TryLater or Unsure.
        """


@runtime_checkable
class Showing(Resharing, Protocol):
    """One that says what another's post shows before it is reshared."""

    def show(self, target: Target, place: Place) -> Shown:
        """What readers would see. Raises NotShown, Refused when it is not for us to see, or TryLater."""


@dataclass(frozen=True)
class Seen:
    """A public post of an account as its network shows it; `at`: when it appeared there."""

    remote_id: str
    url: str
    text: str
    at: datetime


@runtime_checkable
class Watched(Protocol):
    """A Network whose accounts can be looked at from outside."""

    def recent(self, place: Place) -> Sequence[Seen]:
        """The newest public posts that the account itself made, reshares too. Raises Refused or TryLater."""
