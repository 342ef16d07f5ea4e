"""What the second look is measured on: the recorded public slips, and ordinary posts of our own writing."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
LONDON = ZoneInfo("Europe/London")
# What thresholds are set on; what was never looked at; what was written when they stood, eleven times, by eleven who had read none of it.
TUNE, KEPT, LATER, FOURTH, FIFTH, SIXTH, SEVENTH = "tune", "kept", "later", "fourth", "fifth", "sixth", "seventh"
EIGHTH, NINTH, TENTH, ELEVENTH, TWELFTH, THIRTEENTH = "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth"
PARTS = (TUNE, KEPT, LATER, FOURTH, FIFTH, SIXTH, SEVENTH, EIGHTH, NINTH, TENTH, ELEVENTH, TWELFTH, THIRTEENTH)
HELD_BACK = (LATER, ELEVENTH, THIRTEENTH)  # parts with recorded slips that nobody who wrote a rule had seen
OFFICIAL, PERSONAL = "official", "personal"
VOICES = {
    "aldbrook": "Aldbrook Council",
    "marlow": "Marlow Lane News",
    "foodshare": "Pennine Food Share",
    "llanfair": "Cyngor Tref Llanfair",
}
PEOPLE = {"steph": "Steph", "dave": "Dave", "priya": "Priya", "gwen": "Gwen", "tom": "Tom"}
SPEAKS_FOR = {"steph": "marlow", "dave": "aldbrook", "priya": "foodshare", "gwen": "llanfair", "tom": "aldbrook"}


@dataclass(frozen=True)
class Shared:
    """Somebody else's post that is passed on."""

    by: str
    text: str


@dataclass(frozen=True)
class Ordinary:
    """A post as it should be: an organisation's own, or a person's own."""

    voice: str
    at: datetime
    text: str
    reshare: Shared | None
    reply_to: str | None

    @property
    def words(self) -> str:
        """What a composer would hold: an answer begins with whom it answers."""
        answers = self.reply_to and not self.text.lower().startswith(self.reply_to.lower())
        return f"{self.reply_to} {self.text}" if answers else self.text


@dataclass(frozen=True)
class Invented(Ordinary):
    """A slip that we made up: what a person meant for themself, and the official voice that it landed on."""

    by: str
    what: str  # how it came about
    name: str


@dataclass(frozen=True)
class Source:
    """Where a slip is on record."""

    publisher: str
    title: str
    date: str
    address: str | None


@dataclass(frozen=True)
class Slip:
    """A recorded public slip in words of our own, and as which of our voices, by whom, it is tried."""

    name: str
    year: int
    was: str  # what kind of official voice it went out as
    voice: str
    by: str
    at: datetime
    text: str
    reshare: Shared | None
    before: tuple[str, ...]  # what the same person had just posted as themself, where that is on record
    source: Source
    what_followed: str
    doubt: str | None  # what is not certain about it


@cache
def ordinary(part: str, kind: str) -> tuple[Ordinary, ...]:
    """One part's ordinary posts of one kind; none while the part has not been written."""
    return tuple(_ordinary(line) for line in _lines(HERE / part / f"{kind}.jsonl"))


@cache
def slips(part: str = "") -> tuple[Slip, ...]:
    """Every recorded slip that whoever wrote the rules knew; or those of one part, which nobody did before the rules stood."""
    return tuple(_slip(line) for line in _lines(HERE / part / "slips.jsonl"))


@cache
def invented(part: str) -> tuple[Invented, ...]:
    """One part's slips that happened to nobody, written after the rules stood by somebody who had not read them."""
    return tuple(_invented(line) for line in _lines(HERE / part / "invented.jsonl"))


def _lines(file: Path) -> Iterator[Mapping[str, Any]]:
    if file.exists():
        for line in file.read_text("utf-8").splitlines():
            yield json.loads(line)


def _ordinary(line: Mapping[str, Any]) -> Ordinary:
    return Ordinary(line["voice"], _local(line["at"]), line["text"], _shared(line), line.get("reply_to"))


def _invented(line: Mapping[str, Any]) -> Invented:
    return Invented(
        *(line["voice"], _local(line["at"]), line["text"], _shared(line), line.get("reply_to")),
        *(line["by"], line["what"], line.get("name", "")),
    )


def _slip(line: Mapping[str, Any]) -> Slip:
    source, names = line["source"], ("name", "year", "as", "voice", "by")
    name, year, was, voice, by = (line[name] for name in names)
    return Slip(
        *(name, year, was, voice, by, _local(line["at"]), line["text"], _shared(line), tuple(line.get("before", ()))),
        Source(source["publisher"], source["title"], source["date"], source.get("address")),
        line["what_followed"],
        line.get("doubt"),
    )


def _shared(line: Mapping[str, Any]) -> Shared | None:
    return Shared(line["reshare"]["by"], line["reshare"]["text"]) if line.get("reshare") else None


def _local(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=LONDON)
