"""What a second look looks at."""

from collections.abc import Sequence
from dataclasses import dataclass

from pwa.store.tables import Channel, Original, Post
from pwa.store.variants import Own


@dataclass(frozen=True)
class Looked:
    """The words as they would go out, where to, and what they reshare."""

    parts: Sequence[str]
    channels: Sequence[Channel]
    own: Sequence[Own] = ()  # what single channels say instead of the rest
    reshares: str | None = None
    original: Original | None = None  # of what is reshared, as a look showed it
    draft: str | None = None  # the public id of the Draft
    post: Post | None = None  # it was held before, and is to be held again
    alts: Sequence[str] = ()  # the words for who cannot see its pictures

    @property
    def said(self) -> list[str]:
        """What single channels say, wherever."""
        return [one.text for one in self.own]

    def said_on(self, channel: Channel) -> list[str]:
        """What its readers would read, part by part."""
        own = {one.part: one.text for one in self.own if one.channel.id == channel.id}
        return [own.get(number) or part for number, part in enumerate(self.parts, 1)]

    @property
    def texts(self) -> list[str]:
        """Everything that somebody would read."""
        return [*self.parts, *self.said]

    @property
    def heard(self) -> list[str]:
        """With what is read out instead of its pictures."""
        return [*self.texts, *(alt for alt in self.alts if alt)]
