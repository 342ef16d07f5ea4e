"""What was sent is learnt, once, by however many couriers; what was taken back, deleted or left behind is out of it again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

from pwa.actions.delete_old_words import delete_old_words
from pwa.actions.delete_words import delete_words
from pwa.actions.hold_post import hold_post
from pwa.actions.keep_holding import keep_holding
from pwa.actions.learn_voices import learn_some, learn_voices
from pwa.actions.own_up import own_up
from pwa.actions.release_due import release_due
from pwa.actions.retract_post import retract_post
from pwa.actions.set_retention import leave_no_words, set_retention
from pwa.actions.unlearn_posts import unlearn_voice
from pwa.courier import Courier
from pwa.rules.learning import Said
from pwa.rules.pictures import Placed
from pwa.rules.reads_like import READS_LIKE, ReadsLike
from pwa.rules.step_up import Purpose
from pwa.rules.voice_habits import HOUSE, habits
from pwa.store import identities
from pwa.store.moments import database_time
from pwa.store.tables import Identity, Post
from pwa.store.transaction import reading, transaction
from tests.actions.learnt import SETTLED, afresh, known_of, learns
from tests.actions.test_races import at_once
from tests.actions.test_uploads import brings
from tests.cast import Member
from tests.conftest import Clock

DAY = 24 * 60 * 60


def sends(member: Member, clock: Clock, *texts: str, handle: str | None = None) -> list[Post]:
    """Each as a Post of its own, and they leave."""
    if handle:
        member.speaks_as(handle)
    held = [member.holds(text, handle=handle) for text in texts]
    if handle:
        member.speaks_as(member.handle)
    clock.forward(35)
    release_due()
    return held


def voice_of(member: Member) -> Identity:
    with reading() as session:
        return identities.personal(session, member.caller.person)


def test_what_left_is_learnt_a_quarter_of_an_hour_later_as_the_voice_it_left_as(store: str, steph: Member, clock: Clock) -> None:
    sends(steph, clock, "Soup at last", "The cat is on the bus")
    sends(steph, clock, "The road is closed.", handle="wv11")
    steph.undoes(steph.holds("Undone"))
    keep_holding(steph.holds("Parked").public_id, by=steph.caller.person)
    learn_voices()
    assert known_of("steph") == b""
    learns(clock)
    assert known_of("steph") == afresh("The cat is on the bus", "Soup at last")
    assert known_of("wv11") == afresh("The road is closed.")
    sends(steph, clock, "More soup")
    learns(clock)
    assert known_of("steph") == afresh("Soup at last", "The cat is on the bus", "More soup")


def walk() -> None:
    while learn_voices():
        pass


def test_couriers_that_walk_at_one_moment_learn_everything_once(
    store: str, steph: Member, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pwa.actions.learn_voices.AT_ONCE", 2)
    texts = [f"The {word} is late" for word in ("bus", "tram", "train", "boat", "plane")]
    sends(steph, clock, *texts)
    clock.forward(SETTLED)
    at_once(walk, walk, walk)
    assert known_of("steph") == afresh(*texts)


def test_what_was_taken_back_or_owned_up_to_is_nobodys_voice(store: str, steph: Member, clock: Clock, courier: Courier) -> None:
    kept, back, owned, early = sends(steph, clock, "Kept", "Taken back", "Owned up to", "Taken back at once")
    retract_post(early.public_id, by=steph.caller.person)
    learns(clock)
    assert known_of("steph") == afresh("Kept", "Taken back", "Owned up to")
    for post in (back, back, owned):
        retract_post(post.public_id, by=steph.caller.person)
    own_up(owned.public_id, by=steph.caller.person)
    assert known_of("steph") == afresh("Kept")
    own_up(kept.public_id, by=steph.caller.person)
    assert known_of("steph") == b""


def test_deleted_words_do_not_live_on_in_what_was_learnt(store: str, steph: Member, clock: Clock, courier: Courier) -> None:
    gone, _ = sends(steph, clock, "Mrs Jones of 4 Church Road", "The fair is on Sunday", handle="wv11")
    courier.run_once()
    learns(clock)
    delete_words(steph.caller, gone.public_id, proof=steph.proves(Purpose.DELETE_WORDS, gone.public_id))
    assert known_of("wv11") == afresh("The fair is on Sunday")
    set_retention(steph.caller, "wv11", days=90, proof=steph.proves(Purpose.KEEP_WORDS, "wv11"))
    clock.forward(91 * DAY)
    assert delete_old_words() == 1
    assert known_of("wv11") == b""


def test_the_words_under_a_picture_are_no_habit_of_fragments(store: str, steph: Member, clock: Clock) -> None:
    picture = brings(steph)
    steph.speaks_as("wv11")
    hold_post(steph.caller, "wv11", replace(steph.words("Mid Wales", handle="wv11"), pictures=[Placed(picture.public_id, 1, "")]))
    sends(steph, clock, "Mid Wales", "The road is closed.", handle="wv11")
    learns(clock)
    assert habits(known_of("wv11", HOUSE)).counts["fragment"] == 1


def test_whoever_leaves_is_forgotten_at_once_and_stays_so(store: str, anna: Member, clock: Clock, courier: Courier) -> None:
    sends(anna, clock, "For my friends", "And my family")
    courier.run_once()
    learns(clock)
    assert known_of("anna") != b""
    leave_no_words(anna.caller, "anna", proof=anna.proves(Purpose.KEEP_WORDS, "anna"))
    assert known_of("anna") == b""
    learns(clock)  # their words are still there, until the next tidying
    assert known_of("anna") == b""
    sends(anna, clock, "I am back")
    courier.run_once()
    learns(clock)
    assert delete_old_words() == 2
    assert known_of("anna") == afresh("I am back")


@dataclass(frozen=True)
class Interrupted(ReadsLike):
    """Somebody takes a Post back while it is being learnt."""

    post: Post | None = None
    by: Member | None = None

    def learn(self, kept: bytes, posts: Sequence[Said]) -> bytes:
        if self.post and self.by:
            retract_post(self.post.public_id, by=self.by.caller.person)
        return super().learn(kept, posts)


def test_what_is_taken_back_while_it_is_learnt_is_not_learnt(store: str, steph: Member, clock: Clock) -> None:
    _, back = sends(steph, clock, "Kept", "Taken back")
    clock.forward(SETTLED)
    with reading() as session:
        settled = database_time(session)
    assert learn_some(Interrupted(post=back, by=steph), voice_of(steph).id, settled)
    assert known_of("steph") == b""
    learn_voices()
    assert known_of("steph") == afresh("Kept")


def test_a_new_version_of_a_learner_begins_again(store: str, steph: Member, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    sends(steph, clock, "One", "Two")
    learns(clock)
    newer = replace(READS_LIKE, version=READS_LIKE.version + 1)
    for room in ("learn_voices", "unlearn_posts"):
        monkeypatch.setattr(f"pwa.actions.{room}.LEARNERS", (newer,))
    assert known_of("steph", newer) == b""
    walk()
    assert known_of("steph", newer) == afresh("One", "Two")


def test_learnt_anew_it_comes_to_the_same(store: str, steph: Member, clock: Clock, courier: Courier, data: Path) -> None:
    chance, sent = Random(1), list[Post]()
    for step in range(14):
        match chance.choice(["send", "send", "learn", "retract", "own up", "delete"]):
            case "send":
                sent += sends(steph, clock, f"Number {'abcdefghijklmn'[step]} of the day", f"And {'abcdefghijklmn'[step]} again")
                courier.run_once()
            case "learn":
                learns(clock)
            case "retract" if sent:
                retract_post(chance.choice(sent).public_id, by=steph.caller.person)
                courier.run_once()
            case "own up" if sent:
                own_up(chance.choice(sent).public_id, by=steph.caller.person)
            case "delete" if sent:
                gone = sent.pop(chance.randrange(len(sent)))
                delete_words(steph.caller, gone.public_id, proof=steph.proves(Purpose.DELETE_WORDS, gone.public_id))
    learns(clock)
    known = known_of("steph")
    with transaction() as session:
        unlearn_voice(session, voice_of(steph))
    assert known_of("steph") == b""
    learns(clock)
    assert known_of("steph") == known != b""
