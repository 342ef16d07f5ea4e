"""No code path makes an official reshare with a window under 120 seconds: every way to hold one, in any order, under any rule.

`ONLYHUMAN_TEST_RUNS=2000` is the long version. A failing case prints its steps.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as some
from sqlmodel import col, select, update

from pwa.actions.cancel_post import cancel_post
from pwa.actions.extend_window import extend_window
from pwa.actions.hold_post import hold_again, hold_post
from pwa.actions.keep_holding import keep_holding
from pwa.actions.list_source import list_source
from pwa.actions.move_draft import move_draft
from pwa.actions.note_heartbeat import note_heartbeat
from pwa.actions.noticeboard_store import built_in_networks
from pwa.actions.release_due import release_due
from pwa.actions.save_draft import Words
from pwa.actions.send_now import send_now
from pwa.courier import Courier
from pwa.rules.approval import Ask, When
from pwa.rules.approval import Rule as Asking
from pwa.rules.identity import Kind
from pwa.rules.quarantine import source
from pwa.rules.refusals import Refusal
from pwa.rules.second_look import Answers, Rule
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.secrets import new_token
from pwa.store import approval_rules, drafts, engine, identities
from pwa.store.tables import BoardEntry, Draft, Hold, Identity, Post
from pwa.store.transaction import reading, transaction
from tests.actions.second_person import says_yes
from tests.cast import SITE, Member
from tests.conftest import Clock
from tests.databases import Stores
from tests.standing import at_home

RUNS = int(os.environ.get("ONLYHUMAN_TEST_RUNS", "10"))
LEAST = timedelta(seconds=120)
BARE = (
    "https://x.com/someone/status/20",
    "👇 twitter.com/someone/status/20",
    "RT @a: HTTPS://bsky.app/profile/a.example/post/3k",
    "#news {link}",
)


@dataclass
class House:
    """Steph and Anna, who both speak as WV11, and what was held so far."""

    steph: Member
    anna: Member
    link: str
    clock: Clock
    courier: Courier
    held: list[Post] = field(default_factory=list)
    keys: list[tuple[str, Words]] = field(default_factory=list)

    def begins(self) -> None:
        """As if nothing had been held yet, and no keeper had chosen anything."""
        self.held.clear()
        self.keys.clear()
        self.sets(30, Asking())
        self.lists(on_list=False)

    def speaks(self) -> Member:
        self.steph.speaks_as("wv11")
        return self.steph

    def words(self, how: int, answers: Answers) -> Words:
        """A reshare, alone or with words; or nothing but a link, in the first part or the last."""
        plain = self.steph.words("", handle="wv11")
        if how < 2:
            return replace(plain, parts=[("", "Good news:")[how]], reshares=self.link, answers=answers)
        bare = BARE[how % len(BARE)].format(link=self.link)
        return replace(plain, parts=[bare] if how < 6 else ["As we said:", bare], answers=answers)

    def holds(self, how: int, answers: Answers) -> None:
        words = self.words(how, answers)
        self.held.append(hold_post(self.speaks().caller, "wv11", words))
        self.keys.append((words.page_key, words))

    def moves(self, how: int, answers: Answers) -> None:
        """From a draft of her own, upward."""
        self.steph.speaks_as("steph")
        words = replace(self.words(how, answers), channels=[])
        moved = move_draft(self.steph.caller, "steph", words, to="wv11", proof=self.steph.proves(Purpose.SPEAK_AS, "wv11"))
        self.takes_up(moved, answers)

    def undoes(self, answers: Answers) -> None:
        """And holds what came back."""
        draft = cancel_post(self.latest.public_id, by=self.steph.caller.person)
        self.speaks()
        self.takes_up(draft.public_id, answers)

    def takes_up(self, draft: str, answers: Answers) -> None:
        with reading() as session:
            row = session.exec(select(Draft).where(col(Draft.public_id) == draft)).one()
            parts, version = drafts.parts_of(session, [row])[row.id], row.version
        words = replace(self.steph.words(*parts, handle="wv11", draft=draft, version=version), answers=answers)
        self.held.append(hold_post(self.steph.caller, "wv11", words))

    def again(self, answers: Answers) -> None:
        keep_holding(self.latest.public_id, by=self.anna.caller.person)
        hold_again(self.speaks().caller, self.latest.public_id, hold_key=new_token(), answers=answers)

    def repeats(self) -> None:
        """The same key once more."""
        for _, words in self.keys[-1:]:
            hold_post(self.speaks().caller, "wv11", words)

    def loses_signal(self, seconds: int) -> None:
        note_heartbeat(self.steph.caller, self.latest.public_id)
        self.clock.forward(130)
        extend_window(seconds)

    def sets(self, window: int, rule: Asking) -> None:
        with transaction() as session:
            session.exec(update(Identity).where(col(Identity.handle) == "wv11").values(window_seconds=window))
            approval_rules.keep(session, identities.usable(session, self.steph.caller.person, "wv11"), rule)

    def lists(self, *, on_list: bool) -> None:
        proof = self.steph.proves(Purpose.EDIT_IDENTITY, "wv11")
        list_source(self.steph.caller, "wv11", source("noticeboard", "jo"), on_list=on_list, proof=proof)

    @property
    def latest(self) -> Post:
        if not self.held:
            raise Unfit("nothing is held yet")
        return self.held[-1]


def must_hold(held: list[Post]) -> None:
    """What is held officially, or has left so, had its two minutes; what only waits for a yes leaves by itself never.

    Whoever chose their own voice instead holds it as themself.
    """
    officially = select(Post).join(Identity, col(Identity.id) == col(Post.identity_id)).where(col(Identity.kind) == Kind.OFFICIAL)
    with reading() as session:
        for post in session.exec(officially.where(col(Post.id).in_([one.id for one in held]))):
            if post.approval != "asked":
                assert post.ring_ends_at - post.held_at >= LEAST, post
                assert post.due_at - post.held_at >= LEAST, post
            if post.released_at:
                assert post.released_at - post.held_at >= LEAST, post
            for hold in session.exec(select(Hold).where(col(Hold.post_id) == post.id)):
                assert hold.window_seconds >= LEAST.total_seconds(), hold


ANSWERS = some.builds(
    Answers,
    fine=some.frozensets(some.sampled_from(list(map(str, Rule)))),
    chosen=some.sampled_from(["", "wv11", "steph"]),
    why=some.sampled_from(["", "x", "It is our library.", "They asked us to."]),
    ask=some.booleans(),
)
RULES = some.builds(
    Asking, some.sampled_from(list(Ask)), some.sampled_from([When.ALWAYS, When.ASKED_FOR]), some.integers(1, 240), some.integers(1, 240)
)
SAYS, ASKS = Answers(chosen="wv11", why="It is our library."), Answers(chosen="wv11", ask=True)
STEPS: some.SearchStrategy[tuple[str, tuple[Any, ...]]] = some.one_of(
    some.tuples(some.just("holds"), some.tuples(some.integers(0, 9), ANSWERS)),
    some.tuples(some.just("moves"), some.tuples(some.integers(0, 9), ANSWERS)),
    some.tuples(some.just("undoes"), some.tuples(ANSWERS)),
    some.tuples(some.just("again"), some.tuples(ANSWERS)),
    some.tuples(some.just("repeats"), some.just(())),
    some.tuples(some.just("loses_signal"), some.tuples(some.integers(0, 60))),
    some.tuples(some.just("sets"), some.tuples(some.integers(5, 600), RULES)),
    some.tuples(some.just("lists"), some.tuples(some.booleans())),
    some.tuples(some.just("yes"), some.just(())),
    some.tuples(some.just("now"), some.just(())),
    some.tuples(some.just("waits"), some.tuples(some.integers(0, 400))),
)


def does(house: House, name: str, given: tuple[Any, ...]) -> None:
    """One step; whatever is refused is refused."""
    try:
        if name == "yes":
            says_yes(house.anna, house.latest)
        elif name == "now":
            send_now(house.latest.public_id, by=house.steph.caller.person)
        elif name == "lists":
            house.lists(on_list=given[0])
        elif name == "waits":
            house.clock.forward(*given)
        else:
            getattr(house, name)(*given)
    except (Refusal, Unfit, AssertionError) as why:
        if isinstance(why, AssertionError) and name != "yes":
            raise
    release_due()


@pytest.fixture
def house(databases: dict[str, Stores], tmp_path: Path) -> Iterator[House]:
    """On a real SQLite store that all runs share: time only goes on."""
    (url, cast), clock, courier = at_home(databases["sqlite"]), Clock(), Courier(built_in_networks(SITE), tmp_path)
    engine.connect(url)
    cast.jo.holds("The library opens again on Monday.")
    clock.forward(40)
    courier.run_once()
    with reading() as session:
        entry = session.exec(select(BoardEntry)).one()
    yield House(cast.steph, cast.anna, f"{SITE}/board/jo/{entry.public_id}", clock, courier)
    clock.back()
    engine.engine().dispose()
    databases["sqlite"].drop(url)


def test_no_code_path_makes_an_official_reshare_under_two_minutes(house: House) -> None:
    seen: set[int] = set()

    @example([("sets", (5, Asking())), ("holds", (0, ASKS)), ("yes", ())])
    @example([("sets", (5, Asking(Ask.YES, answer_minutes=1))), ("holds", (0, SAYS)), ("yes", ())])
    @example([("sets", (5, Asking())), ("holds", (2, SAYS)), ("again", (ASKS,)), ("yes", ()), ("again", (SAYS,)), ("now", ())])
    @example([("sets", (5, Asking())), ("moves", (0, SAYS)), ("loses_signal", (1,)), ("undoes", (SAYS,)), ("again", (SAYS,))])
    @settings(max_examples=RUNS, deadline=None, database=None, derandomize=RUNS < 100, phases=[Phase.explicit, Phase.generate])
    @given(some.lists(STEPS, min_size=4, max_size=14))
    def run(steps: list[tuple[str, tuple[Any, ...]]]) -> None:
        house.begins()
        house.holds(len(steps) % 8, SAYS)
        for name, given_with in steps:
            does(house, name, given_with)
            must_hold(house.held)
        seen.update(post.id for post in house.held)

    run()
    assert len(seen) >= RUNS  # it did hold some
