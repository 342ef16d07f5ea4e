"""An untrusted file becomes pixels and nothing else, or nothing at all; quickly, and with little memory."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pwa import pictures
from pwa.pictures import NotAPicture, child
from tests import picture_files as files
from tests.sources import ROOT

Made = Callable[[], bytes]  # a file, made when its test begins and not when somebody looks for tests
PATIENCE_SECONDS = 2.0
MEGABYTES = 200


def test_a_phones_photo_says_nothing_of_where_it_was_taken() -> None:
    raw = files.telltale()
    traces = (files.SECRET_PLACE.encode(), files.COMMENT, b"whose phone", b"Wolverhampton", b"Exif", b"ICC_PROFILE", b"http://ns.adobe.com")
    assert all(trace in raw for trace in traces if trace != b"http://ns.adobe.com")
    made = pictures.decode(raw)
    for body in (made.body, made.thumbnail):
        assert [trace for trace in traces if trace in body] == []
        image = files.opened(body)
        assert len(image.getexif()) == 0
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


def test_it_stands_the_right_way_up() -> None:
    made = pictures.decode(files.telltale())  # held sideways: what was left is up now
    image = files.opened(made.body)
    assert (made.width, made.height) == image.size == (480, 640)
    top, bottom = image.getpixel((240, 20)), image.getpixel((240, 620))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 240
    assert bottom[0] < 40


def test_a_text_chunk_of_a_png_stays_behind() -> None:
    said = PngInfo()
    said.add_text("Author", "Steph of Wolverhampton")
    made = pictures.decode(files.photo(kind="PNG", pnginfo=said))
    assert made.media_type == "image/png"
    assert b"Wolverhampton" not in made.body


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(lambda: files.noise(4000, 3000), id="a phone's photo of the worst kind"),
        pytest.param(lambda: files.photo(7000, 5600), id="39 megapixels"),
        pytest.param(lambda: files.noise(2500, 2000, "PNG"), id="a PNG that does not compress"),
    ],
)
def test_what_goes_out_is_small_enough_for_every_network(raw: Made) -> None:
    made = pictures.decode(raw())
    assert len(made.body) <= 1_000_000
    assert max(made.width, made.height) <= 2048
    assert (made.width, made.height) == files.opened(made.body).size
    assert max(files.opened(made.thumbnail).size) <= 400


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "I;16", "CMYK", "RGB"])
def test_every_kind_of_pixel_arrives(mode: str) -> None:
    image = Image.new("RGB", (64, 48), "teal").convert("L" if mode == "I;16" else mode)
    raw = files.written(image.convert("I;16") if mode == "I;16" else image, "JPEG" if mode == "CMYK" else "PNG")
    made = pictures.decode(raw)
    assert (made.width, made.height) == (64, 48)
    assert files.opened(made.body).mode in ("RGB", "RGBA")


def test_what_shows_through_is_white_where_it_cannot_be_kept() -> None:
    made = pictures.decode(files.photo(kind="PNG", mode="RGBA", colour="#00000000"))
    assert files.opened(made.thumbnail).getpixel((390, 10)) == (255, 255, 255)


def test_a_crest_is_the_square_in_the_middle() -> None:
    made = pictures.decode(files.photo(900, 300), crest=True)
    image = files.opened(made.body)
    assert image.size == (256, 256)
    assert made.media_type == "image/jpeg"


HOSTILE: dict[str, tuple[Made, str]] = {
    "nothing": (lambda: b"", "unknown"),
    "HTML": (lambda: files.HTML, "unknown"),
    "SVG": (lambda: files.SVG, "unknown"),
    "GIF": (lambda: files.GIF, "unknown"),
    "a Postscript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "unknown"),
    "half a JPEG": (lambda: files.noise(600, 400)[:9000], "damaged"),
    "half a PNG": (lambda: files.noise(300, 200, "PNG")[:9000], "damaged"),
    "a bomb": (files.bomb, "large"),
    "a comment that is a bomb": (files.text_bomb, "damaged or unknown"),
    "50 megapixels": (lambda: files.photo(8000, 6300), "large"),
    "17 megapixels of PNG": (lambda: files.photo(4300, 4000, kind="PNG"), "large"),
    "noise": (lambda: os.urandom(200_000), "unknown"),
    "a JPEG's head and noise": (lambda: files.noise(600, 400)[:600] + os.urandom(100_000), "damaged or unknown"),
}


def processor() -> float:
    """Seconds that this process and whatever it started have worked, whatever else the machine did meanwhile."""
    return sum(os.times()[:4])


@pytest.mark.parametrize(("raw", "why"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_at_once(raw: Made, why: str) -> None:
    made, begun = raw(), processor()
    with pytest.raises(NotAPicture) as refused:
        pictures.decode(made)
    assert processor() - begun < PATIENCE_SECONDS
    assert refused.value.why in why.split(" or ")


def test_a_page_hidden_in_a_picture_is_gone() -> None:
    assert b"script" not in pictures.decode(files.polyglot()).body


HUNGRY: dict[str, Made] = {
    "a bomb": files.bomb,
    "39 megapixels in one pass": lambda: files.photo(7000, 5600),
    "39 megapixels in many": lambda: files.photo(7000, 5600, progressive=True),
    "16 megapixels that show through": lambda: files.photo(4000, 3999, kind="PNG", mode="RGBA"),
    "9 megapixels of WebP": lambda: files.photo(3600, 2700, kind="WEBP"),
    "39 megapixels of WebP": lambda: files.photo(7000, 5600, kind="WEBP"),
}


@pytest.mark.parametrize("raw", HUNGRY.values(), ids=HUNGRY)
def test_nothing_takes_more_than_200_megabytes(raw: Made) -> None:
    program = """
import resource, sys
from pwa import pictures
try:
    pictures.decode(sys.stdin.buffer.read())
except pictures.NotAPicture:
    pass
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
    ran = subprocess.run([sys.executable, "-c", program], input=raw(), capture_output=True, cwd=ROOT, check=True)
    kilobytes = int(ran.stdout) // (1024 if sys.platform == "darwin" else 1)
    assert kilobytes < MEGABYTES * 1024


def test_the_child_cannot_write_a_file_or_go_on_for_ever(tmp_path: Path) -> None:
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from pwa.pictures import child; child.limit_ourselves(); "
    tries = ("open('written', 'wb', 0).write(b'x')", "exec('while True: pass')", "b'x' * 400_000_000")
    ran = [
        subprocess.run([sys.executable, "-c", program + one], capture_output=True, check=False, timeout=20, cwd=tmp_path) for one in tries
    ]
    assert [one.returncode for one in ran].count(0) == 0
    assert b"MemoryError" in ran[-1].stderr
    assert (tmp_path / "written").stat().st_size == 0
    assert child.CPU_SECONDS <= PATIENCE_SECONDS


def test_whoever_finds_every_turn_taken_is_told_at_once_and_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "TURN_SECONDS", 0.05)
    monkeypatch.setattr(pictures, "_turns", threading.BoundedSemaphore(1))
    with pictures._turns, pytest.raises(pictures.Busy):
        pictures.decode(files.photo())
    assert pictures.decode(files.photo()).body
