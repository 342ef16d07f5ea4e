"""What the second look costs a hold: with every look and with none, in turn, in one run, behind a history of thousands of posts.

`python -m tests.bench.second_look [--store sqlite|postgresql] [-n 500] [--history 10000]`: the hold with its durable commit, without HTTP.
Then the same of the largest series that may be held, in a pre-election period with a list as long as one may be.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import count, cycle, islice
from pathlib import Path

from pwa import clock
from pwa.actions import look_twice
from pwa.actions.hold_post import hold_post
from pwa.actions.noticeboard_store import built_in_networks
from pwa.courier import Courier
from pwa.rules.calendar import Period
from pwa.rules.listed import Entry, Sort
from pwa.rules.listed_csv import ENTRIES_AT_MOST
from pwa.store import elections, engine, identities, moments
from pwa.store.migrate import migrate
from pwa.store.transaction import transaction
from tests.bench.figures import percentile, show, spread, verdict
from tests.bench.servers import STORES
from tests.cast import SITE, Cast, Member
from tests.corpus import OFFICIAL as CORPUS_OFFICIAL
from tests.corpus import PERSONAL as CORPUS_PERSONAL
from tests.corpus import TUNE, ordinary
from tests.databases import PostgresServer, Stores, find_programs
from tests.sqlite_files import SqliteFiles

TARGET_MILLISECONDS = 20  # what all the looks may add to a hold, at p99
LARGEST_MILLISECONDS = 50  # and to the largest there is, half of the time
LARGEST_PARTS, LARGEST_PART, LARGEST = 20, 5_000, 10  # characters; and how often it is held
WARM_UP = 20
AT_A_TIME = 500  # posts of the history that are held before the courier takes them
LATER = timedelta(minutes=2)
OFFICIAL = (
    "Road closed at the {place} junction until noon. Buses 59 and 9 go round by {other} Lane; the school is open as usual.",
    "The {place} library opens at ten on Sunday. Please bring your card. Details: https://wv11.example/{other}",
    "Thank you to everybody who came to the {place} clean-up! The next one is at {other} on Saturday.",
    "Flood warning for {place}: keep away from the brook at {other}, and call 0800 555 0100 if you need help.",
)
PERSONAL = (
    "man on the bus to {place} has his feet on the seat again, honestly, I am so done with {other}",
    "Cat has found the one warm spot in {place} and I may never get up. Send tea, and {other}",
    "why is the 59 always late at {place}?! I have been at {other} for bloody ages",
    "Made the {other} soup again. My kitchen in {place} smells amazing, come round if you like x",
)
NAMES = ("Crown", "Linthouse", "Lichfield", "Ashmore", "Wood End", "Neachells", "Broad", "Kitchen", "Amos", "Stubby", "March End", "Moat")


def main() -> int:
    """Returns 1 when the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", choices=STORES, default="sqlite")
    parser.add_argument("-n", type=int, default=500)
    parser.add_argument("--history", type=int, default=10_000)
    asked = parser.parse_args()
    with _store(asked.store) as folder:
        steph, says = Cast().steph, _sentences()
        _history(steph, says, asked.history, folder)
        without, looked = _in_turn(steph, ((official,) for official, _ in says), asked.n)
        _before_an_election(steph)
        largest_without, largest = _in_turn(steph, _series(), LARGEST)
    title = f"One hold as WV11, milliseconds; {asked.store}, {len(look_twice.LOOKS)} looks, {asked.history} posts before it"
    show(title, ["", "n", "p50", "p99", "worst"], [["without a second look", *spread(without)], ["with it", *spread(looked)]])
    added = percentile(looked, 0.99) - percentile(without, 0.99)
    met = verdict("added at p99", added, TARGET_MILLISECONDS, "ms")
    title = f"The same of {LARGEST_PARTS} parts of {LARGEST_PART} characters, with a list of {ENTRIES_AT_MOST} for an election"
    show(title, ["", "n", "p50", "p99", "worst"], [["without a second look", *spread(largest_without)], ["with it", *spread(largest)]])
    added = percentile(largest, 0.5) - percentile(largest_without, 0.5)
    return 0 if verdict("added at p50", added, LARGEST_MILLISECONDS, "ms") and met else 1


