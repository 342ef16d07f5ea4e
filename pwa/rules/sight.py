"""How far apart two colours are, to whoever sees them all and to whoever lacks one of three cones. Pure."""

import math
from collections.abc import Mapping
from functools import cache

from pwa.rules.identity import Colour

Linear = tuple[float, float, float]  # red, green, blue as amounts of light, 0 to 1
Row = tuple[float, float, float]

# static/css/tokens.css, where a test finds the same: lightness, chroma and hue in OKLCH.
SHADES: Mapping[Colour, tuple[float, float, float]] = {
    Colour.TEAL: (0.50, 0.1, 195),
    Colour.BRICK: (0.47, 0.15, 30),
    Colour.PLUM: (0.45, 0.13, 330),
    Colour.NAVY: (0.41, 0.12, 262),
    Colour.MOSS: (0.47, 0.1, 140),
    Colour.SLATE: (0.44, 0.035, 255),
    Colour.OCHRE: (0.50, 0.105, 70),
    Colour.ROSE: (0.50, 0.17, 5),
}
NEAR = 0.08  # in OKLab: side by side 0.02 can be told apart, but voices are told apart from memory, at arm's length, in the sun

# What a protanope and a deuteranope sees of light: Machado, Oliveira and Fernandes 2009, severity 1.
PROTAN: tuple[Row, Row, Row] = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
DEUTAN: tuple[Row, Row, Row] = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))


@cache
def light(colour: Colour) -> Linear:
    """A voice's colour as a screen shines it."""
    lightness, chroma, hue = SHADES[colour]
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3  # noqa: E741 - the cones' own names: long, medium, short
    m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s
    green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s
    return _clipped((red, green, -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s))


def of_bytes(red: int, green: int, blue: int) -> Linear:
    """A pixel's sRGB as light."""
    return (_linear(red / 255), _linear(green / 255), _linear(blue / 255))


def in_bytes(colour: Colour) -> tuple[int, int, int]:
    """A voice's colour as a pixel's sRGB."""
    red, green, blue = (round(255 * (1.055 * part ** (1 / 2.4) - 0.055 if part > 0.0031308 else 12.92 * part)) for part in light(colour))
    return red, green, blue


def apart(one: Linear, other: Linear) -> float:
    """To whoever sees every colour."""
    return math.dist(_oklab(one), _oklab(other))


def apart_to_some(one: Linear, other: Linear) -> float:
    """To whichever of all eyes finds them nearest."""
    return min(apart(one, other), *(apart(_through(eye, one), _through(eye, other)) for eye in (PROTAN, DEUTAN)))


def _oklab(seen: Linear) -> tuple[float, float, float]:
    red, green, blue = seen
    l = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)  # noqa: E741
    m = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    s = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s
    a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s
    return lightness, a, 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s


def _through(eye: tuple[Row, Row, Row], seen: Linear) -> Linear:
    red, green, blue = (sum(part * amount for part, amount in zip(row, seen, strict=True)) for row in eye)
    return _clipped((red, green, blue))


def _clipped(seen: Linear) -> Linear:
    red, green, blue = (min(1.0, max(0.0, part)) for part in seen)
    return red, green, blue


def _linear(part: float) -> float:
    return float(((part + 0.055) / 1.055) ** 2.4 if part > 0.04045 else part / 12.92)
