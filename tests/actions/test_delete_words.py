"""Words are deleted lawfully: wherever they are kept, never of what may still go out, and the record stays whole and says so."""

import re
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from pwa.actions.delete_old_words import delete_old_words
from pwa.actions.delete_words import delete_words
from pwa.actions.keep_holding import keep_holding
from pwa.actions.save_draft import save_draft
from pwa.actions.set_retention import leave_no_words, set_retention
from pwa.actions.sign_ledger import verify_ledger
from pwa.courier import Courier
from pwa.rules.refusals import AlreadyDone, NotAllowed, NotFound
from pwa.rules.retention import KEPT
from pwa.rules.step_up import Purpose
from pwa.store import engine
from pwa.store.tables import DraftPart, LedgerText, Part, Post, Rendering
from pwa.store.transaction import reading
from tests.actions.looks import chain_of, lines, on_the_board, parts_of, reread
from tests.cast import Cast
from tests.conftest import Clock
from tests.sources import ROOT

DAY = 24 * 60 * 60


def kept(post: Post) -> list[str]:
    """Every place of ours in which words of a Post stand."""
    with reading() as session:
        parts = list(session.exec(select(Part).where(col(Part.post_id) == post.id)))
        frozen = session.exec(select(Rendering.payload).where(col(Rendering.part_id).in_([part.id for part in parts])))
        return [part.text for part in parts if part.text] + [payload for payload in frozen if payload != '{"text":""}']


def texts() -> set[str]:
    with reading() as session:
        return set(session.exec(select(LedgerText.text)))


def test_what_is_older_than_its_keeper_wants_it_kept_goes_and_nothing_else(
    store: str, cast: Cast, clock: Clock, courier: Courier, data: Path
) -> None:
    steph, anna = cast.steph, cast.anna
    anna.speaks_as("wv11")
    sent, undone, parked = (anna.holds(words, handle="wv11") for words in ("Sent", "Undone", "Parked"))
    mine = steph.holds("My own")
    anna.undoes(undone)
    keep_holding(parked.public_id, by=anna.caller.person)
    clock.forward(35)
    courier.run_once()
    assert delete_old_words() == 0
    set_retention(steph.caller, "wv11", days=90, proof=steph.proves(Purpose.KEEP_WORDS, "wv11"))
    assert delete_old_words() == 0
    clock.forward(91 * DAY)
    assert delete_old_words() == 2
    assert delete_old_words() == 0
    assert [kept(post) for post in (sent, undone)] == [[], []]
    assert parts_of(parked) == ["Parked"]
    assert parts_of(mine) == ["My own"]
    assert texts() >= {"Parked", "My own"}
    assert not texts() & {"Sent", "Undone"}
    assert on_the_board("wv11") == ["Sent"]  # what is public is not touched
    [one, other] = [line for line in lines(chain_of("wv11")) if line["verb"] == "words_deleted"]
    assert {one["post"], other["post"]} == {sent.public_id, undone.public_id}
    assert {one["because"], other["because"]} == {"age"}
    courier.run_once()
    verified = verify_ledger(data)
    assert verified.faults == []
    assert verified.restored == [f"{chain_of('wv11')}: words of 2 lines were deleted lawfully"]
    with engine.engine().execution_options(writes=True).begin() as connection:
        connection.execute(text("DELETE FROM ledger_texts WHERE text = 'Parked'"))
    number = 1 + [line["verb"] == "held" and line["post"] == parked.public_id for line in lines(chain_of("wv11"))].index(True)
    assert verify_ledger(data).faults == [f"{chain_of('wv11')}: words of line {number} were deleted by hand"]


def test_a_keeper_deletes_the_words_of_one_post_once_it_is_settled(
    store: str, cast: Cast, clock: Clock, courier: Courier, data: Path
) -> None:
    steph, anna, jo = cast.steph, cast.anna, cast.jo
    anna.speaks_as("wv11")
    post = anna.holds("Mrs Jones of 4 Church Road", "and her dog", handle="wv11")
    with pytest.raises(NotAllowed):
        delete_words(steph.caller, post.public_id, proof=steph.proves(Purpose.DELETE_WORDS, post.public_id))
    clock.forward(35)
    courier.run_once()
    for stranger in (anna, jo):
        with pytest.raises(NotFound):
            delete_words(stranger.caller, post.public_id, proof=stranger.proves(Purpose.DELETE_WORDS, post.public_id))
    assert len(kept(post)) == 4
    delete_words(steph.caller, post.public_id, proof=steph.proves(Purpose.DELETE_WORDS, post.public_id))
    assert kept(post) == []
    assert reread(post).words_deleted_at is not None
    with pytest.raises(AlreadyDone):
        delete_words(steph.caller, post.public_id, proof=steph.proves(Purpose.DELETE_WORDS, post.public_id))
    last = lines(chain_of("wv11"))[-1]
    assert (last["verb"], last["because"], last["by"]) == ("words_deleted", "asked", steph.caller.person.public_id)
    assert len(last["texts"]) == 2
    courier.run_once()
    assert verify_ledger(data).faults == []


def test_whoever_leaves_takes_what_they_wrote_as_themself_along(store: str, cast: Cast, clock: Clock, courier: Courier, data: Path) -> None:
    anna = cast.anna
    mine = anna.holds("For my friends")
    anna.speaks_as("wv11")
    ours = anna.holds("For the town", handle="wv11")
    anna.speaks_as(anna.handle)
    save_draft(anna.caller, anna.handle, anna.words("Never said"))
    clock.forward(35)
    courier.run_once()
    with pytest.raises(NotFound):
        leave_no_words(anna.caller, "wv11", proof=anna.proves(Purpose.KEEP_WORDS, "wv11"))
    leave_no_words(anna.caller, anna.handle, proof=anna.proves(Purpose.KEEP_WORDS, anna.handle))
    later = anna.holds("I am back")
    assert delete_old_words() == 1
    assert (kept(mine), parts_of(ours), parts_of(later)) == ([], ["For the town"], ["I am back"])
    with reading() as session:
        assert "Never said" not in list(session.exec(select(DraftPart.text)))
    said = [line["verb"] for line in lines(chain_of(anna.handle))]
    assert said.count("words_left_behind") == said.count("words_deleted") == 1
    courier.run_once()
    assert verify_ledger(data).faults == []


def test_whoever_keeps_words_beside_a_line_names_them_as_the_check_knows_them() -> None:
    """Or words that were deleted by hand would not be missed."""
    for path in (ROOT / "pwa" / "actions").glob("*.py"):
        source = path.read_text()
        for name in re.findall(r"""(\w+)["'\]]*\s*[:=]\s*\[?ledger\.keep_text\(""", source):
            names = {name, *re.findall(rf"""(\w+)["']?\s*[:=]\s*{name}\b""", source)}  # a variable first, and a fact afterwards
            assert names & KEPT, (path.name, name)
