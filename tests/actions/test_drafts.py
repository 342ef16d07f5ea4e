"""Nothing a person wrote is lost: versions, retries, two devices, moves, deletions."""

from dataclasses import replace

import pytest

from pwa.actions.delete_draft import delete_draft, restore_draft
from pwa.actions.hold_post import hold_post
from pwa.actions.move_draft import move_draft
from pwa.actions.save_draft import Words, keep_words, save_draft
from pwa.rules.post import DraftOrigin, PostState
from pwa.rules.refusals import DraftEnded, LeaseOver, NotAllowed, NotFound, StaleDraft, StepUpRefused, WrongIdentity
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.secrets import new_public_id, new_token
from pwa.store import drafts, identities
from pwa.store.tables import Draft
from pwa.store.transaction import reading
from tests.actions.looks import active_of, chain_of, every_line, lines, parts_of
from tests.cast import Cast, Member
from tests.conftest import Clock


def open_drafts(member: Member, handle: str | None = None) -> dict[str, list[str]]:
    """The words of each open Draft, by its public id; the latest saved first."""
    with reading() as session:
        identity = identities.usable(session, member.caller.person, handle or member.handle)
        rows = drafts.open_of(session, member.caller.person, identity)
        parts = drafts.parts_of(session, rows)
        return {draft.public_id: parts[draft.id] for draft in rows}


def again(words: Words, *parts: str, version: int, page_key: str = "") -> Words:
    return replace(words, parts=parts, version=version, page_key=page_key or new_token())


def origin_of(member: Member, public_id: str, handle: str) -> str:
    with reading() as session:
        identity = identities.usable(session, member.caller.person, handle)
        return drafts.mine(session, member.caller.person, identity, public_id).origin


def test_each_save_raises_the_version(steph: Member) -> None:
    words = steph.words("One")
    assert save_draft(steph.caller, "steph", words)[0] == 1
    assert save_draft(steph.caller, "steph", again(words, "One", "Two", version=1))[0] == 2
    assert open_drafts(steph) == {words.draft: ["One", "Two"]}


def test_a_pages_own_retry_is_no_conflict(steph: Member) -> None:
    words = steph.words("One")
    for version in (1, 2, 3):
        assert save_draft(steph.caller, "steph", words)[0] == version
    assert len(open_drafts(steph)) == 1


def test_an_old_version_from_another_page_is_refused_and_names_the_new_one(steph: Member) -> None:
    words = steph.words("One")
    save_draft(steph.caller, "steph", words)
    save_draft(steph.caller, "steph", again(words, "Phone", version=1))
    with pytest.raises(StaleDraft) as stale:
        save_draft(steph.caller, "steph", again(words, "Tablet", version=1))
    assert stale.value.version == 2
    assert open_drafts(steph) == {words.draft: ["Phone"]}


def test_both_versions_are_kept_when_two_devices_disagree(steph: Member) -> None:
    words = steph.words("One")
    save_draft(steph.caller, "steph", words)
    save_draft(steph.caller, "steph", again(words, "Phone", version=1))
    beside = keep_words(steph.caller, "steph", again(words, "Tablet", version=1))
    assert open_drafts(steph) == {words.draft: ["Phone"], beside: ["Tablet"]}
    assert origin_of(steph, beside, "steph") == DraftOrigin.SAVED_BESIDE


def test_words_for_a_draft_that_was_held_meanwhile_are_kept_beside(steph: Member) -> None:
    words = steph.words("One")
    save_draft(steph.caller, "steph", words)
    hold_post(steph.caller, "steph", again(words, "One", version=1))
    with pytest.raises(DraftEnded) as ended:
        save_draft(steph.caller, "steph", again(words, "More", version=1))
    assert ended.value.ended_as == "held"
    beside = keep_words(steph.caller, "steph", again(words, "More", version=1))
    assert open_drafts(steph) == {beside: ["More"]}


def test_a_stale_hold_holds_nothing_and_saves_nothing(steph: Member) -> None:
    words = steph.words("One")
    save_draft(steph.caller, "steph", words)
    save_draft(steph.caller, "steph", again(words, "Newer", version=1))
    with pytest.raises(StaleDraft):
        hold_post(steph.caller, "steph", again(words, "Older", version=1))
    assert open_drafts(steph) == {words.draft: ["Newer"]}


def test_a_draft_cannot_be_held_twice(steph: Member) -> None:
    words = steph.words("One")
    hold_post(steph.caller, "steph", words)
    with pytest.raises(DraftEnded):
        hold_post(steph.caller, "steph", again(words, "One", version=1))


@pytest.mark.parametrize(("parts", "channels"), [((" ",), None), (("x",), []), (("x" * 5001,), None), (("a\x00",), None)])
def test_what_is_unfit_is_not_held_and_what_stood_stays(steph: Member, parts: tuple[str, ...], channels: list[str] | None) -> None:
    words = steph.words("Stands")
    save_draft(steph.caller, "steph", words)
    bad = again(words, *parts, version=1)
    with pytest.raises(Unfit, match="Nothing was sent"):
        hold_post(steph.caller, "steph", bad if channels is None else replace(bad, channels=channels))
    assert open_drafts(steph) == {words.draft: ["Stands"]}


def test_another_identitys_channel_is_nobodys(cast: Cast) -> None:
    stolen = cast.steph.words("x", handle="wv11").channels
    for act in (save_draft, hold_post):
        with pytest.raises(NotFound):
            act(cast.steph.caller, "steph", replace(cast.steph.words("x"), channels=stolen))


