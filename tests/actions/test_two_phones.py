"""One person holds on two phones at the same moment: the second look at the one sees what the other has held. On both databases.

`ONLYHUMAN_TEST_RACES=1000` says how many holds race on each store; a few without it.
"""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from sqlmodel import col, select, text

from pwa.actions.cancel_post import cancel_post
from pwa.actions.hold_post import hold_again, hold_post
from pwa.actions.keep_holding import keep_holding
from pwa.rules.second_look import Answers, Rule, SecondLook
from pwa.rules.series_guard import WITHIN
from pwa.secrets import new_token
from pwa.store import ledger
from pwa.store.tables import Flag, Hold, Post
from pwa.store.transaction import reading, transaction
from tests.actions.test_races import at_once
from tests.cast import Cast, Member
from tests.conftest import Clock

RACES = int(os.environ.get("ONLYHUMAN_TEST_RACES", "4"))
BUS, DOGS, LIBRARY = "A man on the bus told me what he thinks of my cat.", "He has views on dogs too.", "The library is open until six."


class Phone:
    """What one of her phones holds, or what it was asked instead."""

    def __init__(self, member: Member, words: str, handle: str = "steph", chosen: str = "") -> None:
        self.member, self.handle = member, handle
        self.words = replace(member.words(words, handle=handle), answers=Answers(chosen=chosen))
        self.post: Post | None = None
        self.asked: SecondLook | None = None

    def holds(self) -> None:
        try:
            self.post = hold_post(self.member.caller, self.handle, self.words)
        except SecondLook as why:
            self.asked = why


@pytest.fixture
def other(steph: Member) -> Member:
    """Her other phone, which speaks as WV11."""
    phone = steph.another_browser("Safari on iPhone")
    phone.speaks_as("wv11")
    return phone


def doubles_of(*posts: Post | None) -> int:
    with reading() as session:
        numbers = select(Hold.id).where(col(Hold.post_id).in_([post.id for post in posts if post]))
        return len(session.exec(select(Flag).where(col(Flag.hold_id).in_(numbers), col(Flag.rule) == Rule.DOUBLE)).all())


def test_the_last_of_a_series_on_another_phone_at_the_same_moment_is_asked_about(cast: Cast, other: Member) -> None:
    for number in range(RACES):
        first = cast.steph.holds(f"{BUS} {number}")
        mine, theirs = Phone(cast.steph, DOGS), Phone(other, LIBRARY, "wv11")
        at_once(mine.holds, theirs.holds)
        assert mine.post, "her own voice is asked about nothing"
        if theirs.asked:
            assert theirs.asked.unmet.rule == Rule.SERIES
        else:
            assert theirs.post
            assert theirs.post.held_at < mine.post.held_at, "it was the last of three, and nobody was asked"
        for post in filter(None, (first, mine.post, theirs.post)):
            cancel_post(post.public_id, by=cast.steph.caller.person)


def test_the_same_words_on_two_phones_at_the_same_moment_are_a_double_once(cast: Cast, other: Member) -> None:
    for number in range(RACES):
        road = f"Road closed at the Crown until noon, says notice {number}."
        mine, theirs = Phone(cast.steph, road, chosen="steph"), Phone(other, road, "wv11", chosen="wv11")
        at_once(mine.holds, theirs.holds)
        assert doubles_of(mine.post, theirs.post) == 1


def one_after_the_other(*jobs: Callable[[], object]) -> None:
    """Each begins once the one before has done all but write its line; the lines are kept from them until all have come so far."""
    threads = [threading.Thread(target=job) for job in jobs]
    with transaction() as session:
        ledger.take_turns(session, *ledger.chains(session))
        for so_many, thread in enumerate(threads, 1):
            thread.start()
            while waiting() < so_many:
                time.sleep(0.001)
    for thread in threads:
        thread.join()


def waiting() -> int:
    """How many of this database wait for somebody's lock."""
    with reading() as session:
        here = "pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
        asked = text(f"SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND {here}")
        return int(session.connection().execute(asked).scalar_one())


@pytest.fixture
def two_writers(store: str) -> None:
    if store.startswith("sqlite"):
        pytest.skip("SQLite has one writer")


@pytest.mark.usefixtures("two_writers")
def test_a_hold_that_is_not_committed_yet_is_waited_for(steph: Member, other: Member) -> None:
    steph.holds(BUS)
    mine, theirs = Phone(steph, DOGS), Phone(other, LIBRARY, "wv11")
    one_after_the_other(mine.holds, theirs.holds)
    assert mine.post
    assert theirs.asked
    assert theirs.asked.unmet.rule == Rule.SERIES


@pytest.mark.usefixtures("two_writers")
def test_so_is_one_that_is_held_again(steph: Member, other: Member, clock: Clock) -> None:
    parked = steph.holds(DOGS)
    keep_holding(parked.public_id, by=steph.caller.person)
    clock.forward(WITHIN.total_seconds() + 1)
    other.speaks_as("wv11")
    steph.holds(BUS)
    again, theirs = partial(hold_again, steph.caller, parked.public_id, hold_key=new_token()), Phone(other, LIBRARY, "wv11")
    one_after_the_other(again, theirs.holds)
    assert theirs.asked
    assert theirs.asked.unmet.rule == Rule.SERIES
