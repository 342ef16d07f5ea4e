"""What the contract test needs of a network that is really there: its server behind a door, an account on it, and what stands there."""

from dataclasses import dataclass
from typing import Protocol

from pwa.networks.contract import Network, Place
from tests.networks.door import Door


@dataclass(frozen=True)
class Standing:
    """One post as the server shows it: its id, its words, what it answers to, and the descriptions of its pictures."""

    id: str
    text: str
    reply_to: str | None
    pictures: tuple[str, ...] = ()


class Far(Protocol):
    """A server of one network, started once for all tests."""

    door: Door
    place: Place
    secrets: dict[str, str]
    post_at: tuple[str, str]  # the method, and the end of the path, of what publishes a post
    picture_at: tuple[str, str]
    sends_again: bool  # whether what is certainly not there is sent again by itself, and not by a person
    knows_keys: bool  # whether it finds a post by the key that we chose, and not by its words
    takes_down: bool
    threads: bool  # whether a part of a series says what it answers to
    reshares: bool
    reshares_by_link: bool  # in a post of one's own, which can be made twice

    nobodys: str  # the address of a post that is not there
    shows: bool  # what somebody else's post says, before it is reshared

    def network(self, *, read: float = 20.0, home: str = "") -> Network:
        """The adapter, as it waits so many seconds for an answer; with `home`, one that thinks its only server is there."""

    def standing(self, words: str) -> list[Standing]:
        """What the account has published with these words in it, oldest first. Asked past the door."""

    def anothers(self, words: str) -> str:
        """The address of a post that somebody else has just published there."""

    def stop(self) -> None:
        """The server is over."""