def test_nobody_reads_or_writes_another_persons_draft(cast: Cast) -> None:
    steph, anna = cast.steph, cast.anna
    steph.speaks_as("wv11")
    words = steph.words("Ours", handle="wv11")
    save_draft(steph.caller, "wv11", words)
    anna.speaks_as("wv11")
    for act in (save_draft, hold_post):
        with pytest.raises(NotFound):
            act(anna.caller, "wv11", again(words, "Hers", version=1))
    with pytest.raises(NotFound):
        delete_draft(anna.caller, "wv11", words.draft)
    with pytest.raises(NotFound):
        save_draft(steph.caller, "steph", again(words, "Mine", version=1))
    assert open_drafts(steph, "wv11") == {words.draft: ["Ours"]}


def test_a_version_of_a_draft_that_never_was_is_not_found(steph: Member) -> None:
    with pytest.raises(NotFound):
        save_draft(steph.caller, "steph", again(steph.words("x"), "x", version=3))
    for bad in ("", "short", "x" * 500, "../../etc"):
        with pytest.raises(NotFound):
            save_draft(steph.caller, "steph", replace(steph.words("x"), draft=bad))
        with pytest.raises(NotFound):
            save_draft(steph.caller, "steph", replace(steph.words("x"), page_key=bad))


def test_saving_needs_no_lease_and_extends_none(steph: Member, clock: Clock) -> None:
    words = steph.words("Official", handle="wv11")
    assert save_draft(steph.caller, "wv11", words)[0] == 1
    steph.speaks_as("wv11")
    clock.forward(299)
    save_draft(steph.caller, "wv11", again(words, "More", version=1))
    clock.forward(2)
    assert active_of(steph) == "steph"
    save_draft(steph.caller, "wv11", again(words, "Even more", version=2))
    with pytest.raises(LeaseOver):
        hold_post(steph.caller, "wv11", again(words, "Even more", version=3))
    assert open_drafts(steph, "wv11") == {words.draft: ["Even more"]}


def test_a_move_upward_carries_the_words_and_is_a_switch(steph: Member) -> None:
    words = steph.words("One", "Two")
    save_draft(steph.caller, "steph", words)
    moved = move_draft(
        steph.caller, "steph", again(words, "One", "Two!", version=1), to="wv11", proof=steph.proves(Purpose.SPEAK_AS, "wv11")
    )
    assert active_of(steph) == "wv11"
    assert (open_drafts(steph), open_drafts(steph, "wv11")) == ({}, {moved: ["One", "Two!"]})
    assert origin_of(steph, moved, "wv11") == DraftOrigin.MOVED
    assert moved != words.draft


def test_a_move_downward_needs_no_finger_and_ends_the_lease(steph: Member) -> None:
    steph.speaks_as("wv11")
    moved = move_draft(steph.caller, "wv11", steph.words("Man on the bus.", handle="wv11"), to="steph", proof=None)
    assert active_of(steph) == "steph"
    assert open_drafts(steph) == {moved: ["Man on the bus."]}
    said = "".join(line.body for line in every_line() if line.chain == chain_of("wv11"))
    assert moved not in said


def test_a_refused_finger_leaves_the_draft_where_it_was(steph: Member) -> None:
    words = steph.words("One")
    save_draft(steph.caller, "steph", words)
    for proof in (None, 999, steph.proves(Purpose.NEW_CODES)):
        with pytest.raises(StepUpRefused):
            move_draft(steph.caller, "steph", again(words, "Changed", version=1), to="wv11", proof=proof)
    assert (open_drafts(steph), open_drafts(steph, "wv11")) == ({words.draft: ["One"]}, {})
    assert active_of(steph) == "steph"


def test_moves_that_are_none(steph: Member, jo: Member) -> None:
    words = steph.words("One")
    with pytest.raises(NotAllowed, match="already belongs"):
        move_draft(steph.caller, "steph", words, to="steph", proof=None)
    with pytest.raises(NotFound):
        move_draft(jo.caller, "jo", jo.words("x"), to="wv11", proof=None)
    with pytest.raises(LeaseOver):
        move_draft(steph.caller, "wv11", steph.words("x", handle="wv11"), to="steph", proof=None)
    steph.speaks_as("wv11")
    with pytest.raises(WrongIdentity):
        move_draft(steph.caller, "steph", words, to="wv11", proof=steph.proves(Purpose.SPEAK_AS, "wv11"))
    assert (open_drafts(steph), open_drafts(steph, "wv11")) == ({}, {})


def test_a_deleted_draft_can_be_put_back_with_its_words(steph: Member) -> None:
    words = steph.words("One", "Two")
    save_draft(steph.caller, "steph", words)
    delete_draft(steph.caller, "steph", words.draft)
    assert open_drafts(steph) == {}
    with pytest.raises(DraftEnded):
        delete_draft(steph.caller, "steph", words.draft)
    for _ in range(2):
        restore_draft(steph.caller, "steph", words.draft)
    assert open_drafts(steph) == {words.draft: ["One", "Two"]}
    hold_post(steph.caller, "steph", again(words, "One", version=1))
    for gone in (words.draft, new_public_id()):
        with pytest.raises(NotFound):
            restore_draft(steph.caller, "steph", gone)


def test_an_undo_gives_the_whole_series_back_to_whoever_held_it(steph: Member, anna: Member) -> None:
    anna.speaks_as("wv11")
    post = anna.holds("One", "Two", "Three", handle="wv11")
    draft: Draft = steph.undoes(post)
    assert open_drafts(anna, "wv11") == {draft.public_id: ["One", "Two", "Three"]}
    assert open_drafts(steph, "wv11") == {}
    held = hold_post(anna.caller, "wv11", again(anna.words("x", handle="wv11", draft=draft.public_id), "One", version=1))
    assert (held.state, parts_of(held)) == (PostState.HELD, ["One"])
    assert [line["verb"] for line in lines(chain_of("wv11"))][-3:] == ["held", "undone", "held"]
