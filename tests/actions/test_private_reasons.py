"""What an organisation's record does not tell: that the same words were somebody's own. On both databases."""

from typing import Any

from sqlmodel import col, select

from pwa.store import house_voices
from pwa.store.tables import Flag, Identity, Post
from pwa.store.transaction import reading
from tests.actions.looks import chain_of, lines
from tests.actions.test_doubles import ROAD
from tests.actions.test_series_guard import holds
from tests.cast import Member
from tests.conftest import Clock


def held_line() -> dict[str, Any]:
    return [one for one in lines(chain_of("wv11")) if one["verb"] == "held"][-1]


def private_flags() -> list[str]:
    with reading() as session:
        return list(session.exec(select(Flag.rule).where(col(Flag.private))))


def test_that_the_same_words_were_somebody_s_own_stands_in_no_line_and_no_figure_but_their_own(steph: Member, clock: Clock) -> None:
    steph.holds(ROAD)
    clock.forward(3600)
    steph.speaks_as("wv11")
    post = holds(steph, ROAD)
    assert (private_flags(), "second_look" in held_line()) == (["double"], False)
    assert [one["rules"] for one in lines(chain_of("steph")) if one["verb"] == "second_look"] == [["double"]]
    with reading() as session:
        official = session.get_one(Identity, session.get_one(Post, post.id).identity_id)
        assert house_voices.private_reasons(session, official, post.held_at) == 0
