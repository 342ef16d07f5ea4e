"""A channel may say a thing differently: kept with the draft, measured and frozen for that channel alone, found again by its own words."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from pwa.actions.delete_draft import delete_draft, restore_draft
from pwa.actions.hold_post import hold_again, hold_post
from pwa.actions.keep_holding import keep_holding
from pwa.actions.move_draft import move_draft
from pwa.actions.save_draft import Words, keep_words, save_draft
from pwa.actions.tidy_up import tidy_up
from pwa.courier import Courier
from pwa.rules.refusals import NotFound
from pwa.rules.room import Limits, Unit, stored
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.rules.variant import Variant
from pwa.secrets import new_token
from pwa.store import drafts, identities, variants
from pwa.store.tables import Channel, Draft, DraftVariant, Identity, LedgerText, Part, Post, Rendering
from pwa.store.transaction import reading, transaction
from tests.actions.looks import chain_of, count, lines, states_of
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.stand_in import UNSURE, StandIn

LEFT = 33  # seconds after which a post has left, whoever held it
FAR = Limits(20, Unit.GRAPHEMES, 4, 1_000_000, 1_000)


def far(handle: str, limits: Limits | None = FAR, account: str = "") -> str:
    """A place of this identity on another network, where little fits; its id."""
    with transaction() as session:
        identity = session.exec(select(Identity).where(Identity.handle == handle)).one()
        at, room = datetime.now(UTC), stored(limits) if limits else None
        channel = Channel(
            identity_id=identity.id, network="far", handle=handle, remote_id=account or handle, connected_at=at, connected_by=1, limits=room
        )
        session.add(channel)
        return channel.public_id


def own_of(member: Member, public_id: str, handle: str | None = None) -> dict[tuple[str, int], str]:
    """What a Draft's channels say of their own, by network and part."""
    with reading() as session:
        draft = drafts.mine(
            session, member.caller.person, identities.usable(session, member.caller.person, handle or member.handle), public_id
        )
        return {(one.channel.network, one.part): one.text for one in variants.of_drafts(session, [draft])[draft.id]}


def frozen(post: Post) -> dict[tuple[str, int], str]:
    """What each channel will be given, by network and part."""
    with reading() as session:
        rows = select(Channel.network, Part.position, Rendering.payload).join(Rendering, col(Rendering.channel_id) == col(Channel.id))
        rows = rows.join(Part, col(Part.id) == col(Rendering.part_id)).where(col(Part.post_id) == post.id)
        return {(network, part): json.loads(payload)["text"] for network, part, payload in session.exec(rows)}


def says(words: Words, *own: tuple[str, int, str]) -> Words:
    return replace(words, variants=[Variant(*one) for one in own])


@pytest.fixture
def place(steph: Member) -> str:
    return far("steph")


def test_it_is_kept_with_the_draft_and_goes_with_it(steph: Member, place: str) -> None:
    words = says(steph.words("Bins a day late, all of WV11", "And more"), (place, 1, "Bins a day late"))
    save_draft(steph.caller, "steph", words)
    assert own_of(steph, words.draft) == {("far", 1): "Bins a day late"}
    quiet = replace(words, version=1, variants=None, page_key=new_token())
    save_draft(steph.caller, "steph", quiet)  # a page that says nothing of them
    assert own_of(steph, words.draft) == {("far", 1): "Bins a day late"}
    delete_draft(steph.caller, "steph", words.draft)
    restore_draft(steph.caller, "steph", words.draft)
    assert own_of(steph, words.draft) == {("far", 1): "Bins a day late"}
    save_draft(steph.caller, "steph", replace(quiet, version=2, variants=[]))
    assert own_of(steph, words.draft) == {}


def test_an_empty_one_and_one_with_the_same_words_say_the_same_as_the_rest(steph: Member, place: str) -> None:
    words = says(steph.words("One", "Two"), (place, 1, " \n"), (place, 2, "Two "))
    save_draft(steph.caller, "steph", words)
    assert own_of(steph, words.draft) == {}


