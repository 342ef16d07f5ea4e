"""What a network that stands in for another one says of its room, when a test asks for something else."""

from pwa.networks.contract import Limits, Place, Unit


class Roomy:
    """There is room for everything."""

    def length(self, text: str) -> int:
        """In characters."""
        return len(text)

    def limits(self, place: Place) -> Limits:
        """More than anybody writes."""
        return Limits(1_000_000, Unit.GRAPHEMES, 100, 1_000_000_000, 1_000_000)
