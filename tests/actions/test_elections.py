"""In a pre-election period an organisation's posts wait, whoever is named needs a second person, and who stands is not reshared."""

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlmodel import col, select

from pwa.actions.create_identity import create_identity
from pwa.actions.edit_election import edit_election
from pwa.actions.import_listed import import_listed
from pwa.rules.approval import ApprovalState, Ask, When
from pwa.rules.approval import Rule as Asks
from pwa.rules.calendar import Period
from pwa.rules.listed import Entry, Sort
from pwa.rules.refusals import NotFound
from pwa.rules.second_look import SecondLook
from pwa.rules.step_up import Purpose
from pwa.store import elections, identities
from pwa.store.moments import database_time
from pwa.store.tables import BoardEntry, LedgerLine, Organisation, Post
from pwa.store.transaction import reading
from tests.actions.second_person import asks_for
from tests.actions.test_reshare import jos, reshares
from tests.cast import Cast, Member, shape
from tests.conftest import Clock

__all__ = ["jos"]
BINS, VOTE = "Bins are collected a day later this week.", "You need photo ID to vote. Polling stations open at 7am."
LIST = (Entry(Sort.PERSON, "Jane Smith"), Entry(Sort.HANDLE, "cllrjane", "x"))


def in_period(keeper: Member, handle: str = "wv11", *, days: int = 30, entries: Sequence[Entry] = LIST) -> None:
    """From yesterday on."""
    with reading() as session:
        now = database_time(session)
    period = Period("Local elections", now - timedelta(days=1), now + timedelta(days=days))
    edit_election(keeper.caller, handle, periods=[period], proof=keeper.proves(Purpose.EDIT_IDENTITY, handle))
    import_listed(keeper.caller, handle, entries=entries, proof=keeper.proves(Purpose.EDIT_IDENTITY, handle))


def waits(post: Post) -> float:
    return (post.ring_ends_at - post.held_at).total_seconds()


def lines(verb: str) -> list[dict[str, object]]:
    with reading() as session:
        said = [json.loads(body) for body in session.exec(select(LedgerLine.body).order_by(col(LedgerLine.id)))]
    return [one for one in said if one["verb"] == verb]


def rules_of(post: Post) -> list[str]:
    [line] = [one for one in lines("held") if one["post"] == post.public_id]
    found = line.get("second_look", [])
    assert isinstance(found, list)
    return [one["rule"] for one in found]


def test_every_post_waits_two_minutes_but_how_to_vote_does_not(speaking: Member) -> None:
    in_period(speaking)
    bins, vote = speaking.holds(BINS, handle="wv11"), speaking.holds(VOTE, handle="wv11")
    assert (waits(bins), rules_of(bins)) == (120, ["election"])
    assert (waits(vote), rules_of(vote)) == (30, [])
    assert waits(speaking.holds(VOTE, BINS, handle="wv11")) == 120  # all of a series, or it is not


def test_whoever_is_named_needs_a_second_person_also_about_voting(speaking: Member, anna: Member) -> None:
    in_period(speaking)
    for words in ("Cllr Smith opened the library.", f"{VOTE} Jane Smith is a candidate.", "Thanks https://x.com/cllrjane"):
        post = speaking.holds(words, handle="wv11")
        assert (post.approval, rules_of(post)) == (ApprovalState.ASKED, ["listed"])
    assert speaking.holds("Smith Street is closed.", handle="wv11").approval is None


def test_outside_of_a_period_nothing_is_asked(speaking: Member, clock: Clock) -> None:
    in_period(speaking, days=1)
    clock.forward(24 * 60 * 60)
    speaking.speaks_as("wv11")
    post = speaking.holds("Cllr Smith opened the library.", handle="wv11")
    assert (waits(post), post.approval, rules_of(post)) == (30, None, [])


def test_it_is_the_organisations_and_nobody_elses(cast: Cast, speaking: Member) -> None:
    with reading() as session:
        body = identities.usable(session, speaking.caller.person, "wv11").organisation_id
    in_period(speaking)
    assert body
    speaking.speaks_as("steph")
    own = speaking.holds("Cllr Smith came to tea.")
    assert (waits(own), own.approval) == (10, None)
    jo = cast.jo
    jo.speaks_as("walsall")
    assert waits(jo.holds("Cllr Smith opened the library.", handle="walsall")) == 30
    with reading() as session:
        assert [elections.open_of(session, number, database_time(session)) is not None for number in (body, body + 1)] == [True, False]