def test_it_knows_whether_the_rest_was_changed_since(steph: Member, place: str) -> None:
    def before(words: Words) -> list[bool]:
        save_draft(steph.caller, "steph", words)
        with reading() as session:
            draft = session.exec(select(Draft).where(Draft.public_id == words.draft)).one()
            return [one.written_before(words.parts) for one in variants.of_drafts(session, [draft])[draft.id]]

    words = says(steph.words("Bins a day late"), (place, 1, "Bins late"))
    assert before(words) == [False]
    assert before(replace(words, parts=["Bins two days late"])) == [True]
    assert before(says(replace(words, parts=["Bins two days late"]), (place, 1, "Bins very late"))) == [False]


def test_nobody_writes_for_a_channel_that_is_not_theirs(steph: Member, jo: Member, place: str) -> None:
    for act in (save_draft, hold_post):
        with pytest.raises(NotFound):
            act(jo.caller, "jo", says(jo.words("One"), (place, 1, "Other")))


def test_each_channel_is_frozen_and_measured_by_its_own_words(steph: Member, place: str) -> None:
    long, words = "Bins a day late, all of WV11", steph.words("Bins a day late, all of WV11", "Two")
    with pytest.raises(Unfit, match="Part 1 is too long for Far by 8"):
        hold_post(steph.caller, "steph", words)
    with pytest.raises(Unfit, match="Part 1 is too long for Far by 1"):
        hold_post(steph.caller, "steph", says(words, (place, 1, "x" * 21)))
    with pytest.raises(Unfit, match=r"Part 3 is empty\. Nothing was sent"):
        hold_post(steph.caller, "steph", says(words, (place, 1, "Short"), (place, 3, "Of nothing")))
    post = hold_post(steph.caller, "steph", says(words, (place, 1, " Bins a day late ")))
    assert frozen(post) == {("noticeboard", 1): long, ("far", 1): "Bins a day late", ("noticeboard", 2): "Two", ("far", 2): "Two"}
    assert count(DraftVariant) == 0


def test_the_board_may_say_less_than_a_network_that_takes_more(steph: Member) -> None:
    far("steph", replace(FAR, text=60_000))
    words = steph.words("x" * 5_001)
    with pytest.raises(Unfit, match="too long for the noticeboard"):
        hold_post(steph.caller, "steph", words)
    [board] = [one for one in words.channels if one == words.channels[0]]
    assert frozen(hold_post(steph.caller, "steph", says(words, (board, 1, "In short"))))["noticeboard", 1] == "In short"


def test_the_ledger_names_whose_words_they_are_and_not_the_words(steph: Member, place: str) -> None:
    hold_post(steph.caller, "steph", says(steph.words("Bins"), (place, 1, "Bins, again")))
    line = lines(chain_of("steph"))[-1]
    [told] = line["variants"]
    assert (told["channel"], told["network"], told["part"]) == (place, "far", 1)
    assert "again" not in str(line)
    with reading() as session:
        assert session.get_one(LedgerText, told["text"]).text == "Bins, again"


def test_an_undo_brings_all_of_it_back_and_what_no_channel_said_too(steph: Member, place: str) -> None:
    words = says(steph.words("Bins", "Two"), (place, 1, "Bins, again"))
    draft = steph.undoes(hold_post(steph.caller, "steph", words))
    assert own_of(steph, draft.public_id) == {("far", 1): "Bins, again"}
    elsewhere = replace(words, draft=draft.public_id, version=1, page_key=new_token(), channels=words.channels[:1])
    post = hold_post(steph.caller, "steph", elsewhere)
    assert ("far", 1) not in frozen(post)
    assert own_of(steph, steph.undoes(post).public_id) == {("far", 1): "Bins, again"}


def test_what_a_part_said_on_no_channel_of_the_post_has_a_part_to_stand_in_again(steph: Member, place: str) -> None:
    words = says(steph.words("Bins", ""), (place, 2, "More there"))
    draft = steph.undoes(hold_post(steph.caller, "steph", replace(words, channels=words.channels[:1])))
    with reading() as session:
        assert drafts.parts_of(session, [draft])[draft.id] == ["Bins", ""]
    assert own_of(steph, draft.public_id) == {("far", 2): "More there"}


def test_words_for_a_place_of_ones_own_are_given_to_nobody_who_holds_it_again(steph: Member, anna: Member, place: str) -> None:
    official = far("wv11")
    steph.speaks_as("wv11")
    words = says(steph.words("Bins", "Two", handle="wv11"), (place, 2, "For my friends"), (official, 1, "For the village"))
    post = hold_post(steph.caller, "wv11", replace(words, channels=words.channels[:1]))
    keep_holding(post.public_id, by=steph.caller.person)
    anna.speaks_as("wv11")
    hold_again(anna.caller, post.public_id, hold_key=new_token())
    draft = anna.undoes(post)
    assert draft.person_id == anna.caller.person.id
    assert own_of(anna, draft.public_id, "wv11") == {("far", 1): "For the village"}


