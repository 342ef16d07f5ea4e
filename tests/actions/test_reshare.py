"""A reshare goes out as a part of its own, frozen with its target; what is undone, moved or taken down meanwhile keeps it or says so."""

import json

import pytest
from sqlmodel import col, select

from pwa.actions.cancel_post import cancel_post
from pwa.actions.hold_post import hold_post
from pwa.actions.list_source import list_source
from pwa.actions.move_draft import move_draft
from pwa.actions.retract_post import retract_post
from pwa.actions.save_draft import Words, save_draft
from pwa.courier import Courier
from pwa.rules.chain import digest
from pwa.rules.delivery import DeliveryState
from pwa.rules.post import DraftOrigin
from pwa.rules.quarantine import source
from pwa.rules.second_look import Answers
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.store import board, posts
from pwa.store.moments import database_time
from pwa.store.tables import BoardEntry, Channel, Delivery, Draft, LedgerLine, Part, Post, Rendering
from pwa.store.transaction import reading, transaction
from tests.cast import SITE, Member
from tests.conftest import Clock

WHY = Answers(why="It is our library.")


@pytest.fixture
def jos(jo: Member, clock: Clock, courier: Courier) -> BoardEntry:
    """What Jo has said on her own board."""
    jo.holds("The library opens again on Monday.")
    return goes_out(clock, courier)


def goes_out(clock: Clock, courier: Courier) -> BoardEntry:
    """The newest entry, once the courier has been."""
    clock.forward(130)
    courier.run_once()
    with reading() as session:
        return session.exec(select(BoardEntry).order_by(col(BoardEntry.id).desc()).limit(1)).one()


def address(entry: BoardEntry, handle: str = "jo") -> str:
    return f"{SITE}/board/{handle}/{entry.public_id}"


def lists(keeper: Member, account: str = "jo", *, on_list: bool = True, handle: str = "wv11") -> None:
    """Whose notices may be reshared without a reason, by a keeper's finger."""
    proof = keeper.proves(Purpose.EDIT_IDENTITY, handle)
    list_source(keeper.caller, handle, source("noticeboard", account), on_list=on_list, proof=proof)


def reshares(member: Member, entry: BoardEntry, *parts: str, handle: str | None = None, answers: Answers = WHY) -> Post:
    handle = handle or member.handle
    words = member.words(*(parts or ("",)), handle=handle)
    return hold_post(
        member.caller, handle, Words(**vars(words) | {"reshares": address(entry), "origin": DraftOrigin.SHARED, "answers": answers})
    )


def parts_of(post: Post) -> list[Part]:
    with reading() as session:
        return posts.parts_of(session, [post])[post.id]


def test_an_official_reshare_waits_its_window_and_stands_there(steph: Member, jos: BoardEntry, clock: Clock, courier: Courier) -> None:
    steph.speaks_as("wv11")
    post = reshares(steph, jos, "Good news:", handle="wv11")
    assert (post.due_at - post.held_at).total_seconds() == 122
    clock.forward(121)
    courier.run_once()
    with reading() as session:
        assert session.get_one(Post, post.id).state == "held"
    entry = goes_out(clock, courier)
    assert (entry.text, entry.reshares) == ("Good news:", jos.public_id)


def test_what_is_frozen_covers_the_target(steph: Member, jos: BoardEntry) -> None:
    post = reshares(steph, jos)
    with reading() as session:
        rendering = session.exec(select(Rendering).where(Rendering.part_id == parts_of(post)[0].id)).one()
        lines = [json.loads(line.body) for line in session.exec(select(LedgerLine))]
    assert json.loads(rendering.payload) == {"text": "", "reshares": address(jos)}
    assert rendering.digest == digest(rendering.payload)
    [held] = [line for line in lines if line["verb"] == "held" and line["post"] == post.public_id]
    assert held["reshares"]
    assert held["origin"] == DraftOrigin.SHARED


