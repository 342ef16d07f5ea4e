"""A far network that says nothing certain, a courier that works when told to, and what a person then answers."""

from pathlib import Path

from sqlmodel import col, update

from pwa.actions.settle_delivery import settle_delivery
from pwa.courier import Courier
from pwa.networks.contract import Found
from pwa.rules.delivery import DeliveryState
from pwa.rules.settling import Answer, question
from pwa.store import settling
from pwa.store.tables import Delivery, Post
from pwa.store.transaction import reading, transaction
from tests.actions.looks import deliveries_of
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.stand_in import UNSURE, StandIn

LEAVES_AFTER = 33  # seconds: the longest window of the cast, its grace, and a little


class Stuck:
    """Where posts get stuck: looks at its network never tell anything."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.network, self.clock = StandIn(), clock
        self.network.looks = [Found.CANNOT_TELL] * 200
        self.courier = Courier({"noticeboard": self.network}, folder)

    def works(self, after: float = LEAVES_AFTER) -> None:
        """Time passes, and the courier comes by."""
        self.clock.forward(after)
        self.courier.run_once()

    def leaves(self, member: Member, trouble: Exception | None, *, handle: str = "", at: str = "One", looked: bool = True) -> Post:
        """A series of three leaves its hold and meets `trouble` at one part; in doubt, the looks are over too unless not `looked`."""
        if handle:
            member.speaks_as(handle)
        post = member.holds("One", "Two", "Three", handle=handle or None)
        self.network.answers[at] = [trouble] if trouble else []
        self.works()
        if trouble is UNSURE and looked:
            looks_are_over()
        return post


def looks_are_over() -> None:
    """As after the fourth look that told nothing."""
    with transaction() as session:
        session.exec(update(Delivery).where(col(Delivery.state) == DeliveryState.UNSURE).values(look_at=None, looks=4))


def asked_of(delivery: Delivery) -> str:
    """The question that its page would put now."""
    with reading() as session:
        return question(DeliveryState(delivery.state), delivery.attempts, len(settling.answers(session, delivery)))


def says(member: Member, answer: Answer, post: Post, part: int = 1, channel: int | None = None) -> str:
    """Open the page, press the button."""
    delivery = deliveries_of(post, channel)[part - 1]
    return settle_delivery(member.caller, delivery.public_id, answer, asked=asked_of(delivery))
