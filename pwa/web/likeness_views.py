"""What a page says of voices that look alike, and in which colours one would not."""

from collections.abc import Sequence
from typing import Any

from pwa.rules import likeness as rule
from pwa.rules.identity import Colour, Kind
from pwa.rules.likeness import Likeness
from pwa.store import identities, organisations
from pwa.store.tables import Identity
from pwa.store.transaction import Session
from pwa.web import current, faces
from pwa.web.words import n_, say

SAID = {
    Likeness.PICTURE: n_("Looks like %(name)s: the same picture, or nearly."),
    Likeness.DRAWN: n_("Looks like %(name)s: one's picture shows the other's letters."),
    Likeness.LETTERS: n_("Looks like %(name)s: the same letters in the same colour."),
    Likeness.SHADES: n_("Looks like %(name)s: the same letters in colours that are much alike."),
    Likeness.SIGHT: n_("Looks like %(name)s: the same letters in colours that some people cannot tell apart."),
    Likeness.COLOUR: n_("Wears the same colour as %(name)s."),
}


def likenesses(identity: Identity, others: Sequence[Identity]) -> list[str]:
    """One sentence for each of these that it looks like."""
    others = [other for other in others if other.id != identity.id]
    own, *theirs = faces.faces([identity, *others])
    found = ((other, rule.likeness(own, face)) for other, face in zip(others, theirs, strict=True))
    return [say(SAID[what]) % {"name": other.name} for other, what in found if what]


def on_its_page(session: Session, identity: Identity, *, keeps: bool) -> dict[str, Any]:
    """What its own page says: of all that this reader may know. Which colours are offered follows only from what every keeper may know."""
    mine, near = current.identities(), _beside(session, identity)
    told = mine + [one for one in near if keeps and one.id not in {voice.id for voice in mine}]
    said = likenesses(identity, told)
    free = [colour.value for colour in _free(identity, near)] if said and keeps else []
    return {"likenesses": said, "free": [colour for colour in free if colour != identity.colour]}


def unlike(session: Session) -> str:
    """A colour for a new voice that none of this Person's wears, and none of the bodies they keep, while there is one."""
    bodies = {one.organisation_id for one in identities.kept(session, current.person())} - {None}
    near = [voice for body in bodies for voice in organisations.voices(session, body or 0)]
    worn = {one.colour for one in [*current.identities(), *near]}
    return next((colour.value for colour in Colour if colour.value not in worn), Colour.TEAL.value)


def _beside(session: Session, identity: Identity) -> list[Identity]:
    """Whom it should not be taken for, as everybody who may edit it may know: never somebody's own voice beside an official one."""
    if identity.kind == Kind.PERSONAL:
        return [one for one in current.identities() if one.id != identity.id]
    return [one for one in organisations.voices(session, identity.organisation_id or 0) if one.id != identity.id]


def _free(identity: Identity, others: Sequence[Identity]) -> list[Colour]:
    return rule.free_colours(faces.in_each_colour(identity, others), faces.faces([identity, *others])[1:])
