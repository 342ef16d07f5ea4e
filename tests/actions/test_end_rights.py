"""What ends with a right: everything that somebody had pending as one voice, nothing of anybody else's, and all of it or none."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlmodel import col, select

from pwa.actions.end_grant import end_grant
from pwa.actions.finish_connection import finish_connection
from pwa.actions.give_back import give_back
from pwa.actions.hold_post import hold_again
from pwa.actions.invite import invite
from pwa.actions.keep_holding import keep_holding
from pwa.actions.tell_phones import spread_alerts
from pwa.actions.ways_in import WaysIn
from pwa.rules.post import ParkingReason, PostState
from pwa.rules.refusals import JourneyOver
from pwa.rules.settling import Answer
from pwa.rules.step_up import Purpose
from pwa.secrets import new_token
from pwa.store import engine, identities, rights
from pwa.store.rights import Pending
from pwa.store.tables import Identity, Person, Post, Table
from pwa.store.transaction import reading
from tests.actions.conftest import Journeys, hears
from tests.actions.looks import chain_of, lines, reread, state_of, states_of
from tests.cast import Cast, Member
from tests.conftest import Clock
from tests.fire.kills import Points
from tests.networks.stand_in import LATER, UNSURE
from tests.push_service import PushService
from tests.stuck import Stuck, says


@pytest.fixture
def kim(cast: Cast) -> Member:
    """The second keeper of WV11, who is to leave."""
    return cast.newcomer("Kim", "wv11", "keeper")


def of(member: Member, handle: str = "wv11") -> tuple[Person, Identity]:
    """Somebody, and a voice, whether they may use it or not."""
    with reading() as session:
        return member.caller.person, session.exec(select(Identity).where(col(Identity.handle) == handle)).one()


def pending(member: Member, handle: str = "wv11") -> Pending:
    with reading() as session:
        return rights.pending(session, *of(member, handle))


def removes(keeper: Member, member: Member, handle: str = "wv11") -> Callable[[], str]:
    """The act, with its finger given already: it may be pressed more than once."""
    with reading() as session:
        grant = identities.grant_of(session, *of(member, handle)).public_id
    proof = keeper.proves(Purpose.END_GRANT, grant)
    return lambda: end_grant(keeper.caller, grant, proof=proof)


@pytest.fixture
def stuck(store: str, data: Path, clock: Clock) -> Stuck:
    return Stuck(data, clock)


@pytest.fixture
def busy(cast: Cast, kim: Member, stuck: Stuck, journeys: Journeys, service: PushService, data: Path) -> dict[str, Post]:
    """Kim in the middle of everything that somebody can be in the middle of; what others hold beside it."""
    steph, anna, tablet = cast.steph, cast.anna, kim.another_browser()
    annas = stuck.leaves(anna, UNSURE, handle="wv11")
    for one in (kim, tablet, steph):
        one.speaks_as("wv11")
    says(kim, Answer.AGAIN, annas)  # by her word it goes again
    on_its_way = stuck.leaves(kim, LATER, handle="wv11")
    handed_on = kim.holds("Kim's words, Steph's hold.", handle="wv11")
    keep_holding(handed_on.public_id, by=kim.caller.person)
    steph.speaks_as("wv11")
    hears(kim, service, data)
    hold_again(steph.caller, handed_on.public_id, hold_key=new_token())
    spread_alerts()
    for keeper in (kim, steph):
        invite(keeper.caller, "wv11", name="Kim", role="speaker", proof=keeper.proves(Purpose.INVITE, "wv11"))
    journeys.comes_back(kim)
    journeys.sets_out(kim)
    held = tablet.holds("Road closed.", handle="wv11")
    return {"annas": annas, "on its way": on_its_way, "handed on": handed_on, "held": held}


def test_nothing_of_theirs_is_pending_afterwards_and_all_else_goes_on(cast: Cast, kim: Member, busy: dict[str, Post]) -> None:
    before = pending(kim)
    counts = (before.leases, before.invitations, before.journeys, before.pushes > 0, len(before.held), len(before.on_their_way))
    assert counts == (2, 1, 2, True, 1, 2)
    others = pending(cast.steph)
    removes(cast.steph, kim)()
    assert not pending(kim)
    assert pending(cast.steph) == others
    assert (state_of(busy["held"]), reread(busy["held"]).parking_reason) == (PostState.PARKED, ParkingReason.GRANT_ENDED)
    assert state_of(busy["handed on"]) == PostState.HELD
    assert set(states_of(busy["annas"])) == set(states_of(busy["on its way"])) == {"parked"}
    said = [line for line in lines(chain_of("wv11")) if line.get("by") == cast.steph.caller.person.public_id][-13:]
    assert Counter(line["verb"] for line in said) == {
        "lease_ended": 2,
        "parked": 1,
        "delivery_parked": 6,
        "invitation_withdrawn": 1,
        "connecting_ended": 2,
        "grant_ended": 1,
    }


def test_a_way_home_from_a_network_is_closed_and_what_it_found_is_given_back(
    cast: Cast, kim: Member, journeys: Journeys, ways: WaysIn, data: Path
) -> None:
    journeys.comes_back(kim)
    state, answer = journeys.sets_out(kim)
    removes(cast.steph, kim)()
    with pytest.raises(JourneyOver):
        finish_connection(kim.caller, state, answer, ways=ways, folder=data)
    assert give_back(ways, folder=data) == 1
    assert journeys.instance.tokens == {}


class Broken(Exception):
    """The power went out here."""


class Breaks(Points):
    """Goes wrong at one point of a transaction."""

    def __init__(self, at: int) -> None:
        super().__init__("end")
        self._at = at

    def reach(self, what: str) -> None:
        self.names.append(what)
        if len(self.names) == self._at and not what.endswith("done"):
            raise Broken(what)


def everything() -> dict[str, list[str]]:
    """Every row of every table."""
    with engine.to_look().connect() as store:
        return {
            table.name: sorted(map(str, store.exec_driver_sql(f"SELECT * FROM {table.name}"))) for table in Table.metadata.sorted_tables
        }


def all_or_nothing(act: Callable[[], object]) -> list[str]:
    """Breaks it off at each of its statements and at its COMMIT: whatever had been written is not there. Returns the points.

    PostgreSQL runs the same ones, and to look at all of it costs more there: every third has to do.
    """
    before, at = everything(), 0
    while True:
        at += 3 if engine.engine().dialect.name == "postgresql" else 1
        breaks = Breaks(at)
        with suppress(Broken), breaks.watch():
            act()
            assert breaks.names.count("COMMIT") == 1, "it is not one transaction"
            return breaks.names
        assert everything() == before, f"something was left when it broke at {breaks.names[-1]}"


def test_a_removal_is_one_transaction_wherever_it_breaks(cast: Cast, kim: Member, busy: dict[str, Post]) -> None:
    points = all_or_nothing(removes(cast.steph, kim))
    assert {"UPDATE grants", "UPDATE leases", "UPDATE posts", "UPDATE deliveries", "DELETE pushes", "COMMIT"} <= set(points)
    assert not pending(kim)
