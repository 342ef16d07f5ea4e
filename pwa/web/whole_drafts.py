"""A Draft with everything that belongs to it, as pages beside the composer show it and hand it on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pwa.store import drafts, identities, pictures, variants
from pwa.store.pictures import Shown
from pwa.store.tables import Channel, Draft, Identity
from pwa.store.transaction import Session
from pwa.store.variants import Own
from pwa.web import current
from pwa.web.picture_views import picture_fields
from pwa.web.variant_views import variant_fields


@dataclass(frozen=True)
class Whole:
    """The row, its parts, the Channels that are ticked, its pictures, and what single Channels say."""

    row: Draft
    parts: list[str]
    channels: list[Channel]
    shown: list[Shown]
    own: list[Own]

    def fields(self, parts: Sequence[str], place: Callable[[int], int] = lambda part: part) -> list[tuple[str, str]]:
        """What a form says of it, with these parts; `place`: where what belonged to a part stands now."""
        moved = [one._replace(part=place(one.part)) for one in self.own]
        shown = [Shown(one.picture, place(one.part), one.alt) for one in self.shown]
        return [*(("part", part) for part in parts), ("variants", "yes"), *variant_fields(moved), *picture_fields(shown)]


def whole(session: Session, identity: Identity, public_id: str) -> Whole:
    """One that is open. Raises NotFound, or DraftEnded."""
    row = drafts.mine(session, current.person(), identity, public_id)
    ticked = drafts.channels_of(session, row)
    channels = [one for one in identities.channels(session, identity) if one.id in ticked]
    parts, shown = drafts.parts_of(session, [row])[row.id] or [""], pictures.of_drafts(session, [row])[row.id]
    return Whole(row, parts, channels, shown, variants.of_drafts(session, [row])[row.id])
