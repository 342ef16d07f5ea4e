"""Whether two voices of one person look alike: by their letters, their colour, or a perceptual hash of their pictures. Pure."""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pwa.rules.identity import Colour
from pwa.rules.sight import NEAR, Linear, apart, apart_to_some, light

# Letters that a glance takes for each other, each with the one it is taken for; accents and other alphabets' twins are folded as well.
TWINS = str.maketrans("01258QАВЕКМНОРСТХУЈІЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "OIZSBOABEKMHOPCTXYJISABEZHIKMNOPTYX")  # noqa: RUF001 - that is the point
ALIKE = 0.85  # of 1: a picture cropped by a few hundredths keeps 0.89 and more, two letters in its place leave under 0.8
TINTED = 0.09  # in OKLab, where two pictures differ most: cropping alone makes 0.08 of it, another ink twice that and more
FLAT = 4.0  # of 255: a picture whose light varies less has no shapes


class Likeness(StrEnum):
    """What two faces have in common, the strongest first."""

    PICTURE = "picture"  # their pictures look the same
    DRAWN = "drawn"  # a picture that shows the other one's letters
    LETTERS = "letters"  # the same letters in the same colour
    SHADES = "shades"  # the same letters in colours that are much alike
    SIGHT = "sight"  # the same letters in colours that some people cannot tell apart
    COLOUR = "colour"  # the same colour, which the whole app wears with them


@dataclass(frozen=True)
class Looks:
    """What the screen shows in the square of a face: how light each of its small squares is, 0 to 255, and the light of a few patches."""

    glance: bytes
    patches: tuple[Linear, ...]


@dataclass(frozen=True)
class Face:
    """What stands for an identity. `looks` of a picture, or of the letters as they are drawn; None: of no use to compare."""

    initials: str
    colour: Colour
    pictured: bool = False
    looks: Looks | None = None


def likeness(one: Face, other: Face) -> Likeness | None:
    """The strongest thing they have in common, if anything; the shape that says personal or official is not part of it."""
    found = _pictures(one, other) if one.pictured or other.pictured else _letters(one, other)
    return found or (Likeness.COLOUR if one.colour == other.colour else None)


def free_colours(candidates: Iterable[Face], others: Sequence[Face]) -> list[Colour]:
    """The colours of those of these faces that look like none of the others."""
    return [face.colour for face in candidates if not any(likeness(face, other) for other in others)]


def skeleton(initials: str) -> str:
    """What is left of letters at a glance: É and E, 0 and O, VV and W are one."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", initials.upper()) if not unicodedata.combining(c))
    return bare.translate(TWINS).replace("VV", "W")


def _letters(one: Face, other: Face) -> Likeness | None:
    if skeleton(one.initials) != skeleton(other.initials):
        return None
    if one.colour == other.colour:
        return Likeness.LETTERS
    if apart(light(one.colour), light(other.colour)) < NEAR:
        return Likeness.SHADES
    return Likeness.SIGHT if apart_to_some(light(one.colour), light(other.colour)) < NEAR else None


def _pictures(one: Face, other: Face) -> Likeness | None:
    if one.looks is None or other.looks is None or _same_shapes(one.looks.glance, other.looks.glance) < ALIKE:
        return None
    pairs = zip(one.looks.patches, other.looks.patches, strict=True)
    furthest = sorted((apart_to_some(mine, theirs) for mine, theirs in pairs), reverse=True)[: len(one.looks.patches) // 4]
    if sum(furthest) / len(furthest) > TINTED:
        return None
    return Likeness.PICTURE if one.pictured and other.pictured else Likeness.DRAWN


def _same_shapes(one: bytes, other: bytes) -> float:
    """How light and dark go together in both, whatever the contrast: 1, the same; 0, not at all; -1, each where the other is not."""
    mine, theirs = _relief(one), _relief(other)
    if not any(mine) or not any(theirs):
        return 0.0 if any(mine) or any(theirs) else 1.0
    return sum(a * b for a, b in zip(mine, theirs, strict=True)) / math.hypot(*mine) / math.hypot(*theirs)


def _relief(glance: bytes) -> list[float]:
    mean = sum(glance) / len(glance)
    relief = [light - mean for light in glance]
    return relief if math.hypot(*relief) / math.sqrt(len(relief)) >= FLAT else [0.0] * len(relief)
