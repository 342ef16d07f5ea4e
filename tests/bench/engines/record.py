"""Where the items of a race leave their marks: a file outside every store, to which each of them appends one line when it starts."""

import os
import time
from collections import defaultdict
from pathlib import Path

HANG_SECONDS = 3600
HANGS = "hangs"


class Record:
    """Lines of `<what> <when>`, in seconds since 1970; any number of processes may write."""

    def __init__(self, folder: Path, name: str = "starts") -> None:
        self.path = folder / name
        self._file: int | None = None

    def note(self, what: str) -> None:
        """This happens now."""
        line = f"{what} {time.time():.6f}\n".encode()
        if self._file is None:
            self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        os.write(self._file, line)

    def read(self) -> dict[str, list[float]]:
        """When each thing happened."""
        found: dict[str, list[float]] = defaultdict(list)
        for line in self.path.read_text().splitlines() if self.path.exists() else []:
            what, when = line.split()
            found[what].append(float(when))
        return found


def start(folder: str, key: str) -> None:
    """What every peer's item does: it says that it has started. One that hangs does not come back, the first time."""
    record = _records.setdefault(folder, Record(Path(folder)))
    before = key.startswith(HANGS) and record.read().get(key)
    record.note(key)
    if key.startswith(HANGS) and not before:
        time.sleep(HANG_SECONDS)


_records: dict[str, Record] = {}
