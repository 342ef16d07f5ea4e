"""What a face looks like at a glance: a perceptual hash. It reads only squares that this room wrote itself, so in no process of its own."""

import io
from typing import Any

GLANCE, PATCHES = 16, 4  # squares to a side: of light and dark, and of colour
DRAWN = 256  # pixels, as a crest
LETTERS = 0.38  # of the side of a face, as the style sheet draws them
BOLD = 3  # pixels of stroke: the letters that Pillow brings are thinner than a phone's

Pixel = tuple[int, int, int]
Found = tuple[bytes, tuple[Pixel, ...]]


def looks(crest: bytes) -> Found:
    """The light and dark of a crest, square by square, and the colours of its patches; both row by row."""
    from PIL import Image  # late: a server on which nobody wears a picture never needs it

    with Image.open(io.BytesIO(crest), formats=("JPEG",)) as image:
        return _found(image.convert("RGB"))


def drawn(initials: str, field: Pixel) -> Found | None:
    """The same of white letters on a field of colour; None when Pillow's own letters lack one of them."""
    from PIL import Image, ImageDraw, ImageFont

    font: Any = ImageFont.load_default(DRAWN * LETTERS)
    lacking = bytes(font.getmask("\ufffe"))
    if any(bytes(font.getmask(letter)) == lacking for letter in initials):
        return None
    image = Image.new("RGB", (DRAWN, DRAWN), field)
    middle = (DRAWN / 2, DRAWN / 2)
    ImageDraw.Draw(image).text(middle, initials, "white", font, anchor="mm", stroke_width=BOLD, stroke_fill="white")
    return _found(image)


def _found(image: Any) -> Found:
    from PIL.Image import Resampling

    glance = image.convert("L").resize((GLANCE, GLANCE), Resampling.BOX).tobytes()
    patches = image.resize((PATCHES, PATCHES), Resampling.BOX).tobytes()
    return glance, tuple((patches[at], patches[at + 1], patches[at + 2]) for at in range(0, len(patches), 3))
