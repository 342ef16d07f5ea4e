"""Couriers that sleep past their lease while they send, and couriers that are told to end while they send: real processes, real signals."""

import json
import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from pwa.actions.release_due import release_due
from pwa.courier import STOP_WITHIN, Courier
from pwa.networks.contract import Accepted, Found, Outgoing, Place, Unsure
from pwa.rules.delivery import LOOK_LEASE, SENDING_LEASE
from pwa.store import errands
from pwa.store.tables import LedgerLine, Post, Receipt
from pwa.store.transaction import reading, transaction
from tests.actions.looks import deliveries_of, every_line, states_of
from tests.cast import Member
from tests.conftest import Clock
from tests.fire import hosts
from tests.fire.elsewhere import Host
from tests.fire.hosts import Process, is_at_work, leaves, wait_until
from tests.fire.paper import Paper

LEASE = 2.0  # seconds, where a test waits for its end
ENDS_WITHIN = 10  # seconds from SIGTERM
IN_A_TRANSACTION = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'"
)


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    """The network in this process; other hosts write on the same paper."""
    return Paper(tmp_path / "record")


@pytest.fixture
def host(tmp_path: Path) -> Host:
    """A host whose network takes what comes and answers once the gate is open; its leases are short."""
    (tmp_path / "gate").touch()
    return Host(str(tmp_path / "record"), str(tmp_path / "gate"), lease_seconds=LEASE)


@contextmanager
def courier_on(host: Host, store: str, data: Path) -> Iterator[Process]:
    with hosts.running("courier", host, store, data) as courier:
        is_at_work(courier)
        yield courier


def open_gate(host: Host) -> None:
    Path(str(host.gate)).unlink()


def taken_over(post: Post, courier: Courier) -> bool:
    """Let another courier do what is due; whether it has found out about this post."""
    courier.run_once()
    return states_of(post) == ["sent"]


def everything_known_of(post: Post) -> object:
    """What the store holds of it: its Delivery, its Receipts, its lines."""
    [delivery] = deliveries_of(post)
    with reading() as session:
        receipts = session.exec(select(Receipt)).all()
    return delivery.model_dump(), [receipt.model_dump() for receipt in receipts], [line.body for line in lines_of(delivery.public_id)]


def lines_of(delivery: str) -> list[LedgerLine]:
    return [line for line in every_line() if delivery in line.body]


def verbs_of(post: Post) -> list[str]:
    return [json.loads(line.body)["verb"] for line in lines_of(deliveries_of(post)[0].public_id)]


def ends_when_told(courier: Process) -> None:
    courier.send_signal(signal.SIGTERM)
    assert courier.wait(ENDS_WITHIN) == 0


def stop(courier: Process) -> None:
    courier.send_signal(signal.SIGSTOP)
    wait_until(lambda: is_stopped(courier))


def stays_stopped(courier: Process, store: str) -> None:
    """When it was stopped in the middle of a transaction, whose locks would stay with it, it goes on for a moment."""
    while somebody_is_changing(store):
        courier.send_signal(signal.SIGCONT)
        time.sleep(0.02)
        stop(courier)


