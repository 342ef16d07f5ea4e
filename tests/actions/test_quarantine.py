"""An official reshare waits two minutes, and of an account on no list takes a reason or a second person. On both databases."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select, update

from pwa.actions.delete_words import delete_words
from pwa.actions.hold_post import hold_again, hold_post
from pwa.actions.keep_holding import keep_holding
from pwa.actions.list_source import list_source
from pwa.courier import Courier
from pwa.rules.quarantine import Source, listed
from pwa.rules.refusals import NotFound
from pwa.rules.second_look import Answers, SecondLook
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.rules.words import read
from pwa.secrets import new_token
from pwa.store import engine, posts, sources
from pwa.store.sources import Known
from pwa.store.tables import BoardEntry, Flag, Identity, LedgerText, Post, ResharedSource
from pwa.store.transaction import reading, transaction
from tests.actions.looks import chain_of, lines
from tests.actions.second_person import says_yes
from tests.actions.test_reshare import WHY, address, goes_out, jos, lists, reshares
from tests.cast import Member
from tests.conftest import Clock

__all__ = ["jos"]
JO = Source("noticeboard", "jo")
SILENT, ASK = Answers(), Answers(ask=True)
LINK = "https://x.com/someone/status/20"


def known(source: Source = JO) -> Known:
    with reading() as session:
        return sources.known(session, session.exec(select(Identity.id).where(col(Identity.handle) == "wv11")).one(), source)


def seconds(post: Post) -> float:
    return (post.ring_ends_at - post.held_at).total_seconds()


def goes(clock: Clock, courier: Courier) -> BoardEntry:
    clock.forward(100)
    return goes_out(clock, courier)


def test_of_an_account_on_no_list_it_takes_a_reason_which_stands_in_the_record(speaking: Member, jos: BoardEntry) -> None:
    with pytest.raises(SecondLook, match="WV11 never reshared @jo before"):
        reshares(speaking, jos, handle="wv11", answers=SILENT)
    with pytest.raises(Unfit, match="Say in a few words why"):
        reshares(speaking, jos, handle="wv11", answers=Answers(why="  x "))
    post = reshares(speaking, jos, handle="wv11")
    assert (seconds(post), post.approval, post.least_seconds) == (120, None, 120)
    [held] = [one for one in lines(chain_of("wv11")) if one["verb"] == "held"]
    [why] = [one["why"] for one in held["second_look"] if one["rule"] == "new_source"]
    with reading() as session:
        assert session.get_one(LedgerText, why).text == WHY.why
        beside = session.exec(select(Flag).where(col(Flag.rule) == "new_source")).one()
    assert (beside.why, read(beside.said)) == (WHY.why, ["WV11 never reshared @jo before."])  # it was answered: nobody is asked any more


def test_public_bodies_are_listed_together_by_the_domain_that_proves_them(speaking: Member) -> None:
    police, council = (Source("mastodon", f"news@social.west.{domain}") for domain in ("police.uk", "gov.uk"))
    proof = speaking.proves(Purpose.EDIT_IDENTITY, "wv11")
    list_source(speaking.caller, "wv11", listed("mastodon", "*.police.uk"), on_list=True, proof=proof)
    assert [known(one).listed for one in (police, council, Source("bluesky", "west.police.uk"))] == [True, False, False]


def test_or_a_colleagues_yes_which_shortens_nothing(speaking: Member, anna: Member, jos: BoardEntry, clock: Clock) -> None:
    post = reshares(speaking, jos, handle="wv11", answers=ASK)
    assert post.approval == "asked"
    assert seconds(says_yes(anna, post)) == 120
    later = reshares(speaking, jos, handle="wv11", answers=ASK)
    clock.forward(115)
    assert seconds(says_yes(anna, later)) >= 130


def test_on_the_list_it_only_waits(speaking: Member, anna: Member, jos: BoardEntry) -> None:
    lists(speaking)
    assert seconds(reshares(speaking, jos, handle="wv11", answers=SILENT)) == 120
    with pytest.raises(NotFound):
        lists(anna, "somebody")
    lists(speaking, on_list=False)
    with pytest.raises(SecondLook):
        reshares(speaking, jos, handle="wv11", answers=SILENT)
    verbs = [(one["verb"], one["account"]) for one in lines(chain_of("wv11")) if "source" in one["verb"]]
    assert verbs == [("source_listed", "jo"), ("source_unlisted", "jo")]


def test_what_went_out_is_known_and_what_was_undone_is_not(speaking: Member, jos: BoardEntry, clock: Clock, courier: Courier) -> None:
    speaking.undoes(reshares(speaking, jos, handle="wv11"))
    assert known() == sources.NEVER
    post = reshares(speaking, jos, handle="wv11")
    assert known().times == 0
    goes(clock, courier)
    assert (known().times, known().last_at) == (1, _now_of(post).released_at)
    speaking.speaks_as("wv11")
    with pytest.raises(SecondLook, match="@jo is not on the list of WV11"):
        reshares(speaking, jos, handle="wv11", answers=SILENT)
    delete_words(speaking.caller, post.public_id, proof=speaking.proves(Purpose.DELETE_WORDS, post.public_id))
    assert known() == sources.NEVER


def test_what_is_ones_own_needs_no_reason_but_its_time(speaking: Member, clock: Clock, courier: Courier) -> None:
    speaking.holds("The road is closed.", handle="wv11")
    own = goes_out(clock, courier)
    speaking.speaks_as("wv11")
    words = replace(speaking.words("", handle="wv11"), reshares=address(own, "wv11"))
    assert seconds(hold_post(speaking.caller, "wv11", words)) == 120


@pytest.mark.parametrize("parts", [(LINK,), (f"👇 {LINK} #news",), ("As we said:", LINK), ("x.com/someone/status/20",)])
def test_nothing_but_a_link_is_a_reshare_too(speaking: Member, parts: tuple[str, ...]) -> None:
    words = speaking.words(*parts, handle="wv11")
    with pytest.raises(SecondLook, match="Nobody could see whose post it is"):
        hold_post(speaking.caller, "wv11", words)
    assert seconds(hold_post(speaking.caller, "wv11", replace(words, answers=WHY))) == 120
    assert seconds(speaking.holds(f"Thank you all! {LINK}", handle="wv11")) == 30


def test_however_many_links_a_bounded_number_is_looked_up(speaking: Member) -> None:
    many = " ".join(f"https://x.com/someone/status/{number}" for number in range(40))
    with pytest.raises(SecondLook, match="Nobody could see whose post it is") as refused:
        hold_post(speaking.caller, "wv11", speaking.words(many, handle="wv11"))
    [reshown] = [one.facts["reshown"] for one in refused.value.look.reasons if "reshown" in one.facts]
    assert len(reshown) == 21
    with pytest.raises(SecondLook) as twice:  # one post in two spellings is one
        hold_post(speaking.caller, "wv11", speaking.words(f"{LINK} {LINK.replace('x.com', 'twitter.com')}", handle="wv11"))
    assert [len(one.facts["reshown"]) for one in twice.value.look.reasons if "reshown" in one.facts] == [1]


def test_ones_own_voice_takes_a_tap_and_ten_seconds(steph: Member, jos: BoardEntry) -> None:
    assert seconds(reshares(steph, jos, answers=SILENT)) == 10
    assert seconds(steph.holds(LINK)) == 10
    with reading() as session:
        assert list(session.exec(select(ResharedSource))) == []


def test_held_again_it_is_asked_again_and_waits_again(speaking: Member, jos: BoardEntry) -> None:
    post = reshares(speaking, jos, handle="wv11")
    keep_holding(post.public_id, by=speaking.caller.person)
    with pytest.raises(SecondLook):
        hold_again(speaking.caller, post.public_id, hold_key=new_token())
    assert seconds(hold_again(speaking.caller, post.public_id, hold_key=new_token(), answers=WHY)) == 120


def test_the_store_itself_refuses_a_shorter_time(speaking: Member, jos: BoardEntry) -> None:
    post = reshares(speaking, jos, handle="wv11")
    for shorter in ({"due_at": post.held_at}, {"ring_ends_at": post.held_at}, {"due_at": post.held_at, "ring_ends_at": post.held_at}):
        with pytest.raises(IntegrityError), transaction() as session:
            session.exec(update(Post).where(col(Post.id) == post.id).values(**shorter))
    with pytest.raises(ValueError, match="waits 120 seconds"), transaction() as session:
        _holds_without(session, speaking, post)


@pytest.mark.one_store
def test_what_a_hold_asks_of_the_past_is_one_statement_by_its_indexes(store: str) -> None:
    with engine.to_write().begin() as connection:
        statement = sources._known().compile(connection, compile_kwargs={"render_postcompile": True})
        given = statement.construct_params({"identity": 1, "by_domain": JO.account, **JO._asdict()})
        bound = tuple(given[name] for name in statement.positiontup)
        plan = [str(row[-1]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement.string}", bound)]
    assert any("ix_reshared_sources_whose" in line for line in plan), plan
    through = [line for line in plan if line.startswith("SCAN") and "anon" not in line and "CONSTANT" not in line]
    assert through == [], plan


def _holds_without(session: Any, speaking: Member, post: Post) -> None:
    """A code path that forgot."""
    session.exec(update(Post).where(col(Post.id) == post.id).values(least_seconds=0))
    row = session.get_one(Post, post.id)
    session.refresh(row)
    posts.hold(session, row, speaking.caller, hold_key=new_token(), lease=None, window_seconds=5)


def _now_of(post: Post) -> Post:
    with reading() as session:
        return session.get_one(Post, post.id)
