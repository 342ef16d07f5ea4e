"""Runs alone in a process of its own: reads one untrusted picture from its input and writes it anew, small and with nothing but pixels.

Started by its path, so that it imports Pillow and nothing of ours. Its answer is one line of JSON, then the bytes that the line speaks of.
"""

import contextlib
import io
import json
import os
import sys
import warnings
from typing import Any

# A JPEG is read at a half or less, so that many pixels take little room; a PNG needs all of them at once, a WebP four times over.
PIXELS_AT_MOST = {"JPEG": 40_000_000, "MPO": 40_000_000, "PNG": 16_000_000, "WEBP": 10_000_000}
LONG_SIDE = 2048  # no network shows more
BYTES_AT_MOST = 1_000_000  # Bluesky's limit, the lowest of all
THUMBNAIL, CREST = 400, 256
MEMORY = 224 * 1024 * 1024  # of addresses: what is ever in use at once stays under 200 MB
CPU_SECONDS = 2
QUALITIES = (88, 80, 72, 62, 50)
TURNED_BY = 0x0112  # the EXIF field that says which way up the phone was held


class Refused(Exception):
    """Why this is no picture that can be taken, in one word."""


def main(as_crest: bool) -> None:
    """Answer once, whatever comes in."""
    raw = sys.stdin.buffer.read()
    try:
        limit_ourselves()
        facts, bodies = crest(raw) if as_crest else picture(raw)
    except Refused as why:
        facts, bodies = {"refused": str(why)}, []
    except MemoryError:
        facts, bodies = {"refused": "heavy"}, []
    except Exception:  # noqa: BLE001 - whatever a decoder trips over, the file is not one that we take
        facts, bodies = {"refused": "damaged"}, []
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + b"".join(bodies))
    sys.stdout.buffer.flush()
    os._exit(0)


def limit_ourselves() -> None:
    """From here on this process has little memory and little time, and can write no file and start no process."""
    with contextlib.suppress(ImportError):  # not on Windows; there our parent's patience is the limit
        import resource

        for kind, most in {"AS": MEMORY, "CPU": CPU_SECONDS, "FSIZE": 0, "CORE": 0}.items():
            resource.setrlimit(getattr(resource, f"RLIMIT_{kind}"), (most, most))


def picture(raw: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The picture as networks get it, and its thumbnail."""
    image, lossless = opened(raw, LONG_SIDE)
    kind, body, size = encoded(image, lossless)
    small = fresh(image, THUMBNAIL)
    thumbnail = jpeg(on_white(small), 78)
    return {"type": kind, "width": size[0], "height": size[1], "bytes": len(body), "thumbnail": len(thumbnail)}, [body, thumbnail]


def crest(raw: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The square in the middle of it."""
    image, _ = opened(raw, LONG_SIDE)
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    body = jpeg(on_white(fresh(image.crop((left, top, left + side, top + side)), CREST)), 86)
    return {"type": "image/jpeg", "width": CREST, "height": CREST, "bytes": len(body), "thumbnail": 0}, [body]


def opened(raw: bytes, long_side: int) -> tuple[Any, bool]:
    """Its pixels and nothing else, the right way up, in sRGB, at most `long_side` pixels; and whether it was drawn. Raises Refused."""
    from PIL import Image, UnidentifiedImageError

    warnings.simplefilter("error")
    Image.MAX_IMAGE_PIXELS = max(PIXELS_AT_MOST.values())
    try:
        image: Any = Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "WEBP"))
    except UnidentifiedImageError:
        raise Refused("unknown") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("large") from None
    if image.width * image.height > PIXELS_AT_MOST[image.format]:
        raise Refused("large")
    lossless = image.format == "PNG"
    turned, profile = orientation(image), image.info.get("icc_profile")
    image.draft("RGB", (long_side, long_side))  # a JPEG can be read at a half, a quarter or an eighth
    image.load()
    image = plain(image)
    image.thumbnail((long_side, long_side))
    image = in_srgb(image, profile)
    if turned:
        image = image.transpose(turned)
    return fresh(image, long_side), lossless


def orientation(image: Any) -> Any:
    """How to turn it. A field that cannot be read says nothing."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    try:
        return turns.get(image.getexif().get(TURNED_BY))
    except Exception:  # noqa: BLE001
        return None


def plain(image: Any) -> Any:
    """As RGB, or RGBA where something shows through."""
    if image.mode in ("RGB", "RGBA", "CMYK"):
        return image
    through = image.mode in ("LA", "PA", "La", "RGBa") or "transparency" in image.info
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    return image.convert("RGBA" if through else "RGB")


def in_srgb(image: Any, profile: bytes | None) -> Any:
    """Phones take pictures in colours of their own; without the profile that says so they would look pale."""
    if profile and image.mode in ("RGB", "CMYK"):
        from PIL import ImageCms

        with contextlib.suppress(Exception):  # a profile that cannot be read is left out
            theirs, ours = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, theirs, ours, outputMode="RGB")
    return image.convert("RGB") if image.mode == "CMYK" else image


def fresh(image: Any, long_side: int) -> Any:
    """A new picture with copied pixels: what stood beside them (EXIF, XMP, comments, text) stays behind."""
    from PIL import Image

    smaller = image
    if max(image.size) > long_side:
        smaller = image.copy()
        smaller.thumbnail((long_side, long_side))
    copied = Image.new(smaller.mode, smaller.size)
    copied.paste(smaller)
    return copied


def on_white(image: Any) -> Any:
    """Without anything that shows through."""
    from PIL import Image

    if image.mode == "RGB":
        return image
    sheet = Image.new("RGB", image.size, "white")
    sheet.paste(image, mask=image.getchannel("A"))
    return sheet


def encoded(image: Any, lossless: bool) -> tuple[str, bytes, tuple[int, int]]:
    """A PNG where that fits and was one; otherwise the best JPEG that does."""
    if lossless:
        out = io.BytesIO()
        image.save(out, "PNG")
        if len(body := out.getvalue()) <= BYTES_AT_MOST // 2:
            return "image/png", body, image.size
    image = on_white(image)
    while True:
        for quality in QUALITIES:
            if len(body := jpeg(image, quality)) <= BYTES_AT_MOST:
                return "image/jpeg", body, image.size
        image = fresh(image, max(image.size) * 3 // 4)


def jpeg(image: Any, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


if __name__ == "__main__":
    main("crest" in sys.argv[1:])