def somebody_is_changing(store: str) -> bool:
    """Whether another connection is in a transaction that could hold something up."""
    if store.startswith("sqlite"):
        with closing(sqlite3.connect(store.removeprefix("sqlite:///"), timeout=0, isolation_level=None)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
        return False
    with reading() as session:
        return bool(session.connection().exec_driver_sql(IN_A_TRANSACTION).scalar_one())


def is_stopped(process: Process) -> bool:
    """Whether it has been stopped by a signal, and not ended."""
    number, status = os.waitpid(process.pid, os.WNOHANG | os.WUNTRACED)
    return number == process.pid and os.WIFSTOPPED(status)


def test_a_courier_that_sleeps_past_its_lease_while_sending_writes_nothing_any_more(
    store: str, steph: Member, paper: Paper, host: Host, data: Path
) -> None:
    post = steph.holds("Once.")
    with courier_on(replace(host, lease_seconds=3 * LEASE), store, data) as sleeper:  # its first turn is slow, and has to come to asking
        leaves(post)
        wait_until(lambda: len(paper.arrivals()) == 1)
        stop(sleeper)
        stays_stopped(sleeper, store)
        assert states_of(post) == ["sending"]
        other = Courier({paper.name: paper}, data)
        wait_until(lambda: taken_over(post, other))
        assert verbs_of(post) == ["delivery_unsure", "delivery_sent"]
        known = everything_known_of(post)
        open_gate(host)
        sleeper.send_signal(signal.SIGCONT)
        ends_when_told(sleeper)
    assert everything_known_of(post) == known
    assert [arrival.text for arrival in paper.arrivals()] == ["Once."]


def test_a_courier_that_slept_past_its_lease_before_it_asked_does_not_ask_any_more(
    store: str, steph: Member, paper: Paper, host: Host, data: Path
) -> None:
    post = steph.holds("Once.")
    open_gate(host)
    with courier_on(replace(host, freezes=True), store, data) as sleeper:
        leaves(post)
        wait_until(lambda: is_stopped(sleeper))
        stays_stopped(sleeper, store)
        assert (states_of(post), paper.arrivals()) == (["sending"], [])
        other = Courier({paper.name: paper}, data)
        wait_until(lambda: taken_over(post, other))
        known = everything_known_of(post)
        sleeper.send_signal(signal.SIGCONT)
        ends_when_told(sleeper)
    assert everything_known_of(post) == known
    assert [arrival.text for arrival in paper.arrivals()] == ["Once."]


@pytest.mark.one_store
def test_a_courier_that_is_told_to_end_finishes_what_it_is_sending(store: str, steph: Member, paper: Paper, host: Host, data: Path) -> None:
    sending, waiting = steph.holds("Under way."), steph.holds("Not begun.")
    with courier_on(replace(host, lease_seconds=SENDING_LEASE.total_seconds()), store, data) as courier:
        leaves(sending)
        wait_until(lambda: len(paper.arrivals()) == 1)
        leaves(waiting)
        wait_until(lambda: states_of(waiting) == ["due"])
        courier.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        open_gate(host)
        assert courier.wait(ENDS_WITHIN) == 0
    assert (states_of(sending), states_of(waiting)) == (["sent"], ["due"])
    Courier({paper.name: paper}, data).run_once()
    assert [arrival.text for arrival in paper.arrivals()] == ["Under way.", "Not begun."]


@pytest.mark.one_store
def test_a_courier_that_is_told_to_end_and_whose_network_never_answers_hands_over(
    store: str, steph: Member, paper: Paper, host: Host, data: Path
) -> None:
    assert STOP_WITHIN + 1 < ENDS_WITHIN
    post = steph.holds("Once.")
    with courier_on(replace(host, stop_within=1), store, data) as courier:
        leaves(post)
        wait_until(lambda: len(paper.arrivals()) == 1)
        ends_when_told(courier)
    assert states_of(post) == ["sending"]
    other = Courier({paper.name: paper}, data)
    wait_until(lambda: taken_over(post, other))
    assert [arrival.text for arrival in paper.arrivals()] == ["Once."]


class Doubtful(Paper):
    """Takes what comes and gives no answer; `meanwhile` happens once, between a look and its answer."""

    meanwhile: Callable[[], None] | None = None

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """It is there, and nobody is told."""
        super().publish(part, place)
        raise Unsure("asked, no answer")

    def find(self, part: Outgoing, place: Place) -> Accepted | Found:
        """What was true when it looked."""
        found = super().find(part, place)
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        return found


def test_a_courier_that_sleeps_after_it_looked_says_nothing_about_what_was_tried_since(
    store: str, steph: Member, paper: Paper, data: Path, clock: Clock
) -> None:
    post, network = steph.holds("Once."), Doubtful(paper.record)
    leaves(post)
    release_due()
    with transaction() as session:
        assert errands.claim(session, "killed before it asked", [paper.name]) is not None
    clock.forward(SENDING_LEASE.total_seconds() + 1)

    def another_looks_and_sends_it() -> None:
        clock.forward(LOOK_LEASE.total_seconds() + 1)
        Courier({paper.name: network}, data).run_once()
        assert (states_of(post), len(paper.arrivals())) == (["unsure"], 1)

    network.meanwhile = another_looks_and_sends_it
    Courier({paper.name: network}, data).run_once()
    clock.forward(6)
    Courier({paper.name: network}, data).run_once()
    assert states_of(post) == ["sent"]
    assert [arrival.text for arrival in paper.arrivals()] == ["Once."]