def test_what_comes_back_where_it_was_written_stands_where_it_stood(steph: Member, place: str) -> None:
    second, official = far("steph", account="another"), far("wv11")
    words = says(steph.words("Bins"), (place, 1, "First"), (second, 1, "Second"))
    away = move_draft(steph.caller, "steph", words, to="wv11", proof=steph.proves(Purpose.SPEAK_AS, "wv11"))
    back = replace(steph.words("Bins", handle="wv11", draft=away, version=1), variants=None)
    home = move_draft(steph.caller, "wv11", back, to="steph", proof=None)
    with reading() as session:
        draft = drafts.mine(session, steph.caller.person, identities.personal(session, steph.caller.person), home)
        said = {one.channel.public_id: one.text for one in variants.of_drafts(session, [draft])[draft.id]}
    assert said == {place: "First", second: "Second"}
    assert official not in said


def test_what_was_said_nowhere_is_forgotten_in_the_end(steph: Member, place: str, clock: Clock) -> None:
    words = says(steph.words("Bins"), (place, 1, "Bins, again"))
    hold_post(steph.caller, "steph", replace(words, channels=words.channels[:1]))
    assert count(DraftVariant) == 1
    clock.forward(31 * 24 * 3600)
    tidy_up()
    assert count(DraftVariant) == 0


def test_a_move_says_it_on_the_same_network_there_and_keeps_what_has_no_place(steph: Member, place: str) -> None:
    words = says(steph.words("Bins"), (place, 1, "Bins, again"))
    moved = move_draft(steph.caller, "steph", words, to="wv11", proof=steph.proves(Purpose.SPEAK_AS, "wv11"))
    assert own_of(steph, moved, "wv11") == {("far", 1): "Bins, again"}
    there = replace(steph.words("Bins", handle="wv11", draft=moved, version=1), variants=None)
    assert frozen(hold_post(steph.caller, "wv11", there)) == {("noticeboard", 1): "Bins"}
    official = far("wv11")
    words = says(steph.words("Bins", handle="wv11"), (official, 1, "For the village"))
    back = move_draft(steph.caller, "wv11", words, to="steph", proof=None)
    post = hold_post(steph.caller, "steph", replace(steph.words("Bins", draft=back, version=1), variants=None))
    assert frozen(post) == {("noticeboard", 1): "Bins", ("far", 1): "For the village"}


def test_both_versions_keep_theirs_when_two_devices_disagree(steph: Member, place: str) -> None:
    words = says(steph.words("One"), (place, 1, "Phone"))
    save_draft(steph.caller, "steph", words)
    beside = keep_words(steph.caller, "steph", replace(says(words, (place, 1, "Tablet")), version=0, page_key=new_token()))
    assert (own_of(steph, words.draft), own_of(steph, beside)) == ({("far", 1): "Phone"}, {("far", 1): "Tablet"})


@pytest.fixture
def network() -> StandIn:
    network = StandIn()
    network.name = "far"
    return network


@pytest.fixture
def courier(store: str, data: Path, network: StandIn) -> Courier:
    return Courier({"noticeboard": StandIn(), "far": network}, data)


def test_the_courier_sends_and_looks_for_the_channels_own_words(
    steph: Member, place: str, network: StandIn, courier: Courier, clock: Clock
) -> None:
    network.answers["Bins, again"], network.arrives_anyway = [UNSURE], {"Bins, again"}
    post = hold_post(steph.caller, "steph", says(steph.words("Bins"), (place, 1, "Bins, again")))
    keep_holding(post.public_id, by=steph.caller.person)
    hold_again(steph.caller, post.public_id, hold_key=new_token())
    clock.forward(LEFT)
    courier.run_once()
    assert "unsure" in states_of(post)
    clock.forward(6)
    courier.run_once()
    assert states_of(post) == ["sent", "sent"]
    assert [part.text for part in network.published] == ["Bins, again"]
    assert network.looked == ["Bins, again"]
