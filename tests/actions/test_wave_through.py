"""It’s fine, said after the hold: noted once, by whoever held it, while it is held; and it waits no shorter. On both databases."""

import json

import pytest
from sqlmodel import col, select

from pwa.actions.keep_holding import keep_holding
from pwa.actions.wave_through import wave_through
from pwa.rules.refusals import AlreadyDone, NotFound
from pwa.rules.second_look import NO_ANSWERS, Reason, Rule
from pwa.rules.words import Sentence
from pwa.store import flags
from pwa.store.tables import Hold, LedgerLine, Post
from pwa.store.transaction import reading, transaction
from tests.cast import Member


def waved(post: Post) -> list[tuple[str, str]]:
    """Which reasons, in whose chain."""
    with reading() as session:
        lines = session.exec(select(LedgerLine.chain, LedgerLine.body).order_by(col(LedgerLine.id))).all()
    said = [(chain.partition(":")[0], json.loads(body)) for chain, body in lines]
    return [(chain, one["rule"]) for chain, one in said if one["verb"] == "waved_through" and post.public_id in one.values()]


def test_it_is_noted_once_and_the_window_stays(speaking: Member, anna: Member) -> None:
    post = speaking.holds("The bloody bridge is closed.", handle="wv11")
    with pytest.raises(NotFound):
        wave_through(post.public_id, "swearing", by=anna.caller.person)
    with pytest.raises(NotFound):
        wave_through(post.public_id, "shouting", by=speaking.caller.person)
    assert waved(post) == []
    for _ in range(2):
        wave_through(post.public_id, "swearing", by=speaking.caller.person)
    assert waved(post) == [("organisation", "swearing")]
    with reading() as session:
        now = session.get_one(Post, post.id)
        assert (now.ring_ends_at, now.due_at) == (post.ring_ends_at, post.due_at)


def test_what_is_private_is_noted_in_her_own_chain_and_the_outbox_has_the_rest(speaking: Member) -> None:
    post = speaking.holds("The bloody bridge is closed.", handle="wv11")
    with transaction() as session:
        hold = session.exec(select(Hold).where(col(Hold.post_id) == post.id)).one()
        flags.add(session, hold, [Reason(Rule.READS_LIKE, Sentence("It reads like you."), private=True)], NO_ANSWERS)
    wave_through(post.public_id, "reads_like", by=speaking.caller.person)
    assert waved(post) == [("person", "reads_like")]
    with reading() as session:
        assert [one.rule for one in flags.public_of_posts(session, [post.id])[post.id]] == ["swearing"]
        assert flags.public_of_posts(session, []) == {}


def test_once_it_is_held_no_more_nothing_is_noted(speaking: Member) -> None:
    post = speaking.holds("The bloody bridge is closed.", handle="wv11")
    keep_holding(post.public_id, by=speaking.caller.person)
    with pytest.raises(AlreadyDone):
        wave_through(post.public_id, "swearing", by=speaking.caller.person)
    assert waved(post) == []
