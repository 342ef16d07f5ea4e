"""An older copy of the store comes back: nothing leaves by itself, people are asked, and the record's check says what is gone."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import col, select, update

from pwa.actions.hold_post import hold_again
from pwa.actions.know_restored import know_restored
from pwa.actions.notice_restore import notice_restore
from pwa.actions.park_restored import Parked, park_restored
from pwa.actions.release_due import release_due
from pwa.actions.sign_ledger import sign_ledger, verify_ledger
from pwa.courier import Courier
from pwa.rules.delivery import SENDING_LEASE
from pwa.rules.post import ParkingReason
from pwa.secrets import KEY_FILE, new_token
from pwa.store import checkpoints, engine, errands, ledger
from pwa.store.moments import database_time
from pwa.store.tables import Delivery, Parking, Post
from pwa.store.transaction import reading, transaction
from tests.actions.looks import chain_of, deliveries_of, lines, parts_of, reread, state_of, states_of
from tests.actions.test_ledger import no_line_gets_in  # noqa: F401 - a fixture
from tests.actions.test_verify_ledger import without_triggers
from tests.cast import Cast
from tests.conftest import Clock
from tests.networks.stand_in import UNSURE, StandIn
from tests.older_copy import OlderCopy

HALF = 15  # seconds: what was held as oneself has left


@pytest.fixture
def network() -> StandIn:
    return StandIn()


@pytest.fixture
def courier(store: str, network: StandIn, data: Path) -> Courier:
    """A courier whose only network is the stand-in."""
    return Courier({"noticeboard": network}, data)


def sign(folder: Path) -> None:
    sign_ledger(folder, {}, after=0)


class Disaster:
    """A post is held; then a copy is made; then the post leaves, more is written down and signed; then the copy comes back."""

    def __init__(self, store: str, cast: Cast, clock: Clock, courier: Courier, network: StandIn, data: Path) -> None:
        sign(data)
        self.post = cast.steph.holds("Hello.", "And more.")
        copy = OlderCopy(store)
        clock.forward(HALF)
        courier.run_once()
        assert network.texts == ["Hello.", "And more."]
        cast.steph.undoes(cast.steph.holds("Not this."))
        sign(data)
        assert verify_ledger(data).faults == []
        copy.comes_back()


@pytest.fixture
def disaster(store: str, cast: Cast, clock: Clock, courier: Courier, network: StandIn, data: Path) -> Disaster:
    return Disaster(store, cast, clock, courier, network, data)


def test_what_the_copy_still_holds_does_not_leave_a_second_time_but_asks(
    disaster: Disaster, cast: Cast, courier: Courier, network: StandIn, clock: Clock, data: Path
) -> None:
    assert notice_restore(data) == Parked(posts=1, deliveries=0)
    courier.run_once()
    clock.forward(HALF)
    courier.run_once()
    assert network.texts == ["Hello.", "And more."]
    post = reread(disaster.post)
    assert (post.state, post.parking_reason, parts_of(post)) == ("parked", ParkingReason.RESTORED, ["Hello.", "And more."])
    assert lines(chain_of("steph"))[-1] | {"at": ""} == {
        "at": "",
        "verb": "parked",
        "post": post.public_id,
        "identity": "steph",
        "reason": "restored",
    }
    assert lines(ledger.SERVER)[-1] | {"at": ""} == {"at": "", "verb": "restored", "posts": 1, "deliveries": 0}


def test_it_is_noticed_once_and_what_people_hold_again_leaves(
    disaster: Disaster, store: str, cast: Cast, courier: Courier, network: StandIn, clock: Clock, data: Path
) -> None:
    same = OlderCopy(store)
    notice_restore(data)
    hold_again(cast.steph.caller, disaster.post.public_id, hold_key=new_token())
    assert notice_restore(data) is None
    sign(data)
    assert notice_restore(data) is None
    assert state_of(disaster.post) == "held"
    clock.forward(HALF)
    courier.run_once()
    assert network.texts == ["Hello.", "And more."] * 2
    same.comes_back()
    assert notice_restore(data) == Parked(posts=1, deliveries=0)


@pytest.mark.one_store
def test_the_check_of_the_record_names_what_is_gone_as_a_fault_until_somebody_says_that_they_restored_it(
    disaster: Disaster, cast: Cast, data: Path
) -> None:
    notice_restore(data)
    cast.steph.holds("After it.")
    sign(data)
    noticed = verify_ledger(data)
    assert noticed.restored == []
    assert noticed.faults
    assert all(fault.startswith(f"{chain_of('steph')}: ") and "a server noticed an older copy" in fault for fault in noticed.faults)
    know_restored(data)
    known = verify_ledger(data)
    assert known.faults == []
    [gone] = known.restored
    assert gone.startswith(f"{chain_of('steph')}: lines ")
    assert " went with the restore of 20" in gone


@pytest.mark.one_store
@pytest.mark.parametrize("cut", [1, 2])  # lines: the one after the restore, or the one that the restore itself wrote as well
def test_a_known_restore_hides_nothing_that_is_changed_later(disaster: Disaster, cast: Cast, data: Path, cut: int) -> None:
    park_restored()
    know_restored(data)
    cast.steph.holds("After it.")
    sign(data)
    assert verify_ledger(data).faults == []
    chain = chain_of("steph")
    with engine.engine().execution_options(writes=True).begin() as connection:
        without_triggers(connection)
        newest = connection.execute(text("SELECT max(number) FROM ledger_lines WHERE chain = :chain"), {"chain": chain}).scalar_one()
        connection.execute(text(f"DELETE FROM ledger_lines WHERE chain = :chain AND number > {newest - cut}"), {"chain": chain})
    assert [
        fault for fault in verify_ledger(data).faults if fault.startswith(f"{chain}: tail cut, {newest - cut} lines where {newest} stood")
    ]


def test_what_was_due_is_parked_and_what_was_under_way_is_for_a_person_to_settle(
    store: str, cast: Cast, clock: Clock, courier: Courier, network: StandIn, data: Path
) -> None:
    network.answers["In doubt"] = [UNSURE]
    doubtful = cast.steph.holds("In doubt")
    clock.forward(HALF)
    courier.run_once()
    cast.anna.speaks_as("wv11")
    under_way, due = cast.anna.holds("Under way", handle="wv11"), cast.steph.holds("One", "Two")
    clock.forward(35)
    release_due()
    with transaction() as session:
        waits = col(Delivery.post_id) == due.id
        session.exec(update(Delivery).where(waits).values(try_at=database_time(session) + timedelta(hours=1)))
        assert errands.claim(session, "a courier that is no more", ["noticeboard"])
    assert (states_of(doubtful), states_of(under_way), states_of(due)) == (["unsure"], ["sending"], ["due", "due"])
    assert park_restored() == Parked(posts=0, deliveries=3)
    for seconds in (0, SENDING_LEASE.total_seconds() + 1, 3600):
        clock.forward(seconds)
        courier.run_once()
    assert (states_of(doubtful), states_of(under_way), states_of(due)) == (["unsure"], ["unsure"], ["parked", "parked"])
    assert (network.texts, network.looked) == ([], [])
    assert {delivery.look_at for post in (doubtful, under_way) for delivery in deliveries_of(post)} == {None}
    assert {delivery.reason for post in (doubtful, under_way, due) for delivery in deliveries_of(post)} == {
        "The records came back from an older copy, so it may have left before."
    }
    assert [line["verb"] for line in lines(chain_of("steph"))[-2:]] == ["delivery_parked"] * 2
    assert lines(chain_of("wv11"))[-1]["verb"] == "delivery_unsure"


def test_it_is_stopped_as_a_whole_or_not_at_all(cast: Cast, clock: Clock, request: pytest.FixtureRequest) -> None:
    left, held = cast.steph.holds("One"), cast.steph.holds("Two")
    clock.forward(HALF)
    release_due()
    with transaction() as session:
        session.exec(update(Post).where(col(Post.id) == held.id).values(state="held", released_at=None))
        session.exec(update(Delivery).where(col(Delivery.post_id) == held.id).values(state="dropped"))
    request.getfixturevalue("no_line_gets_in")
    with pytest.raises(RuntimeError, match="no ledger today"):
        park_restored()
    assert (state_of(held), states_of(left)) == ("held", ["due"])
    with reading() as session:
        assert session.exec(select(Parking)).all() == []


@pytest.mark.one_store
def test_a_store_that_only_grew_is_no_older_copy(cast: Cast, data: Path) -> None:
    assert notice_restore(data) is None
    cast.steph.holds("One")
    sign(data)
    assert notice_restore(data) is None
    post = cast.steph.holds("Two")
    assert notice_restore(data) is None
    assert state_of(post) == "held"


@pytest.mark.one_store
def test_marks_that_another_key_signed_or_nobody_prove_nothing(disaster: Disaster, data: Path) -> None:
    rows = (data / checkpoints.FILE).read_text()
    (data / checkpoints.FILE).write_text(rows.replace('"signature":"', '"signature":"AAAA') + "rubbish\n")
    assert notice_restore(data) is None
    (data / KEY_FILE).rename(data / "another.key")
    (data / checkpoints.FILE).write_text(rows)
    elsewhere = data / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(data / checkpoints.FILE, elsewhere)
    assert notice_restore(elsewhere) is None
    assert state_of(disaster.post) == "held"


@pytest.mark.one_store
def test_a_second_machine_finds_that_everything_was_stopped_and_stops_nothing_again(
    disaster: Disaster, cast: Cast, data: Path, clock: Clock
) -> None:
    second = data / "second"
    second.mkdir()
    for name in (KEY_FILE, checkpoints.FILE):
        shutil.copy(data / name, second)
    clock.forward(2)
    notice_restore(data)
    hold_again(cast.steph.caller, disaster.post.public_id, hold_key=new_token())
    assert notice_restore(second) is None
    assert state_of(disaster.post) == "held"
    assert all("a server noticed" in fault for fault in verify_ledger(second).faults)


@pytest.mark.one_store
def test_killed_before_it_was_written_down_it_is_written_down_at_the_next_start(disaster: Disaster, clock: Clock, data: Path) -> None:
    clock.forward(2)
    park_restored()
    before = (data / checkpoints.FILE).read_text()
    assert notice_restore(data) is None
    assert (data / checkpoints.FILE).read_text() != before
    assert [line["verb"] for line in lines(ledger.SERVER)].count("restored") == 1


@pytest.mark.one_store
def test_the_end_of_a_long_file_is_enough(disaster: Disaster, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "LOOKED_BACK", 700)  # two marks and a half
    assert notice_restore(data) == Parked(posts=1, deliveries=0)