@contextmanager
def _store(kind: str) -> Iterator[Path]:
    """An empty one on the disk that temporary files are on."""
    with ExitStack() as stack:
        stores: Stores = stack.enter_context(SqliteFiles())
        if kind == "postgresql":
            if (programs := find_programs()) is None:
                raise SystemExit("PostgreSQL's server programs are not on this machine; python3 tests/check.py installs them on Debian.")
            stores = stack.enter_context(PostgresServer(programs))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onlyhuman-bench-")))
        engine.connect(stores.empty_database())  # type: ignore[attr-defined]
        migrate()
        yield folder
        engine.engine().dispose()


def _sentences() -> Iterator[tuple[str, str]]:
    """One of each voice, again and again, and never twice the same."""
    for number in count():
        named = {"place": NAMES[number % len(NAMES)], "other": NAMES[number // len(NAMES) % len(NAMES)]}
        official, personal = OFFICIAL[number % len(OFFICIAL)], PERSONAL[number % len(PERSONAL)]
        yield official.format(**named) + f" ({number})", personal.format(**named) + f" {number}"


def _series() -> Iterator[tuple[str, ...]]:
    """Of whatever the corpus says, never twice the same."""
    said = [post.words for kind in (CORPUS_OFFICIAL, CORPUS_PERSONAL) for post in ordinary(TUNE, kind)]
    chance = random.Random(1)
    while True:
        chance.shuffle(said)
        text = " ".join(said)
        text *= LARGEST_PARTS * LARGEST_PART // len(text) + 1
        yield tuple(text[at : at + LARGEST_PART].strip() for at in range(0, LARGEST_PARTS * LARGEST_PART, LARGEST_PART))


def _before_an_election(steph: Member) -> None:
    """Of WV11's organisation, from now on, with candidates whose surnames are words that posts have."""
    words = sorted({word for parts in islice(_series(), 1) for part in parts for word in part.split() if word.isalpha()})
    listed = [Entry(Sort.PERSON, f"Xanthe {word.title()}") for _, word in zip(range(ENTRIES_AT_MOST), cycle(words), strict=False)]
    with transaction() as session:
        body = identities.usable(session, steph.caller.person, "wv11").organisation_id
        now = moments.database_time(session)
        elections.keep_periods(session, body or 0, [Period("Local elections", now, now + timedelta(days=30))])
        elections.keep_listed(session, body or 0, listed)


def _history(steph: Member, says: Iterator[tuple[str, str]], posts: int, folder: Path) -> None:
    """Held and sent through the real thing, as herself and as WV11, so that whatever learns from what is sent has learned."""
    courier, looks = Courier(built_in_networks(SITE), folder), look_twice.LOOKS
    look_twice.LOOKS = ()
    for held in range(0, posts, AT_A_TIME):
        some = [next(says) for _ in range(min(AT_A_TIME, posts - held) // 2)]
        for handle, voice in (("wv11", 0), (steph.handle, 1)):
            steph.speaks_as(handle)
            for said in some:
                steph.holds(said[voice], handle=handle)
        _later()
        courier.run_once()
        print(f"\r  {held + len(some) * 2} posts", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    look_twice.LOOKS = looks


def _in_turn(steph: Member, says: Iterator[tuple[str, ...]], holds: int) -> tuple[list[float], list[float]]:
    """One hold without and one with, again and again: whatever else the machine does meets both."""
    looks = look_twice.LOOKS
    took: dict[bool, list[float]] = {False: [], True: []}
    for number in range(WARM_UP + holds):
        if number % AT_A_TIME == 0:
            _later()
            steph.speaks_as(steph.handle)
            steph.speaks_as("wv11")
        for looked in (False, True) if number % 2 else (True, False):
            look_twice.LOOKS = looks if looked else ()
            caller, words = steph.caller, steph.words(*next(says), handle="wv11")
            started = time.perf_counter()
            hold_post(caller, "wv11", words)
            if number >= WARM_UP:
                took[looked].append((time.perf_counter() - started) * 1000)
    look_twice.LOOKS = looks
    return took[False], took[True]


def _later() -> None:
    """Whatever is held is due, and nothing was posted a moment ago."""
    global _ahead
    _ahead += LATER
    clock.set_offset(_ahead)
    moments.set_offset(_ahead)


_ahead = timedelta()

if __name__ == "__main__":
    sys.exit(main())
