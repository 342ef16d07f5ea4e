"""Two voices of one person look alike by letters, by colour, to colour-blind eyes, and by what their pictures show."""

import re
from collections.abc import Callable
from functools import partial
from itertools import combinations
from typing import Any

import pytest
from PIL import Image, ImageDraw

from pwa.pictures import looks as seen
from pwa.rules.identity import Colour
from pwa.rules.likeness import Face, Likeness, Looks, free_colours, likeness, skeleton
from pwa.rules.sight import NEAR, SHADES, apart, apart_to_some, in_bytes, light, of_bytes
from tests import picture_files as files
from tests.sources import ROOT

C = Colour


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (("WV", C.BRICK), ("WV", C.BRICK), Likeness.LETTERS),
        (("WV", C.BRICK), ("W", C.BRICK), Likeness.COLOUR),
        (("WV", C.BRICK), ("WV", C.ROSE), Likeness.SHADES),
        (("WV", C.BRICK), ("WV", C.MOSS), Likeness.SIGHT),  # red and green, to a deuteranope
        (("WV", C.PLUM), ("WV", C.NAVY), Likeness.SIGHT),  # to a protanope
        (("WV", C.BRICK), ("WC", C.MOSS), None),  # other letters tell them apart
        (("WV", C.BRICK), ("WV", C.TEAL), None),  # another colour does, to every eye
        (("WV", C.BRICK), ("WV", C.NAVY), None),
        (("WV", C.BRICK), ("ST", C.TEAL), None),
        (("É", C.BRICK), ("E", C.BRICK), Likeness.LETTERS),
        (("S0", C.BRICK), ("SO", C.BRICK), Likeness.LETTERS),
        (("VV", C.BRICK), ("W", C.BRICK), Likeness.LETTERS),
        (("\u0410\u0412", C.BRICK), ("AB", C.BRICK), Likeness.LETTERS),  # Cyrillic
        (("B8", C.BRICK), ("8B", C.ROSE), Likeness.SHADES),
        (("BA", C.BRICK), ("AB", C.ROSE), None),
    ],
)
def test_letters_and_colours(one: tuple[str, Colour], other: tuple[str, Colour], found: Likeness | None) -> None:
    assert likeness(Face(*one), Face(*other)) == found
    assert likeness(Face(*other), Face(*one)) == found


def test_every_letter_is_its_own() -> None:
    assert len({skeleton(letter) for letter in "ABCDEFGHIJKLMNOPRSTUVWXYZ34679"}) == 30


def test_nobody_who_sees_every_colour_takes_one_of_the_set_for_another_but_brick_and_rose() -> None:
    near = {pair for pair in combinations(C, 2) if apart(light(pair[0]), light(pair[1])) < NEAR}
    assert near == {(C.BRICK, C.ROSE)}


def test_other_eyes_only_ever_see_less() -> None:
    for one, other in combinations(C, 2):
        assert apart_to_some(light(one), light(other)) <= apart(light(one), light(other))
    assert apart_to_some(light(C.NAVY), of_bytes(255, 255, 255)) > 4 * NEAR


def test_the_colours_are_those_of_the_style_sheet_and_of_the_browsers_own_bar() -> None:
    tokens = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    shades = re.findall(r'\[data-colour="(\w+)"\] \{ --voice: oklch\(calc\((\d+)% - var\(--deeper\)\) ([\d.]+) (\d+)\)', tokens)
    assert {C(name): (int(percent) / 100, float(chroma), int(hue)) for name, percent, chroma, hue in shades} == SHADES
    head = (ROOT / "pwa" / "templates" / "_partials" / "head.html").read_text(encoding="utf-8")
    bars = {C(name): tuple(bytes.fromhex(rgb)) for name, rgb in re.findall(r"'(\w+)': '#([0-9a-f]{6})'", head)}
    for colour in C:
        assert max(abs(ours - bar) for ours, bar in zip(in_bytes(colour), bars[colour], strict=True)) <= 1


