"""Files that somebody might send as a picture: good ones, and what an attacker would try."""

import io
import os
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms
from PIL.ExifTags import GPS, IFD, Base

SECRET_PLACE = "52.6167 north"
COMMENT = b"taken outside her house"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><photo>whose phone this is</photo></x:xmpmeta>"
HTML = b"<!doctype html><script>alert(document.domain)</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x01D\x00;"


def photo(width: int = 640, height: int = 480, *, colour: str = "teal", kind: str = "JPEG", mode: str = "RGB", **how: Any) -> bytes:
    """A plain picture, its left half white, so that one can see which way up it is."""
    image = Image.new(mode, (width, height), colour)
    image.paste(Image.new(mode, (width // 2, height), "white"), (0, 0))
    return written(image, kind, **how)


def noise(width: int, height: int, kind: str = "JPEG", **how: Any) -> bytes:
    """As hard to compress as a picture can be."""
    return written(Image.frombytes("RGB", (width, height), os.urandom(width * height * 3)), kind, **how)


def camera(width: int = 4000, height: int = 3000) -> bytes:
    """Twelve million pixels, with as much in them as a view has: some three megabytes."""
    coarse = Image.frombytes("RGB", (width // 4, height // 4), os.urandom(width // 4 * (height // 4) * 3))
    return written(coarse.resize((width, height), Image.Resampling.BICUBIC), "JPEG", quality=85)


def telltale() -> bytes:
    """A phone's photo, taken sideways: where, when, with what and by whom, in each place a JPEG has for it."""
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    exif[Base.Artist] = "Steph of Wolverhampton"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSAreaInformation] = SECRET_PLACE
    return photo(exif=exif, comment=COMMENT, xmp=XMP, icc_profile=profile())


def profile() -> bytes:
    """A colour profile with a name in it."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def polyglot() -> bytes:
    """A JPEG that a careless browser would take for a page."""
    return photo(comment=HTML) + HTML


def bomb(side: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that would be gigabytes of pixels."""
    head, row = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0), zlib.compress(b"\0" * (side // 8 + 1) * 64, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", row) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A small PNG whose comment would be a gigabyte."""
    whole = photo(8, 8, kind="PNG")
    comment = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 64_000_000, 9))
    return whole[:33] + comment + whole[33:]


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def written(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def opened(raw: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(raw))
    image.load()
    return image
