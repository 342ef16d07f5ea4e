"""Stop everything: after it has answered nothing leaves for that Organisation, nothing can be held there, and everybody can see why."""

import pytest
from sqlmodel import col, select

from pwa.actions import finish_stop, stop_everything
from pwa.actions.finish_stop import finish_stops
from pwa.actions.hold_post import hold_again, hold_post
from pwa.rules.post import ParkingReason, PostState
from pwa.rules.refusals import NotFound, Stopped
from pwa.secrets import new_token
from pwa.store import posts, stops
from pwa.store.engine import StoreUnavailable
from pwa.store.tables import Alert, Organisation, Post, Stop
from pwa.store.transaction import reading
from tests.actions.looks import chain_of, lines, state_of
from tests.cast import Cast, Member

LEAVES = 33  # seconds after which an official post has left


def organisation(member: Member) -> str:
    """The public id of the first one that they speak for."""
    with reading() as session:
        return stops.of_person(session, member.caller.person)[0].public_id


def stops_all(member: Member, words: str = "") -> Stop:
    [stop] = stop_everything.stop_everything(member.caller, organisation(member), words=words)
    return stop


@pytest.fixture
def official(anna: Member) -> Post:
    """Anna's, held as WV11."""
    anna.speaks_as("wv11")
    return anna.holds("Road closed.", handle="wv11")


def test_everything_of_the_organisation_is_parked_and_nothing_of_anybody_else(
    steph: Member, anna: Member, jo: Member, official: Post
) -> None:
    own, jos = steph.holds("My day."), jo.holds("Not yours.")
    jo.speaks_as("walsall")
    councils = jo.holds("Council news.", handle="walsall")
    stops_all(steph, "Wrong account!")
    assert [state_of(post) for post in (official, own, jos, councils)] == ["parked", "held", "held", "held"]
    with reading() as session:
        [parking] = posts.parkings_of(session, official)
    assert (parking.reason, parking.person_id) == (ParkingReason.STOPPED, steph.caller.person.id)
    stopped, parked = lines(chain_of("wv11"))[-2:]
    assert (stopped["verb"], stopped["by"], stopped["on_its_way"]) == ("everything_stopped", steph.caller.person.public_id, [])
    assert "Wrong" not in str(stopped)
    assert (parked["verb"], parked["reason"], parked["post"]) == ("parked", ParkingReason.STOPPED, official.public_id)


def test_a_stranger_cannot_stop_it(jo: Member, official: Post) -> None:
    with reading() as session:
        [body] = session.exec(select(Organisation.public_id).where(col(Organisation.name) == "WV11 Community News"))
    with pytest.raises(NotFound):
        stop_everything.stop_everything(jo.caller, body)
    assert state_of(official) == PostState.HELD


def test_of_several_all_are_stopped_before_any_is_finished_or_waited_for(
    cast: Cast, steph: Member, jo: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading() as session:
        both = [one.public_id for one in stops.of_person(session, steph.caller.person)]
    stood: list[int] = []

    def finish(_: Stop) -> None:
        with reading() as session:
            stood.append(len(stops.all_standing(session)))

    monkeypatch.setattr(stop_everything, "_finish", finish)
    stop_everything.stop_everything(steph.caller, *both)
    assert (len(both), stood) == (2, [2, 2])


def test_pressing_twice_stops_once_and_who_was_first_stays(steph: Member, anna: Member, official: Post) -> None:
    first, again = stops_all(anna), stops_all(steph, "Me too")
    assert (first.id, again.person_id, again.words) == (again.id, anna.caller.person.id, None)
    assert [line["verb"] for line in lines(chain_of("wv11"))].count("everything_stopped") == 1


def test_nothing_can_be_held_meanwhile_in_any_way(steph: Member, anna: Member, official: Post) -> None:
    stops_all(steph)
    with pytest.raises(Stopped, match="Steph stopped everything of WV11 Community News"):
        hold_post(anna.caller, "wv11", anna.words("One more.", handle="wv11"))
    with pytest.raises(Stopped):
        hold_again(anna.caller, official.public_id, hold_key=new_token())
    assert state_of(official) == PostState.PARKED


def test_a_stop_that_the_store_keeps_waiting_is_tried_again_and_then_refused(
    steph: Member, official: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []
    real = stop_everything._stop

    def locked(*asked: object) -> Stop:
        tries.append(1)
        if len(tries) < 3:
            raise StoreUnavailable("locked")
        return real(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(stop_everything, "_stop", locked)
    stops_all(steph)
    assert state_of(official) == PostState.PARKED
    monkeypatch.setattr(stop_everything, "TRY_FOR", 0.0)
    monkeypatch.setattr(stop_everything, "_stop", lambda *_: (_ for _ in ()).throw(StoreUnavailable("away")))
    with pytest.raises(StoreUnavailable):
        stops_all(steph)


def test_many_are_parked_in_portions(steph: Member, anna: Member, official: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    more = [anna.holds(f"Post {number}.", handle="wv11") for number in range(4)]
    monkeypatch.setattr(finish_stop, "AT_ONCE", 2)
    stop = stops_all(steph)
    assert {state_of(post) for post in more} == {"parked"}
    assert finish_stops() == 0
    with reading() as session:
        assert stops.caught(session, stop) == (5, 0)


def test_colleagues_phones_are_told(steph: Member, annas: object, official: Post) -> None:
    stops_all(steph)
    with reading() as session:
        kinds = list(session.exec(select(Alert.kind).order_by(col(Alert.id))))
    assert kinds == ["held", "stopped"]