def test_who_stands_is_not_reshared_until_polls_close(speaking: Member, jos: BoardEntry, clock: Clock) -> None:
    in_period(speaking, entries=[Entry(Sort.HANDLE, "jo", "noticeboard")])
    with pytest.raises(SecondLook, match="is not reshared before polls close"):
        reshares(speaking, jos, handle="wv11")
    with pytest.raises(SecondLook):
        reshares(speaking, jos, VOTE, handle="wv11")
    speaking.speaks_as("steph")
    assert waits(reshares(speaking, jos)) == 10


def test_another_network_s_handle_is_somebody_else(speaking: Member, jos: BoardEntry) -> None:
    in_period(speaking, entries=[Entry(Sort.HANDLE, "jo", "x")])
    assert waits(reshares(speaking, jos, handle="wv11")) == 120


def test_a_name_in_what_is_reshared_is_a_name(speaking: Member, anna: Member, jos: BoardEntry) -> None:
    in_period(speaking, entries=[Entry(Sort.PARTY, "Library opens")])
    post = reshares(speaking, jos, handle="wv11")
    assert (post.approval, "listed" in rules_of(post)) == (ApprovalState.ASKED, True)


def test_a_period_is_no_reason_to_ask_a_colleague_by_itself(speaking: Member, anna: Member) -> None:
    asks_for(speaking, Asks(Ask.YES, When.ASKED_FOR))
    in_period(speaking)
    assert speaking.holds(BINS, handle="wv11").approval is None
    assert speaking.holds("Cllr Smith opened the library.", handle="wv11").approval == ApprovalState.ASKED


def test_only_keepers_change_it_and_the_record_says_so(cast: Cast, speaking: Member, anna: Member) -> None:
    in_period(speaking)
    [periods], [listed] = lines("elections_set"), lines("listed_set")
    assert periods["identity"] == "wv11"
    assert (listed["people"], listed["parties"], listed["handles"]) == (1, 0, 1)
    assert "Smith" not in json.dumps(listed)
    for member in (anna, cast.jo):
        with pytest.raises(NotFound):
            edit_election(member.caller, "wv11", periods=[], proof=member.proves(Purpose.EDIT_IDENTITY, "wv11"))
        with pytest.raises(NotFound):
            import_listed(member.caller, "wv11", entries=[], proof=member.proves(Purpose.EDIT_IDENTITY, "wv11"))
    with pytest.raises(NotFound):
        edit_election(speaking.caller, "steph", periods=[], proof=speaking.proves(Purpose.EDIT_IDENTITY, "steph"))
    assert len(lines("elections_set")) == 1


def test_identities_of_one_organisation_share_it(speaking: Member) -> None:
    with reading() as session:
        number = identities.usable(session, speaking.caller.person, "wv11").organisation_id or 0
        body = session.get_one(Organisation, number).public_id
    proof = speaking.proves(Purpose.CREATE_IDENTITY)
    create_identity(speaking.caller, organisation="", of=body, handle="wv11-alerts", shape=shape("WV11 Alerts"), proof=proof)
    in_period(speaking)
    speaking.speaks_as("wv11-alerts")
    assert rules_of(speaking.holds(BINS, handle="wv11-alerts")) == ["election"]
    in_period(speaking, "wv11-alerts", entries=[])
    with reading() as session:
        assert (elections.listed_count(session, number), len(elections.periods(session, number))) == (0, 1)


def test_of_a_long_list_only_what_the_words_could_name_is_read(speaking: Member) -> None:
    in_period(speaking, entries=[*LIST, *(Entry(Sort.PERSON, f"Somebody Else{number}") for number in range(300))])
    with reading() as session:
        number = identities.usable(session, speaking.caller.person, "wv11").organisation_id or 0
        assert elections.among(session, number, {"smith", "of", "x"}) == [LIST[0]]
        assert elections.among(session, number, set()) == []
        assert elections.among(session, number + 1, {"smith"}) == []
