"""The app, a phone in somebody's hand, and a courier that runs and is left alone, while the store meets with an accident."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random
from string import ascii_letters
from typing import Self

from sqlmodel import col, func, select, update
from werkzeug.test import TestResponse

from pwa import create_app, settings
from pwa.actions.sign_ledger import verify_ledger
from pwa.courier import Courier
from pwa.rules.identity import WINDOW_SECONDS
from pwa.store import engine
from pwa.store.migrate import migrate
from pwa.store.tables import Cancellation, Draft, Hold, Identity, Parking, Post
from pwa.store.transaction import reading, transaction
from tests.actions.looks import states_of
from tests.cast import Cast, Member
from tests.fire.hosts import leaves, post_at, wait_until
from tests.fire.paper import Paper
from tests.web.writer import Writer, read

Accident = Callable[[], AbstractContextManager[None]]

SENTENCE = "The server cannot write anything down at the moment. Nothing was changed."
STILL_GOES = "a post that is being held still goes out at its time"
BACK_WITHIN = 20  # seconds from the end of an accident until the courier has done what it missed
# A store that is full still has room for a few words in what it has: these parts need new pages, and cannot be compressed.
LONG = ["".join(Random(part).choices(ascii_letters, k=4900)) for part in range(3)]


class House:
    """A context manager: the courier runs meanwhile."""

    def __init__(self, store: str, steph: Member, folder: Path) -> None:
        self.folder, self.paper = folder, Paper(folder.parent / "record")
        self.app = create_app(settings.read({"ONLYHUMAN_DATA": str(folder), "ONLYHUMAN_DATABASE_URL": store}))
        self.phone = Writer(self.app, steph)
        self._courier = Courier({self.paper.name: self.paper}, folder)
        self._thread = threading.Thread(target=self._courier.run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._courier.stop()
        self._thread.join(BACK_WITHIN)
        engine.engine().dispose()
        assert not self._thread.is_alive()

    def lives_through(self, accident: Accident, *, pages_too: bool = False) -> None:
        """Refused in it, and afterwards, with no hand laid on anything, all is as it should be. `pages_too`: looking is refused as well."""
        phone = self.phone
        with transaction() as session:  # or, on a busy machine, what is to be undone after the accident would have left by then
            session.exec(update(Identity).where(col(Identity.handle) == "steph").values(window_seconds=WINDOW_SECONDS[-1]))
        self.sends("Sent before.")
        undone = phone.holds("steph", "Undone before.")
        assert phone.sends(f"{undone}/cancellation").status_code == 303
        due, stays = post_at(phone.holds("steph", "Due in it.")), phone.holds("steph", *LONG)
        words, known = phone.writes("steph", "Written in it.", *LONG), counted()
        leaves(due, 0.1)
        with accident():
            for _ in range(2):
                refused(phone.sends("/as/steph/posts", **words), "Written in it.")
                refused(phone.sends(f"{stays}/cancellation"), STILL_GOES)
                refused(phone.saves(f"/as/steph/drafts/{words['draft']}", **words))
                for page in ("/health", stays, "/as/steph/outbox") if pages_too else ():
                    refused(phone.opens(page))
        held = phone.sends("/as/steph/posts", **words).headers["Location"]
        assert phone.sends("/as/steph/posts", **words).headers["Location"] == held
        assert phone.sends(f"{stays}/cancellation").status_code == 303
        assert counted() == [before + more for before, more in zip(known, (1, 1, 1, 2, 0), strict=True)]
        wait_until(lambda: states_of(due) == ["sent"], BACK_WITHIN)
        self.sends("Sent after.")
        assert [arrival.text for arrival in self.paper.arrivals()] == ["Sent before.", "Due in it.", "Sent after."]
        assert verify_ledger(self.folder)[1] == []

    def is_well(self) -> bool:
        """Whether it can serve."""
        return self.phone.opens("/health").status_code == 200

    def sends(self, text: str) -> None:
        """Hold it, give up its window, and see it arrive."""
        address = self.phone.holds("steph", text)
        assert self.phone.sends(f"{address}/release").status_code == 303
        wait_until(lambda: states_of(post_at(address)) == ["sent"], BACK_WITHIN)


def refused(answer: TestResponse, *also: str) -> None:
    """Whether this is the one plain answer, with what it must give back or say besides."""
    assert answer.status_code == 503, answer.text
    assert answer.headers["Retry-After"] == "5"
    said = read(answer)
    assert [words for words in (SENTENCE, *also) if words not in said] == []
    assert "Traceback" not in said


def counted() -> list[int]:
    """How many posts, holds, cancellations, drafts and parkings there are: what only people make."""
    with reading() as session:
        return [session.exec(select(func.count()).select_from(table)).one() for table in (Post, Hold, Cancellation, Draft, Parking)]


def new_steph(store: str) -> Member:
    """Steph, on a store with nothing in it."""
    engine.connect(store)
    migrate()
    return Cast().steph
