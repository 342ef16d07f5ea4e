"""How voices look, and which of those of whoever is asking look alike: of nobody else's is anything said here."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from flask import g

from pwa.pictures import looks as seen
from pwa.rules.identity import Colour
from pwa.rules.likeness import Face, Likeness, Looks, likeness
from pwa.rules.refusals import NotFound
from pwa.rules.sight import in_bytes, of_bytes
from pwa.store import pictures
from pwa.store.tables import Identity
from pwa.store.transaction import reading
from pwa.web import current

REMEMBERED = 2048  # crests and drawn letters, 2 kB each; a crest never changes under its address


def marked() -> frozenset[int]:
    """The voices of the signed-in Person that wear a class mark, because two of theirs look alike. Worked out once a request."""
    if "marked_faces" not in g:
        found = pairs(current.identities())
        g.marked_faces = frozenset(one.id for pair in found for one in pair[:2])
    known: frozenset[int] = g.marked_faces
    return known


def pairs(voices: Sequence[Identity]) -> list[tuple[Identity, Identity, Likeness]]:
    """Those of these that look alike."""
    worn = faces(voices)
    found = ((one, other, likeness(worn[a], worn[b])) for (a, one), (b, other) in combinations(enumerate(voices), 2))
    return [(one, other, what) for one, other, what in found if what]


def faces(voices: Sequence[Identity]) -> list[Face]:
    """What stands for each, to be compared with each other: letters are drawn only where one of them wears a picture."""
    pictured = any(one.crest for one in voices)
    return [_face(one, Colour(one.colour), pictured) for one in voices]


def in_each_colour(identity: Identity, others: Sequence[Identity]) -> list[Face]:
    """What would stand for it, to be compared with these."""
    return [_face(identity, colour, any(one.crest for one in others)) for colour in Colour]


def _face(identity: Identity, colour: Colour, draw: bool) -> Face:
    if identity.crest:
        return Face(identity.initials, colour, pictured=True, looks=_worn(identity.crest))
    return Face(identity.initials, colour, looks=_drawn(identity.initials, colour) if draw else None)


def _worn(crest: str) -> Looks | None:
    try:
        return _read(crest)
    except (NotFound, OSError):  # it was changed a moment ago, or is damaged; then there is nothing to compare
        return None


@lru_cache(REMEMBERED)
def _read(crest: str) -> Looks:
    with reading() as session:
        body = pictures.file_of(session, pictures.crest(session, crest)).body
    return _looks(*seen.looks(body))


@lru_cache(REMEMBERED)
def _drawn(initials: str, colour: Colour) -> Looks | None:
    found = seen.drawn(initials, in_bytes(colour))
    return _looks(*found) if found else None


def _looks(glance: bytes, patches: Sequence[seen.Pixel]) -> Looks:
    return Looks(glance, tuple(of_bytes(*pixel) for pixel in patches))