def test_words_are_no_must_and_only_the_first_part_reshares(steph: Member, jos: BoardEntry) -> None:
    assert [(part.text, bool(part.reshares)) for part in parts_of(reshares(steph, jos))] == [("", True)]
    assert [(part.text, bool(part.reshares)) for part in parts_of(reshares(steph, jos, "", "And more."))] == [
        ("", True),
        ("And more.", False),
    ]
    with pytest.raises(Unfit):
        steph.holds("")


def test_an_undo_gives_the_reshare_back(steph: Member, jos: BoardEntry) -> None:
    draft = cancel_post(reshares(steph, jos, "Look:").public_id, by=steph.caller.person)
    assert (draft.reshares, draft.origin) == (address(jos), DraftOrigin.UNDONE)
    words = steph.words("Look again:", draft=draft.public_id, version=1)
    assert parts_of(hold_post(steph.caller, "steph", words))[0].reshares == address(jos)


def test_saving_keeps_it_until_a_person_takes_it_out(steph: Member, jos: BoardEntry) -> None:
    words = steph.words("Look:")
    save_draft(steph.caller, "steph", Words(**vars(words) | {"reshares": address(jos)}))
    save_draft(steph.caller, "steph", Words(**vars(words) | {"version": 1, "parts": ["Look here:"]}))
    assert found(words.draft).reshares == address(jos)
    save_draft(steph.caller, "steph", Words(**vars(words) | {"version": 2, "reshares": ""}))
    assert found(words.draft).reshares is None


def test_it_moves_with_the_words(steph: Member, jos: BoardEntry) -> None:
    words = Words(**vars(steph.words("Look:")) | {"reshares": address(jos)})
    moved = move_draft(steph.caller, "steph", words, to="wv11", proof=steph.proves(Purpose.SPEAK_AS, "wv11"))
    assert found(moved).reshares == address(jos)


def test_what_was_taken_down_before_the_hold_is_not_reshared(steph: Member, jo: Member, jos: BoardEntry, courier: Courier) -> None:
    takes_down(jo, courier)
    with pytest.raises(Unfit, match="not there any more"):
        reshares(steph, jos)
    nowhere = Words(**vars(steph.words("")) | {"reshares": f"{SITE}/board/jo/{'a' * 16}"})
    with pytest.raises(Unfit, match="not there any more"):
        hold_post(steph.caller, "steph", nowhere)


def test_what_is_taken_down_in_the_window_is_refused_and_said(
    steph: Member, jo: Member, jos: BoardEntry, clock: Clock, courier: Courier
) -> None:
    post = reshares(steph, jos)
    takes_down(jo, courier)
    clock.forward(13)
    courier.run_once()
    with reading() as session:
        [delivery] = session.exec(select(Delivery).where(Delivery.post_id == post.id))
    assert delivery.state == DeliveryState.REFUSED
    assert "not on the noticeboard any more" in str(delivery.reason)


def test_an_original_that_goes_later_leaves_its_place(steph: Member, jo: Member, jos: BoardEntry, clock: Clock, courier: Courier) -> None:
    reshares(steph, jos)
    entry = goes_out(clock, courier)
    takes_down(jo, courier)
    with reading() as session:
        identity, original = board.originals(session, [entry.reshares or ""])[jos.public_id]
    assert (identity.handle, original.text) == ("jo", None)
    assert entry.text == ""


def takes_down(jo: Member, courier: Courier) -> None:
    with reading() as session:
        post = session.exec(select(Post).where(Post.person_id == jo.caller.person.id)).one()
    retract_post(post.public_id, by=jo.caller.person)
    courier.run_once()


def found(public_id: str) -> Draft:
    with reading() as session:
        return session.exec(select(Draft).where(Draft.public_id == public_id)).one()


def test_what_stood_on_a_board_that_is_disconnected_is_shown_nowhere(jos: BoardEntry) -> None:
    with reading() as session:
        assert jos.public_id in board.originals(session, [jos.public_id])
    with transaction() as session:
        session.get_one(Channel, jos.channel_id).disconnected_at = database_time(session)
    with reading() as session:
        assert board.originals(session, [jos.public_id]) == {}
