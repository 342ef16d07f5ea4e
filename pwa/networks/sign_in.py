"""How a person lets us into an account of theirs, in the same words for every network: there and back, new tokens, and out again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol, runtime_checkable

from pwa.networks.contract import Place

RETURN = "/channels/return"  # of our own address: where every network sends people back to
CAME_FROM = "came_from"  # in an answer: what stood behind our address, where each server has a way back of its own


@dataclass(frozen=True)
class Tokens:
    """What lets us into one account, as its Place's Access will hold it. `lasts`: from now on; None: until it is taken back."""

    by_name: Mapping[str, str] = field(repr=False)
    lasts: timedelta | None = None


@dataclass(frozen=True)
class Account:
    """An account as its network shows it, to be looked at before it is connected, and what lets us in."""

    remote_id: str
    handle: str
    name: str
    tokens: Tokens
    home: str = ""  # the origin of its server, without a slash at its end; "" where a network has one only
    followers: int | None = None
    picture: str | None = None  # its address; nobody's browser is sent there: a Journey keeps one that holds the picture itself


@dataclass(frozen=True)
class Away:
    """The network's own page, where the person says yes. `kept` comes back to `finish`, sealed until then."""

    address: str
    kept: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Field:
    """One thing to ask for. `label` and `more` are words for people, marked with n_."""

    name: str
    label: str
    more: str = ""
    secret: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Form:
    """What to ask the person for on our own page, where a network has none of its own. `words` say what it is and where to get it."""

    words: str
    fields: tuple[Field, ...]
    kept: Mapping[str, str] = field(default_factory=dict, repr=False)


class SignIn(Protocol):
    """One network's way in; `<network>_sign_in.py`, beside its adapter. Nothing here ever shows a token or a code, in a log or an error.

    Each raises Refused with sentences for the person, or TryLater when the network could not be asked.
    """

    @property
    def name(self) -> str:
        """The network's, as the store calls it."""

    @property
    def label(self) -> str:
        """What people call it."""

    @property
    def many_homes(self) -> bool:
        """Whether the person says which server theirs is."""

    @property
    def official_only(self) -> bool:
        """Whether it has no place for a personal voice."""

    def begin(self, home: str, *, back: str, state: str) -> Away | Form:
        """Where the person goes. `home`: as it was typed, or a Place's; `back`: our address for their return; `state` goes with them."""

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str]) -> Sequence[Account]:
        """The accounts it let us into: `answer` is what came back with the person (never their no), or what they wrote in the Form."""

    def refresh(self, place: Place) -> Tokens:
        """All tokens of an account, new where the network renews them. It is asked in time, once a day at least, and never while something
        is published: what does not end is looked at whether it still opens. Raises Disconnected when it does not.
        """

    def revoke(self, place: Place) -> str:
        """Give back what we have. Returns a sentence on what still works there, for how long and what to do; "" when nothing does."""


@runtime_checkable
class AsksHere(Protocol):
    """A SignIn that can ask on our own page instead, where a server has no page for it."""

    def ask_here(self, home: str) -> Form:
        """What to ask for."""

    def asked_here(self, place: Place) -> bool:
        """Whether this account was connected so."""
