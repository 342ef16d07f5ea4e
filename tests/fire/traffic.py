"""People who hold, undo and send without a pause, who write down what they were told, and who do again what was refused."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from werkzeug.test import TestResponse

from pwa.secrets import new_public_id, new_token
from tests.cast import Member
from tests.fire.house import House, refused
from tests.web.writer import Writer, read

DOUBT = "It may be done, or not."
AFTER_REFUSAL = 0.5  # seconds: the page asks for five


@dataclass
class Told:
    """One text: the form that held it, and what its person was told of it."""

    form: dict[str, Any]
    address: str = ""  # once the hold was acknowledged
    wants_undo: bool = False
    undone: bool = False  # acknowledged
    refused: bool = False
    in_doubt: bool = False


class Crowd:
    """So many people, each with a phone; all of it by one seed."""

    def __init__(self, house: House, member: Member, how_many: int, seed: int) -> None:
        self.by_text: dict[str, Told] = {}
        self.troubles: list[str] = []
        self._form = house.phone.composer("steph")
        self._people = [(Writer(house.app, member), Random(f"{seed} {number}")) for number in range(how_many)]
        self._stopping = threading.Event()

    @contextmanager
    def at_it(self) -> Iterator[None]:
        """As long as the block lasts."""
        threads = [threading.Thread(target=self._goes_on, args=(number, *person)) for number, person in enumerate(self._people)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            for thread in threads:
                thread.join()

    def _goes_on(self, number: int, phone: Writer, random: Random) -> None:
        try:
            for count in range(10_000):
                if self._stopping.is_set():
                    return
                self._holds(f"Person {number}, text {count}", phone, random)
        except BaseException as trouble:  # noqa: BLE001
            self.troubles.append(repr(trouble))

    def _holds(self, text: str, phone: Writer, random: Random) -> None:
        form = {**self._form, "draft": new_public_id(), "page_key": new_token(), "part": [text]}
        told = self.by_text[text] = Told(form, wants_undo=random.random() < 0.4)
        answer = phone.sends("/as/steph/posts", **form)
        if not done(answer, told):
            time.sleep(AFTER_REFUSAL)
            return
        told.address = answer.headers["Location"]
        what = "cancellation" if told.wants_undo else "release"
        told.undone = done(phone.sends(f"{told.address}/{what}"), told) and told.wants_undo

    def does_again_what_was_refused(self) -> None:
        """By the same forms; afterwards everybody has what they wanted."""
        phone, _ = self._people[0]
        for told in self.by_text.values():
            if not told.address:
                told.address = phone.sends("/as/steph/posts", **told.form).headers["Location"]
            if told.wants_undo and not told.undone:
                told.undone = phone.sends(f"{told.address}/cancellation").status_code == 303
            elif not told.wants_undo:
                phone.sends(f"{told.address}/release")


def done(answer: TestResponse, told: Told) -> bool:
    """Whether it was acknowledged; else it was refused as it must be, or its person was told that nobody knows."""
    if answer.status_code == 303:
        return True
    if DOUBT in read(answer):
        assert answer.status_code == 503
        told.in_doubt = True
    else:
        refused(answer)
    told.refused = True
    return False