def test_offered_are_the_colours_in_which_it_looks_like_none() -> None:
    others = [Face("WV", C.TEAL), Face("WC", C.PLUM)]
    free = free_colours([Face("WV", colour) for colour in C], others)
    assert free == [colour for colour in C if not any(likeness(Face("WV", colour), other) for other in others)]
    assert C.TEAL not in free  # WV's own
    assert C.PLUM not in free  # WC's, whose letters differ
    assert C.MOSS in free


def looks(image: Any) -> Looks:
    glance, patches = seen.looks(files.written(image, "JPEG", quality=86))
    return Looks(glance, tuple(of_bytes(*pixel) for pixel in patches))


def pictured(image: Any, colour: Colour = C.TEAL) -> Face:
    return Face("XY", colour, pictured=True, looks=looks(image))


def lettered(initials: str, colour: Colour) -> Face:
    found = seen.drawn(initials, in_bytes(colour))
    assert found
    return Face(initials, colour, looks=Looks(found[0], tuple(of_bytes(*pixel) for pixel in found[1])))


def logo(draw: Callable[[Any], None], field: Any = "white") -> Any:
    image = Image.new("RGB", (256, 256), field)
    draw(ImageDraw.Draw(image))
    return image


INK = (30, 60, 140)


def disc(on: Any, ink: Any = INK) -> None:
    on.ellipse((60, 60, 196, 196), fill=ink)


def tree(on: Any) -> None:
    on.ellipse((70, 30, 186, 146), fill=INK)
    on.rectangle((116, 140, 140, 226), fill=INK)


def bars(on: Any) -> None:
    for at in range(4):
        on.rectangle((30 + at * 50, 40 + at * 20, 60 + at * 50, 220), fill=INK)


def cross(on: Any) -> None:
    on.rectangle((108, 40, 148, 216), fill=INK)
    on.rectangle((40, 108, 216, 148), fill=INK)


LOGOS = (disc, tree, bars, cross)


@pytest.mark.parametrize("draw", LOGOS)
def test_the_same_picture_is_known_again_cropped_small_and_bright(draw: Callable[[Any], None]) -> None:
    image = logo(draw)
    changed = [image.crop((6, 6, 250, 250)), image.resize((64, 64)), image.point(lambda light: min(255, int(light * 1.1)))]
    for one in changed:
        assert likeness(pictured(image), pictured(one.resize((256, 256)), C.PLUM)) == Likeness.PICTURE


@pytest.mark.parametrize(("one", "other"), list(combinations(LOGOS, 2)))
def test_two_logos_in_one_ink_are_two(one: Callable[[Any], None], other: Callable[[Any], None]) -> None:
    assert likeness(pictured(logo(one)), pictured(logo(other), C.PLUM)) is None


def test_one_logo_in_another_ink_is_another_unless_eyes_see_no_difference() -> None:
    blue, red, green = (logo(partial(disc, ink=ink)) for ink in (INK, (200, 30, 30), in_bytes(C.MOSS)))
    assert likeness(pictured(blue), pictured(red, C.PLUM)) is None
    brick = logo(partial(disc, ink=in_bytes(C.BRICK)))
    assert likeness(pictured(brick), pictured(green, C.PLUM)) == Likeness.PICTURE


def test_a_picture_of_the_letters_looks_like_the_letters() -> None:
    def letters(on: Any) -> None:
        on.text((128, 128), "WV", "white", anchor="mm", font_size=104)

    drawn = pictured(logo(letters, in_bytes(C.BRICK)))
    assert likeness(drawn, lettered("WV", C.BRICK)) == Likeness.DRAWN
    assert likeness(lettered("WV", C.BRICK), drawn) == Likeness.DRAWN
    assert likeness(drawn, lettered("ST", C.BRICK)) is None
    assert likeness(drawn, lettered("WV", C.NAVY)) is None
    assert seen.drawn("\u0416", in_bytes(C.BRICK)) is None  # letters we cannot draw are compared by themselves


def test_flat_pictures_have_only_their_colour() -> None:
    white, near, black = (Image.new("RGB", (256, 256), grey) for grey in ("white", (252, 252, 250), "black"))
    assert likeness(pictured(white), pictured(near, C.PLUM)) == Likeness.PICTURE
    assert likeness(pictured(white), pictured(black, C.PLUM)) is None
    assert likeness(pictured(white), pictured(logo(disc), C.PLUM)) is None
