"""A far network on which posts can be changed and read back, as it is told to."""

from typing import Any

from pwa.networks.contract import Edited, Outgoing, Place, Shown
from tests.networks.stand_in import StandIn


class Changing(StandIn):
    """Can be edited and read back; `orders` are what it raises or answers before it does."""

    def __init__(self) -> None:
        super().__init__()
        self.edits: list[str] = []
        self.edit_orders: list[Any] = []
        self.standing_orders: list[Any] = []
        self.order: list[str] = []

    def edit(self, remote_id: str, part: Outgoing, place: Place) -> Edited:
        """Change it, or do as ordered."""
        self.order.append("edit")
        said = self.edit_orders.pop(0) if self.edit_orders else Edited.EDITED
        if isinstance(said, Exception):
            raise said
        self.edits += [part.text] if said is Edited.EDITED else []
        return Edited(said)

    def retract(self, remote_id: str, place: Place) -> Any:
        """Note when."""
        self.order.append("retract")
        return super().retract(remote_id, place)

    def standing(self, remote_id: str, place: Place) -> Shown | None:
        """What stands, unless it was withdrawn or something else is ordered."""
        self.order.append("look")
        said = self.standing_orders.pop(0) if self.standing_orders else "truth"
        if isinstance(said, Exception):
            raise said
        gone = remote_id in self.withdrawn if said == "truth" else said == "gone"
        return None if gone else Shown(place.handle, place.handle, "Words", None)
