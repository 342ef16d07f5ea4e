"""Pictures in a draft, a post and onto the noticeboard, and back again: on both databases."""

from dataclasses import replace

import pytest
from sqlmodel import col, select, update

from pwa.actions.delete_draft import delete_draft, restore_draft
from pwa.actions.hold_post import hold_post
from pwa.actions.move_draft import move_draft
from pwa.actions.retract_post import retract_post
from pwa.actions.save_draft import Words, keep_words, save_draft
from pwa.actions.tidy_up import tidy_up
from pwa.courier import Courier
from pwa.rules.pictures import Placed
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.store import board, deliveries, drafts, identities, pictures
from pwa.store.pictures import Shown
from pwa.store.tables import Draft, Picture, PictureFile, Post, Rendering
from pwa.store.transaction import reading, transaction
from tests import picture_files as files
from tests.actions.test_uploads import brings, rows
from tests.cast import Member
from tests.conftest import Clock


def illustrated(member: Member, *parts: str, placed: list[Placed], handle: str | None = None) -> Words:
    return replace(member.words(*parts, handle=handle), pictures=placed)


def in_draft(draft: Draft) -> list[tuple[str, int, str]]:
    with reading() as session:
        return told(pictures.of_drafts(session, [draft])[draft.id])


def in_post(post: Post) -> list[tuple[str, int, str]]:
    with reading() as session:
        return told(pictures.of_posts(session, [post])[post.id])


def told(shown: list[Shown]) -> list[tuple[str, int, str]]:
    return [(one.picture.public_id, one.part, one.alt) for one in shown]


def draft_of(member: Member, public_id: str, handle: str | None = None) -> Draft:
    with reading() as session:
        identity = identities.usable(session, member.caller.person, handle or member.handle)
        found = drafts.find(session, member.caller.person, identity, public_id)
    assert found is not None
    return found


def on_board(handle: str) -> list[list[tuple[str, int, str]]]:
    with reading() as session:
        _, channel = board.board(session, handle)
        series = board.series(session, board.latest(session, channel, 10))
        entries = [entry for parts in series.values() for entry in parts]
        found = pictures.of_entries(session, entries)
        return [told(found[entry.id]) for entry in entries]


def test_pictures_go_through_hold_undo_and_hold_and_stand_on_the_board_until_it_is_taken_down(
    steph: Member, clock: Clock, courier: Courier
) -> None:
    one, two = brings(steph), brings(steph, files.photo(colour="brown"))
    placed = [Placed(two.public_id, 1, "A brown door"), Placed(one.public_id, 1, "")]
    post = hold_post(steph.caller, "steph", illustrated(steph, "Doors.", placed=placed))
    expected = [(two.public_id, 1, "A brown door"), (one.public_id, 1, "")]
    assert in_post(post) == expected

    draft = steph.undoes(post)
    assert in_draft(draft) == expected

    again = hold_post(steph.caller, "steph", steph.words("Doors.", draft=draft.public_id, version=draft.version))
    assert in_post(again) == expected
    assert in_draft(draft) == []
    assert on_board("steph") == []
    clock.forward(13)
    courier.run_once()
    assert on_board("steph") == [[(two.public_id, 1, "A brown door"), (one.public_id, 1, "")]]

    retract_post(again.public_id, by=steph.caller.person)
    courier.run_once()
    assert on_board("steph") == [[]]


def test_each_part_of_a_series_carries_its_own(steph: Member, clock: Clock, courier: Courier) -> None:
    one, two, three = (brings(steph, files.photo(colour=colour)) for colour in ("red", "green", "blue"))
    placed = [Placed(three.public_id, 9, "last"), Placed(one.public_id, 1, "first"), Placed(two.public_id, 2, "")]
    hold_post(steph.caller, "steph", illustrated(steph, "One", "", placed=placed))  # the second part is a picture without words
    clock.forward(13)
    courier.run_once()
    assert on_board("steph") == [[(one.public_id, 1, "first")], [(three.public_id, 1, "last"), (two.public_id, 1, "")]]


def test_a_page_that_says_nothing_of_pictures_leaves_them_as_they_are(steph: Member) -> None:
    one = brings(steph)
    words = illustrated(steph, "With one.", placed=[Placed(one.public_id, 1, "A door")])
    version, _ = save_draft(steph.caller, "steph", words)
    save_draft(steph.caller, "steph", replace(words, version=version, parts=["Still with one."], pictures=None))
    assert in_draft(draft_of(steph, words.draft)) == [(one.public_id, 1, "A door")]
    save_draft(steph.caller, "steph", replace(words, version=version + 1, pictures=[]))
    assert in_draft(draft_of(steph, words.draft)) == []


