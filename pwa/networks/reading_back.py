"""What a network says when it is asked whether something of ours still stands there."""

from typing import Protocol, runtime_checkable

from pwa.networks.contract import Place, Shown


@runtime_checkable
class ReadingBack(Protocol):
    """A Network on which what a Receipt names can be looked at again."""

    def standing(self, remote_id: str, place: Place) -> Shown | None:
        """As its readers see it now; None: the network says that it is gone. Raises Refused or TryLater when it does not say."""
