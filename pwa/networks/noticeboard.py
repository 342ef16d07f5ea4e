"""The built-in network: a public page per identity. Its entries live in the same store, so a look always knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pwa.networks.contract import Accepted, Carries, Found, Limits, Outgoing, Place, Refused, Retracted, Shown, Target, Unit
from pwa.rules.pictures import ALT_GRAPHEMES, PICTURES_A_PART, UPLOAD_BYTES
from pwa.rules.reshare import Notice, notice
from pwa.rules.text import NOTICEBOARD_GRAPHEMES, graphemes
from pwa.rules.words import n_


class Board(Protocol):
    """The few things the store does for the noticeboard; whoever wires the networks hands them in."""

    def pin(
        self,
        remote_id: str,
        attempt_key: str,
        text: str,
        reply_to: str | None,
        pictures: Sequence[tuple[str, str]],
        reshares: str | None = None,
        corrects: str | None = None,
    ) -> str:
        """Put a text up once for one key, with pictures (id and description of each) or another entry; returns the entry's public id.

        `corrects`: the entry that it owns up to, beside which it is shown.
        """

    def words_of(self, public_id: str) -> tuple[str, datetime] | None:
        """What an entry says and since when; None: it is down."""

    def stands(self, notice: Notice) -> bool:
        """Whether that notice is up."""

    def find(self, attempt_key: str) -> str | None:
        """The public id of the entry that this key put up."""

    def withdraw(self, public_id: str) -> bool:
        """Take a text down; False: it was down already."""


@dataclass(frozen=True)
class Noticeboard:
    """The adapter. `site` is the public address, without a slash at its end."""

    board: Board
    site: str
    name: str = "noticeboard"
    label: str = n_("Noticeboard")
    carries: Carries = Carries.ALL

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """Pin one part. Raises Refused over 5,000 graphemes or four pictures, and for pictures that are not those that were held."""
        if self.length(part.text) > NOTICEBOARD_GRAPHEMES:
            raise Refused(n_("It is too long for the noticeboard."), n_("Shorten it to 5,000 characters."))
        if len(part.pictures) > PICTURES_A_PART:
            raise Refused(n_("It carries too many pictures for the noticeboard."), n_("Leave four of them."))
        for picture in part.pictures:  # they stay where they are; only what was held may be shown
            picture.read()
        pictures = [(picture.id, picture.alt) for picture in part.pictures]
        target = self._standing(part.reshares) if part.reshares else None
        after = None if part.corrects else part.reply_to  # a correction is a notice of its own
        pinned = self.board.pin(place.remote_id, part.attempt_key, part.text, after, pictures, target, part.corrects)
        return self._accepted(place, pinned)

    def reshares(self, address: str) -> Target | None:
        """A notice of this server, on whosever board."""
        found = notice(address) if address.startswith(f"{self.site}/") else None
        return Target(self.name, f"{self.site}{found.path}", found.public_id) if found else None

    def find(self, part: Outgoing, place: Place) -> Accepted | Found:
        """Whether this part stands on the board; never in doubt."""
        public_id = self.board.find(part.attempt_key)
        return self._accepted(place, public_id) if public_id else Found.ABSENT

    def retract(self, remote_id: str, place: Place) -> Retracted:
        """Take the text down; a tombstone stays in its place."""
        return Retracted.RETRACTED if self.board.withdraw(remote_id) else Retracted.ALREADY_GONE

    def standing(self, remote_id: str, place: Place) -> Shown | None:
        """What anybody reads there now."""
        found = self.board.words_of(remote_id)
        return Shown(place.handle, place.handle, *found) if found else None

    def length(self, text: str) -> int:
        """In grapheme clusters."""
        return graphemes(text)

    def limits(self, place: Place) -> Limits:
        """What anybody may read at once; of pictures, whatever we keep ourselves."""
        return Limits(NOTICEBOARD_GRAPHEMES, Unit.GRAPHEMES, PICTURES_A_PART, UPLOAD_BYTES, ALT_GRAPHEMES)

    def _standing(self, address: str) -> str:
        found = notice(address) if self.reshares(address) else None
        if found is None or not self.board.stands(found):
            raise Refused(n_("What it reshares is not on the noticeboard any more."), n_("Say it in your own words instead."))
        return found.public_id

    def _accepted(self, place: Place, public_id: str) -> Accepted:
        return Accepted(public_id, f"{self.site}/board/{place.handle}/{public_id}")