def test_move_deletion_and_restoration_carry_them(steph: Member) -> None:
    one = brings(steph)
    words = illustrated(steph, "Carried.", placed=[Placed(one.public_id, 1, "A door")])
    moved = move_draft(steph.caller, "steph", words, to="wv11", proof=steph.proves(Purpose.SPEAK_AS, "wv11"))
    draft = draft_of(steph, moved, "wv11")
    assert in_draft(draft) == [(one.public_id, 1, "A door")]
    assert in_draft(draft_of(steph, words.draft)) == []
    delete_draft(steph.caller, "wv11", moved)
    restore_draft(steph.caller, "wv11", moved)
    assert in_draft(draft) == [(one.public_id, 1, "A door")]


def test_words_kept_beside_keep_what_is_left_of_their_pictures(steph: Member) -> None:
    one = brings(steph)
    words = illustrated(steph, "First.", placed=[Placed(one.public_id, 1, "")])
    save_draft(steph.caller, "steph", words)
    other = replace(words, page_key="another-page-entirely-0123456789", parts=["Second."])
    beside = keep_words(steph.caller, "steph", other)
    assert beside != words.draft
    assert in_draft(draft_of(steph, beside)) == [(one.public_id, 1, "")]
    gone = replace(other, parts=["Third."], pictures=[Placed("a" * 16, 1, "")])
    assert in_draft(draft_of(steph, keep_words(steph.caller, "steph", gone))) == []


@pytest.mark.parametrize(
    ("many", "alt", "sentence"),
    [(5, "", "4 pictures"), (1, "ö" * 1501, "1 characters too long"), (1, "a\u0007b", "control character")],
)
def test_the_limits_of_a_post(steph: Member, many: int, alt: str, sentence: str) -> None:
    placed = [Placed(brings(steph).public_id, 1, alt) for _ in range(many)]
    with pytest.raises(Unfit, match=sentence):
        hold_post(steph.caller, "steph", illustrated(steph, "Too much.", placed=placed))


def test_the_longest_description_fits(steph: Member) -> None:
    alt = "👩‍👩‍👧‍👦" * 1500
    post = hold_post(steph.caller, "steph", illustrated(steph, "Long.", placed=[Placed(brings(steph).public_id, 1, alt)]))
    assert in_post(post)[0][2] == alt


def test_nobody_puts_in_somebody_elses_picture(steph: Member, anna: Member, jo: Member) -> None:
    hers = brings(steph)
    for other in (anna, jo):
        with pytest.raises(Unfit, match="not here any more"):
            save_draft(other.caller, other.handle, illustrated(other, "Taken.", placed=[Placed(hers.public_id, 1, "")]))


def test_who_may_see_a_picture(steph: Member, anna: Member, jo: Member) -> None:
    hers = brings(steph)

    def sees(member: Member) -> bool:
        try:
            with reading() as session:
                return pictures.visible(session, member.caller.person, hers.public_id).id == hers.id
        except NotFound:
            return False

    assert [sees(member) for member in (steph, anna, jo)] == [True, False, False]
    steph.speaks_as("wv11")
    hold_post(steph.caller, "wv11", illustrated(steph, "For all.", placed=[Placed(hers.public_id, 1, "")], handle="wv11"))
    assert [sees(member) for member in (steph, anna, jo)] == [True, True, False]


def test_what_was_changed_after_the_hold_is_not_sent(steph: Member, clock: Clock, courier: Courier) -> None:
    one = brings(steph)
    post = hold_post(steph.caller, "steph", illustrated(steph, "Swapped.", placed=[Placed(one.public_id, 1, "")]))
    with transaction() as session:
        session.exec(update(PictureFile).where(col(PictureFile.picture_id) == one.id).values(body=files.photo(colour="black")))
    clock.forward(13)
    courier.run_once()
    with reading() as session:
        [(delivery, *_)] = deliveries.of_posts(session, [post])[post.id]
    assert delivery.state == "refused"
    assert "picture" in (delivery.reason or "")
    assert on_board("steph") == []


def test_the_digest_covers_them_and_a_post_without_any_is_what_it_was(steph: Member) -> None:
    one = brings(steph)
    hold_post(steph.caller, "steph", illustrated(steph, "Seen.", placed=[Placed(one.public_id, 1, "A door")]))
    steph.holds("Plain.")
    with reading() as session:
        seen, plain = [row.payload for row in session.exec(select(Rendering).order_by(col(Rendering.id)))]
    assert one.digest in seen
    assert '"alt":"A door"' in seen
    assert plain == '{"text":"Plain."}'


def test_only_what_stands_nowhere_is_tidied_away(steph: Member, clock: Clock) -> None:
    nowhere, drafted, held = (brings(steph) for _ in range(3))
    save_draft(steph.caller, "steph", illustrated(steph, "Kept.", placed=[Placed(drafted.public_id, 1, "")]))
    hold_post(steph.caller, "steph", illustrated(steph, "Held.", placed=[Placed(held.public_id, 1, "")]))
    clock.forward(47 * 3600)
    tidy_up()
    assert rows(Picture) == 3
    clock.forward(2 * 3600)
    tidy_up()
    with reading() as session:
        assert {picture.id for picture in session.exec(select(Picture))} == {drafted.id, held.id}
        assert session.get(PictureFile, nowhere.id) is None
