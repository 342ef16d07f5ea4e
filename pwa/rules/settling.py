"""What a person may answer when a Delivery cannot go on by itself, and what follows from it. Pure."""

from enum import StrEnum

from pwa.rules.delivery import DeliveryState


class Answer(StrEnum):
    """What a person says of a Delivery that asks."""

    THERE = "there"  # somebody looked: it arrived
    AGAIN = "again"  # send it: it did not arrive, or it had not left
    LEFT = "left"  # nothing more is tried


# The moves of each answer, one after the other. What is left alone ends as dropped, wherever it stood: nothing refused it, a person did.
STEPS: dict[DeliveryState, dict[Answer, tuple[DeliveryState, ...]]] = {
    DeliveryState.UNSURE: {
        Answer.THERE: (DeliveryState.SENT,),
        Answer.AGAIN: (DeliveryState.DUE,),
        Answer.LEFT: (DeliveryState.REFUSED, DeliveryState.DROPPED),
    },
    DeliveryState.PARKED: {Answer.AGAIN: (DeliveryState.DUE,), Answer.LEFT: (DeliveryState.DROPPED,)},
    DeliveryState.REFUSED: {Answer.AGAIN: (DeliveryState.DUE,), Answer.LEFT: (DeliveryState.DROPPED,)},
}


def offered(state: DeliveryState, *, looking: bool, taken_down: bool) -> list[Answer]:
    """The answers a Delivery takes now; none, when it asks nothing.

    While its network is still being looked at nobody sends it again: the look might find it a moment later. Nor once the Post was
    taken down.
    """
    if taken_down and state is not DeliveryState.UNSURE:
        return []
    return [answer for answer in STEPS.get(state, {}) if answer is not Answer.AGAIN or not (looking or taken_down)]


def question(state: DeliveryState, attempts: int, answers: int) -> str:
    """Names one occasion of asking: after another attempt or another answer it is another question."""
    return f"{state}-{attempts}-{answers}"


def as_known(state: DeliveryState, *, left_in_doubt: bool) -> DeliveryState:
    """Where it stands as far as anybody knows: what was left alone in doubt stays in doubt, and never reads as not sent."""
    return DeliveryState.UNSURE if left_in_doubt else state
