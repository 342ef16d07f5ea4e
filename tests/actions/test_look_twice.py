"""What a second look noticed stands beside the hold: how long it waits, its row, and its line. On both databases."""

import json

import pytest
from sqlmodel import col, select

from pwa.actions.delete_words import delete_words
from pwa.actions.hold_post import hold_again
from pwa.actions.keep_holding import keep_holding
from pwa.courier import Courier
from pwa.rules.step_up import Purpose
from pwa.secrets import new_token
from pwa.store import flags
from pwa.store.tables import BoardEntry, Flag, Hold, LedgerLine, Post
from pwa.store.transaction import reading
from tests.actions.test_reshare import goes_out, jos, lists, reshares
from tests.cast import Member
from tests.conftest import Clock

__all__ = ["jos"]


@pytest.fixture(autouse=True)
def _jo_is_listed(steph: Member) -> None:
    """So that nothing is asked."""
    lists(steph)


def held_lines(post: Post) -> list[dict[str, object]]:
    with reading() as session:
        said = [json.loads(body) for body in session.exec(select(LedgerLine.body).order_by(col(LedgerLine.id)))]
    return [one for one in said if one["verb"] == "held" and one["post"] == post.public_id]


def flags_of(post: Post, reader: Member) -> list[list[Flag]]:
    with reading() as session:
        holds = list(session.exec(select(Hold.id).where(col(Hold.post_id) == post.id).order_by(col(Hold.id))))
        return list(flags.of_holds(session, holds, reader.caller.person).values())


def test_a_reason_makes_a_hold_wait_longer_and_stands_beside_it(speaking: Member, jos: BoardEntry) -> None:
    post = reshares(speaking, jos, handle="wv11")
    assert (post.ring_ends_at - post.held_at).total_seconds() == 120
    assert held_lines(post)[0]["second_look"] == [{"rule": "reshare"}]
    [[flag]] = flags_of(post, speaking)
    assert (flag.rule, flag.private, flag.counts, flag.fine) == ("reshare", False, True, False)
    assert flag.said


def test_held_again_it_is_looked_at_again(speaking: Member, jos: BoardEntry) -> None:
    post = reshares(speaking, jos, handle="wv11")
    keep_holding(post.public_id, by=speaking.caller.person)
    again = hold_again(speaking.caller, post.public_id, hold_key=new_token())
    assert (again.ring_ends_at - again.held_at).total_seconds() == 120
    assert [line["second_look"] for line in held_lines(post)] == [[{"rule": "reshare"}]] * 2
    assert [len(one) for one in flags_of(post, speaking)] == [1, 1]


def test_where_nothing_was_noticed_nothing_is_kept(speaking: Member) -> None:
    post = speaking.holds("The road is closed from Monday.", handle="wv11")
    assert (post.ring_ends_at - post.held_at).total_seconds() == 30
    assert "second_look" not in held_lines(post)[0]
    assert flags_of(post, speaking) == [[]]


def test_ones_own_voice_waits_no_longer(steph: Member, jos: BoardEntry) -> None:
    post = reshares(steph, jos)
    assert (post.ring_ends_at - post.held_at).total_seconds() == 10


def test_the_sentences_go_with_the_words(speaking: Member, jos: BoardEntry, clock: Clock, courier: Courier) -> None:
    post = reshares(speaking, jos, handle="wv11")
    goes_out(clock, courier)
    delete_words(speaking.caller, post.public_id, proof=speaking.proves(Purpose.DELETE_WORDS, post.public_id))
    [[flag]] = flags_of(post, speaking)
    assert (flag.rule, flag.said) == ("reshare", "")
