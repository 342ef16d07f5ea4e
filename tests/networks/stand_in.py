"""A far network that answers as it is told to, and remembers everything it was asked."""

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta

from pwa.networks.contract import Accepted, Found, Outgoing, Place, Refused, Retracted, TryLater, Unsure
from tests.networks.roomy import Roomy

REFUSED = Refused("It says no.", "Say it otherwise.")
LATER = TryLater(timedelta(seconds=30))
UNSURE = Unsure("asked, no answer")


class Broken(Exception):
    """What no adapter should raise, and some adapter one day will."""


class StandIn(Roomy):
    """Stands in for the noticeboard. Without orders it accepts; `published` is what arrived there, whatever it then answered."""

    name = "noticeboard"
    label = "Stand-in"

    def __init__(self) -> None:
        self.published: list[Outgoing] = []
        self.asked: list[str] = []
        self.looked: list[str] = []
        self.withdrawn: list[str] = []
        self.answers: dict[str, list[Exception]] = defaultdict(list)  # by text: what to raise, before it accepts
        self.arrives_anyway: set[str] = set()  # texts that get there although the answer is an exception
        self.looks: list[Found | Exception] = []
        self.retractions: list[Retracted | Exception] = []
        self.meanwhile: Callable[[], None] = lambda: None  # runs while a publish is under way

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """Accept, or raise what was ordered for this text."""
        self.asked.append(part.text)
        self.meanwhile()
        trouble = self.answers[part.text].pop(0) if self.answers[part.text] else None
        if trouble is None or part.text in self.arrives_anyway:
            self.published.append(part)
        if trouble:
            raise trouble
        return self._accepted(part, place)

    def find(self, part: Outgoing, place: Place) -> Accepted | Found:
        """What stands there, unless a look was ordered to say something else."""
        self.looked.append(part.text)
        if self.looks:
            said = self.looks.pop(0)
            if isinstance(said, Exception):
                raise said
            return said
        return self._accepted(part, place) if part in self.published else Found.ABSENT

    def retract(self, remote_id: str, place: Place) -> Retracted:
        """Take it down, or answer as ordered."""
        said = self.retractions.pop(0) if self.retractions else Retracted.RETRACTED
        if isinstance(said, Exception):
            raise said
        self.withdrawn.append(remote_id)
        return said

    @property
    def texts(self) -> list[str]:
        """What arrived, in order."""
        return [part.text for part in self.published]

    def _accepted(self, part: Outgoing, place: Place) -> Accepted:
        return Accepted(f"remote-{part.attempt_key}", f"https://far.example/{place.handle}/{part.attempt_key}")
