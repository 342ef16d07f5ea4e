"""Ways around the second look that somebody in a hurry, or with a grudge, would find: all of them are closed. On both databases."""

from dataclasses import replace

import pytest
from sqlmodel import col, select

from pwa.actions.hold_as_oneself import hold_as_oneself
from pwa.actions.hold_post import hold_again, hold_post
from pwa.actions.keep_holding import keep_holding
from pwa.actions.save_draft import save_draft
from pwa.rules.approval import ApprovalState
from pwa.rules.pictures import Placed
from pwa.rules.refusals import StaleDraft
from pwa.rules.second_look import Answers
from pwa.rules.text import Unfit
from pwa.secrets import new_token
from pwa.store.tables import BoardEntry, Flag
from pwa.store.transaction import reading
from tests.actions.test_elections import in_period, rules_of
from tests.actions.test_pictures import illustrated
from tests.actions.test_reshare import jos, reshares
from tests.actions.test_uploads import brings
from tests.cast import Member

__all__ = ["jos"]


def test_who_is_named_beside_a_picture_is_named(speaking: Member, anna: Member) -> None:
    in_period(speaking)
    placed = [Placed(brings(speaking).public_id, 1, "Cllr Jane Smith cuts the ribbon")]
    post = hold_post(speaking.caller, "wv11", illustrated(speaking, "The library is open.", placed=placed, handle="wv11"))
    assert (post.approval, rules_of(post)) == (ApprovalState.ASKED, ["listed"])
    keep_holding(post.public_id, by=speaking.caller.person)
    assert hold_again(speaking.caller, post.public_id, hold_key=new_token()).approval == ApprovalState.ASKED


def test_words_beside_a_picture_are_the_house_s_words(speaking: Member) -> None:
    placed = [Placed(brings(speaking).public_id, 1, "A fucking bus")]
    post = hold_post(speaking.caller, "wv11", illustrated(speaking, "", placed=placed, handle="wv11"))
    assert rules_of(post) == ["swearing"]


@pytest.mark.parametrize("why", ["x" * 5000, "\x00\x00\x00\x00", "on\n  two lines"])
def test_a_reason_beside_a_colleague_is_one_like_any_other(speaking: Member, anna: Member, jos: BoardEntry, why: str) -> None:
    try:
        reshares(speaking, jos, handle="wv11", answers=Answers(why=why, ask=True))
    except Unfit:
        assert "\n" not in why
        return
    with reading() as session:
        assert session.exec(select(Flag.why).where(col(Flag.rule) == "new_source")).one() == "on two lines"


@pytest.mark.parametrize("many", [1, 40])
def test_in_a_period_nothing_but_a_link_is_a_reshare_whose_author_nobody_could_see(speaking: Member, anna: Member, many: int) -> None:
    in_period(speaking)
    links = " ".join(f"https://x.com/someone/status/{number}" for number in range(20, 20 + many))
    words = replace(speaking.words(links, handle="wv11"), answers=Answers(why="for the town"))
    post = hold_post(speaking.caller, "wv11", words)
    assert (post.approval, rules_of(post)) == (ApprovalState.ASKED, ["reshare", "new_source", "listed_reshare", "election"])


def test_the_page_of_a_post_holds_the_words_that_it_shows_and_no_later_ones(steph: Member) -> None:
    steph.speaks_as("wv11")
    post = steph.holds("The library is open.", handle="wv11")
    keep_holding(post.public_id, by=steph.caller.person)
    draft = steph.undoes(post)  # in another tab, where she goes on writing
    save_draft(steph.caller, "wv11", steph.words("My secret", handle="wv11", draft=draft.public_id, version=draft.version))
    with pytest.raises(StaleDraft):
        hold_as_oneself(steph.caller, post.public_id, hold_key=new_token())
