"""One of what waits for a network: a removal, a delivery, a look, an edit, or something that is read back."""

from pathlib import Path

from pwa.actions.deliver_due import Networks, deliver_due, look_for_unsure
from pwa.actions.edit_due import edit_due
from pwa.actions.read_back_due import read_back_due
from pwa.actions.retract_due import retract_due


def errand_due(networks: Networks, turn: int, *, owner: str, folder: Path | None) -> bool:
    """Each kind is asked for first in its turn, so that a long line of one keeps none of the others waiting. False: there was none."""
    ways = (
        lambda: retract_due(networks, owner=owner, folder=folder),
        lambda: deliver_due(networks, owner=owner, folder=folder),
        lambda: look_for_unsure(networks, folder=folder),
        lambda: edit_due(networks, owner=owner, folder=folder),
        lambda: read_back_due(networks, owner=owner, folder=folder),
    )
    return any(ways[(turn + place) % len(ways)]() for place in range(len(ways)))
