"""The things of the model, as plain data: voices, passkeys, leases, devices, pages, drafts and posts."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

HELD, PARKED, CANCELLED, RELEASED = "held", "parked", "cancelled", "released"


@dataclass
class Voice:
    """An identity: whose it is (None: an organisation's), its undo window, how long a lease lasts, and its networks."""

    handle: str
    owner: str | None
    window: timedelta
    lease: timedelta
    networks: tuple[str, ...]


@dataclass
class Key:
    """A passkey: whose, and from when it speaks officially (None: from the start)."""

    person: str
    official_from: datetime | None = None
    vouched: set[str] = field(default_factory=set)  # the handles that a keeper's yes opened for it
    removed: bool = False

    def waits(self, at: datetime) -> bool:
        """Whether it speaks officially only later: it was made in a recovery."""
        return self.official_from is not None and at < self.official_from


@dataclass
class Lease:
    """The right of one device to speak as an official identity."""

    handle: str
    key: int
    opened: datetime
    until: datetime
    active: datetime


@dataclass
class Device:
    """A browser somebody is signed in with: by which passkey, and under which lease it speaks."""

    person: str
    key: int
    opened: datetime
    seen: datetime
    lease: Lease | None = None
    ended: bool = False


@dataclass(frozen=True)
class Sheet:
    """What a page sends: which draft, the version it loaded, its own key, the parts, and for which networks."""

    draft: str
    version: int
    key: str
    parts: tuple[str, ...]
    networks: tuple[str, ...]


@dataclass
class Draft:
    """Words not yet held."""

    person: str
    handle: str
    parts: tuple[str, ...]
    key: str = ""
    version: int = 1
    end: str | None = None


@dataclass
class Post:
    """What was held, and everything that was done with it, in order."""

    person: str
    handle: str
    parts: tuple[str, ...]
    networks: tuple[str, ...]
    due: datetime
    state: str = HELD
    down_at: datetime | None = None  # when somebody asked for it back
    draft: str | None = None
    history: list[str] = field(default_factory=lambda: [HELD])
    sent_by: dict[str, str] = field(default_factory=dict)  # by network: who last said to send it again
    kept_from: set[str] = field(default_factory=set)  # networks to which it went by the word of somebody who then lost the right

    @property
    def taken_down(self) -> bool:
        """Whether somebody asked for it back."""
        return self.down_at is not None

    def asked_back(self, at: datetime, failed: tuple[object, ...]) -> None:
        """The ledger says so once, and once more when so many removals had `failed`, for then they are asked for again."""
        if self.down_at is None or failed != (0,):
            self.down_at = self.down_at or at
            self.history.append("taken_down")


@dataclass(frozen=True)
class Asking:
    """A delivery as a person finds it: whether everything before it arrived, and whether its network is still being asked."""

    post: str
    state: str
    first: bool
    looking: bool
