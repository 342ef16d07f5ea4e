"""The parts of one Post on one Channel: how far they have come, and whether they wait for a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pwa.rules.delivery import DeliveryState
from pwa.rules.post import OVERDUE_AFTER, PostState, Word, word
from pwa.rules.settling import Answer, as_known, offered
from pwa.store.settling import Settled
from pwa.store.tables import Channel, Delivery, Post, Receipt, Retraction

Way = tuple[Delivery, Channel, Receipt | None, Retraction | None]
UNDER_WAY = {DeliveryState.DUE, DeliveryState.SENDING}


@dataclass(frozen=True)
class Series:
    """The parts in order, with what people answered; `taken_down`: nothing more of it is wanted."""

    ways: Sequence[Way]
    settled: Mapping[int, Sequence[Settled]]
    taken_down: bool
    now: datetime

    @property
    def channel(self) -> Channel:
        """Where to."""
        return self.ways[0][1]

    @property
    def states(self) -> list[DeliveryState]:
        """Of its parts, as far as anybody knows."""
        return [self.known(delivery) for delivery, *_ in self.ways]

    @property
    def word(self) -> Word:
        """What the outbox says of it."""
        return word(PostState.RELEASED, self.states)

    @property
    def first(self) -> Delivery | None:
        """The part that comes next, and the only one that may ask: those behind it wait for it."""
        return next((delivery for delivery, *_ in self.ways if delivery.state != DeliveryState.SENT), None)

    @property
    def looking(self) -> bool:
        """Whether its network is still being looked at for the first."""
        return self.first is not None and self.first.state == DeliveryState.UNSURE and self.first.look_at is not None

    @property
    def answers(self) -> list[Answer]:
        """What a person may say of the first."""
        if self.first is None:
            return []
        return offered(DeliveryState(self.first.state), looking=self.looking, taken_down=self.taken_down)

    @property
    def needs_person(self) -> bool:
        """Whether nothing happens any more until somebody answers."""
        return bool(self.answers) and not self.looking

    @property
    def moving(self) -> bool:
        """Whether a courier has it in hand, or will."""
        on_its_way = self.first is not None and (self.looking or self.first.state in UNDER_WAY)
        return on_its_way or any(retraction.state in UNDER_WAY for *_, retraction in self.ways if retraction)

    def said_of(self, delivery: Delivery) -> Sequence[Settled]:
        """What people answered about one part, oldest first."""
        return self.settled.get(delivery.id, [])

    def known(self, delivery: Delivery) -> DeliveryState:
        """Where one part stands, as far as anybody knows."""
        in_doubt = any(one.answer is Answer.LEFT and one.was is DeliveryState.UNSURE for one in self.said_of(delivery))
        return as_known(DeliveryState(delivery.state), left_in_doubt=in_doubt)


def series_of(ways: Sequence[Way], settled: Mapping[int, Sequence[Settled]], post: Post, now: datetime) -> list[Series]:
    """The Deliveries of a Post, channel by channel."""
    found: dict[int, list[Way]] = {}
    for one in ways:
        found.setdefault(one[1].id, []).append(one)
    return [Series(those, settled, post.retracted_at is not None, now) for those in found.values()]


def taken_down_at(ways: Sequence[Way]) -> datetime | None:
    """When the last of what had arrived was asked back, once the networks have removed all of it."""
    back = [retraction for delivery, _, _, retraction in ways if delivery.state == DeliveryState.SENT]
    done = [retraction.asked_at for retraction in back if retraction and retraction.state == DeliveryState.SENT]
    return max(done) if done and len(done) == len(back) else None


def overdue(due_at: datetime, now: datetime) -> bool:
    """Whether a courier that runs would have taken it long ago."""
    return now - due_at > OVERDUE_AFTER
