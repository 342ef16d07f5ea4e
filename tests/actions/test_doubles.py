"""The same words once more, said before they are held: to whoever may know of both. On both databases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import select

from pwa.actions.create_identity import create_identity
from pwa.actions.delete_words import delete_words
from pwa.actions.hold_post import hold_post
from pwa.actions.look_for_doubles import look_for_doubles
from pwa.actions.looked import Looked
from pwa.courier import Courier
from pwa.rules.second_look import Reason
from pwa.rules.step_up import Purpose
from pwa.rules.words import read
from pwa.store import flags, identities
from pwa.store.moments import database_time
from pwa.store.tables import Channel, Fingerprint, Organisation
from pwa.store.transaction import reading, transaction
from pwa.store.variants import Own
from tests.cast import Member, shape
from tests.conftest import Clock

ROAD = "Road closed at the Crown until noon."


def said_of(member: Member, handle: str, *parts: str) -> list[Reason]:
    with reading() as session:
        identity = identities.usable(session, member.caller.person, handle)
        looked = Looked(list(parts), identities.channels(session, identity))
        return list(look_for_doubles(session, member.caller, identity, looked, database_time(session)))


def sentences(reasons: Sequence[Reason]) -> list[tuple[str, bool]]:
    return [(str(one.sentence), one.private) for one in reasons]


HERE = "The same words were held for this place within the last day."
AS_STEPH = "The same words were held as Steph within the last day."


def test_to_where_it_was_before_a_colleague_s_too(steph: Member, anna: Member) -> None:
    steph.speaks_as("wv11")
    assert said_of(steph, "wv11", ROAD) == []
    post = steph.holds(ROAD, handle="wv11")
    for one in (steph, anna):
        assert sentences(said_of(one, "wv11", "Something else.", ROAD.upper())) == [(HERE, False)]
    anna.undoes(post)
    assert said_of(steph, "wv11", ROAD) == []


def test_one_s_own_words_again_are_nobody_else_s_business(steph: Member, anna: Member) -> None:
    steph.holds(ROAD)
    assert sentences(said_of(steph, "wv11", ROAD)) == [(AS_STEPH, True)]
    assert said_of(anna, "wv11", ROAD) == []
    assert said_of(anna, "anna", ROAD) == []


def test_across_organisations_only_with_a_grant_and_then_privately(steph: Member, jo: Member) -> None:
    steph.speaks_as("wv11")
    steph.holds(ROAD, handle="wv11")
    assert said_of(jo, "walsall", ROAD) == []
    assert sentences(said_of(steph, "walsall", ROAD)) == [("The same words were held as WV11 within the last day.", True)]
    assert sentences(said_of(steph, "steph", ROAD)) == [("The same words were held as WV11 within the last day.", False)]


def test_a_day_later_it_is_a_double_of_the_same_place_only(steph: Member, clock: Clock) -> None:
    steph.holds(ROAD, "Hello!")
    clock.forward(86_401)
    assert said_of(steph, "wv11", ROAD) == []
    assert sentences(said_of(steph, "steph", ROAD)) == [("The same words were held for this place within the last month.", False)]
    assert said_of(steph, "steph", "hello") == []


def test_lawful_deletion_takes_what_stands_for_the_words(steph: Member, clock: Clock, courier: Courier) -> None:
    post = steph.holds(ROAD)
    clock.forward(60)
    courier.run_once()
    with reading() as session:
        assert len(session.exec(select(Fingerprint)).all()) == 1
    delete_words(steph.caller, post.public_id, proof=steph.proves(Purpose.DELETE_WORDS, post.public_id))
    with reading() as session:
        assert session.exec(select(Fingerprint)).all() == []
    assert said_of(steph, "steph", ROAD) == []


def another(steph: Member, network: str, handle: str, now: datetime) -> None:
    with transaction() as session:
        mine = identities.usable(session, steph.caller.person, handle)
        there: dict[str, Any] = {"network": network, "handle": f"on{mine.id}", "remote_id": f"on{mine.id}"}
        session.add(Channel(identity_id=mine.id, connected_at=now, connected_by=1, **there))


def test_two_accounts_on_x(steph: Member) -> None:
    with reading() as session:
        now = database_time(session)
    another(steph, "x", "steph", now)
    another(steph, "x", "wv11", now)
    steph.holds(ROAD)
    [(sentence, private)] = sentences(said_of(steph, "wv11", ROAD))
    assert sentence.startswith("The same words go to two accounts on X (Steph has them too).")
    assert private


def test_a_colleague_is_not_told_as_which_other_voice_of_the_house(speaking: Member, anna: Member) -> None:
    """Anna speaks as WV11, and may not know of its other voice what is held there."""
    with reading() as session:
        number = identities.usable(session, speaking.caller.person, "wv11").organisation_id or 0
        body = session.get_one(Organisation, number).public_id
    proof = speaking.proves(Purpose.CREATE_IDENTITY)
    create_identity(speaking.caller, of=body, handle="wv11news", shape=shape("WV11 News"), proof=proof)
    speaking.speaks_as("wv11news")
    speaking.holds(ROAD, handle="wv11news")
    assert said_of(anna, "wv11", ROAD) == []
    speaking.speaks_as("wv11")
    assert sentences(said_of(speaking, "wv11", ROAD)) == [("The same words were held as WV11 News within the last day.", False)]
    post = speaking.holds(ROAD, handle="wv11")
    elsewhere = "The same words were held as another account of WV11 Community News within the last day."
    with reading() as session:
        [beside] = flags.public_of_posts(session, [post.id])[post.id]
        assert read(beside.said) == [elsewhere]
        assert [read(one.said) for one in flags.of_holds(session, [beside.hold_id], anna.caller.person)[beside.hold_id]] == [[elsewhere]]


def test_what_only_another_channel_says_is_no_double_there(steph: Member) -> None:
    """Each channel is compared with what its own readers would read."""
    with reading() as session:
        now = database_time(session)
    another(steph, "far", "steph", now)
    with reading() as session:
        places = identities.channels(session, identities.personal(session, steph.caller.person))
    board, far = sorted(places, key=lambda one: one.network == "far")
    hold_post(steph.caller, "steph", replace(steph.words(ROAD), channels=[board.public_id]))
    for own, said in ((Own(far, 1, ROAD), []), (Own(board, 1, ROAD), [HERE])):
        with reading() as session:
            identity = identities.personal(session, steph.caller.person)
            looked = Looked(["Something else."], [board, far], [own])
            found = list(look_for_doubles(session, steph.caller, identity, looked, database_time(session)))
        assert [str(one.sentence) for one in found] == said
