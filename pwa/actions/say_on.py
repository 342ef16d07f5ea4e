"""What each Channel is to say: the words of the rest, or its own, measured against what that Channel takes."""

from collections.abc import Mapping, Sequence

from pwa.rules import room, text, variant
from pwa.rules.words import Sentence
from pwa.store.tables import Channel
from pwa.store.variants import Own

Said = Mapping[int, Sequence[str]]  # by the Channel's number, part by part


def say_on(channels: Sequence[Channel], parts: Sequence[str], own: Sequence[Own]) -> Said:
    """Raises Unfit for what one of them would refuse: of words that a Channel does not say, it has no say either."""
    there = {}
    for channel in channels:
        said = variant.said(parts, {one.part: one.text for one in own if one.channel.id == channel.id})
        if limits := room.read(channel.limits):
            room.fit(said, limits, Sentence(channel.network.capitalize()))
        else:
            text.fit_to_board(said)
        there[channel.id] = said
    return there


def unsaid(channels: Sequence[Channel], own: Sequence[Own]) -> list[Own]:
    """What was written for other Channels than these."""
    chosen = {channel.id for channel in channels}
    return [one for one in own if one.channel.id not in chosen]
