"""Makes an untrusted file into a picture of ours, in a process that may fail: the only room that knows Pillow."""

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

CHILD = Path(__file__).with_name("child.py")
PATIENCE_SECONDS = 20  # its own limit counts only what it computes; this one holds on a machine that is busy with something else
AT_ONCE = 2  # each takes up to 200 MB
TURN_SECONDS = 2  # that a request waits for its turn: the threads that answer are also those that undo
_turns = threading.BoundedSemaphore(AT_ONCE)


class NotAPicture(Exception):
    """It cannot be taken; `why` is "unknown" (no JPEG, PNG or WebP), "large" (too many pixels), "heavy" or "damaged"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Busy(Exception):
    """Others are being read; the same one may be sent again in a moment."""


@dataclass(frozen=True)
class Decoded:
    """A picture of ours: pixels, the right way up, and nothing that says where or by whom they were taken."""

    media_type: str
    width: int
    height: int
    body: bytes
    thumbnail: bytes


def decode(raw: bytes, *, crest: bool = False) -> Decoded:
    """Read a file that anybody may have made and write it anew; `crest`: only the square in its middle. Raises NotAPicture or Busy."""
    command = [sys.executable, "-I", str(CHILD), *(["crest"] if crest else [])]
    if not _turns.acquire(timeout=TURN_SECONDS):
        raise Busy
    try:
        try:
            ran = subprocess.run(command, input=raw, capture_output=True, timeout=PATIENCE_SECONDS, env={}, check=False)  # noqa: S603 - our own file
        except subprocess.TimeoutExpired:
            raise NotAPicture("heavy") from None
    finally:
        _turns.release()
    facts, _, rest = ran.stdout.partition(b"\n")
    if ran.returncode or not facts:  # its limits stopped it, or a decoder fell over
        raise NotAPicture("heavy")
    told = json.loads(facts)
    if refused := told.get("refused"):
        raise NotAPicture(refused)
    body, thumbnail = rest[: told["bytes"]], rest[told["bytes"] :]
    if len(thumbnail) != told["thumbnail"]:
        raise NotAPicture("heavy")
    return Decoded(told["type"], told["width"], told["height"], body, thumbnail)
