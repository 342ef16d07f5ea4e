"""The CHECKs hold the line on both databases, whatever the code above them does wrong."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from pwa.actions.keep_holding import keep_holding
from pwa.actions.make_challenge import make_challenge
from pwa.actions.retract_post import retract_post
from pwa.courier import Courier
from pwa.rules.step_up import Purpose
from pwa.store import engine
from pwa.store.engine import StoreUnavailable
from pwa.store.tables import Person, Table
from pwa.store.transaction import transaction
from tests.cast import RP, Cast, Member
from tests.conftest import Clock

BAD = [
    "UPDATE identities SET kind = 'shared'",
    "UPDATE identities SET handle = 'Steph' WHERE handle = 'steph'",
    "UPDATE identities SET handle = 'a' WHERE handle = 'steph'",
    "UPDATE identities SET handle = 'aaaaaaaaaabbbbbbbbbbccccccccccd' WHERE handle = 'steph'",
    "UPDATE identities SET handle = 'wv11' WHERE handle = 'steph'",
    "UPDATE identities SET person_id = NULL WHERE handle = 'steph'",
    "UPDATE identities SET person_id = 1 WHERE handle = 'wv11'",
    "UPDATE identities SET organisation_id = NULL WHERE handle = 'wv11'",
    "UPDATE identities SET organisation_id = 1 WHERE handle = 'steph'",
    "UPDATE identities SET colour = 'red'",
    "UPDATE identities SET listing = 'secret'",
    "UPDATE identities SET window_seconds = 4",
    "UPDATE identities SET window_seconds = 601",
    "UPDATE identities SET lease_minutes = 0",
    "UPDATE identities SET lease_minutes = 61",
    "UPDATE channels SET remote_id = 'same'",
    "UPDATE grants SET role = 'admin'",
    "UPDATE grants SET person_id = 999",
    "UPDATE people SET name = NULL",
    "UPDATE sessions SET kind = 'visitor' WHERE person_id IS NOT NULL",
    "UPDATE sessions SET kind = 'signed_in' WHERE person_id IS NULL",
    "UPDATE sessions SET kind = 'root'",
    "UPDATE sessions SET token_hash = 'same'",
    "UPDATE challenges SET purpose = 'anything'",
    "UPDATE step_ups SET purpose = 'anything'",
    "UPDATE step_ups SET challenge_id = 1",
    "UPDATE leases SET ended_why = 'bored'",
    "UPDATE drafts SET origin = 'stolen'",
    "UPDATE drafts SET ended_as = 'lost'",
    "UPDATE posts SET state = 'sent'",
    "UPDATE posts SET state = 'parked' WHERE state = 'held'",
    "UPDATE posts SET state = 'held' WHERE state = 'parked'",
    "UPDATE posts SET parking_reason = 'mood' WHERE state = 'parked'",
    "UPDATE posts SET released_at = NULL WHERE state = 'released'",
    "UPDATE posts SET state = 'released' WHERE state = 'held'",
    "UPDATE posts SET origin = 'thin air'",
    "UPDATE posts SET public_id = 'same'",
    "UPDATE parkings SET reason = 'mood'",
    "UPDATE holds SET hold_key = 'same'",
    "UPDATE parts SET position = 1",
    "UPDATE deliveries SET state = 'lost'",
    "UPDATE deliveries SET state = 'sending'",
    "UPDATE deliveries SET lease_until = 1",
    "UPDATE deliveries SET rendering_id = 1",
    "UPDATE receipts SET remote_id = 'same'",
    "UPDATE receipts SET delivery_id = 1",
    "UPDATE retractions SET state = 'lost'",
    "UPDATE board_entries SET attempt_key = 'same'",
    "UPDATE ledger_texts SET digest = 'same'",
    "DELETE FROM people",
    "DELETE FROM posts",
]


@pytest.fixture
def busy_house(store: str, cast: Cast, clock: Clock, courier: Courier) -> Member:
    """At least two rows in almost every table: sent, held, parked and undone posts, leases, proofs, drafts."""
    steph, anna = cast.steph, cast.anna
    sent = steph.holds("One", "Two")
    clock.forward(13)
    courier.run_once()
    retract_post(sent.public_id, by=steph.caller.person)
    steph.undoes(steph.holds("Undone."))
    keep_holding(steph.holds("Parked.").public_id, by=steph.caller.person)
    steph.holds("Held.")
    anna.speaks_as("wv11")
    make_challenge(anna.caller.session, Purpose.NEW_CODES, "", name="", rp=RP)
    return steph


def test_no_bad_row_gets_in(busy_house: Member) -> None:
    let_in = []
    for statement in BAD:
        try:
            with engine.engine().execution_options(writes=True).begin() as connection:
                if connection.execute(text(statement)).rowcount == 0:
                    let_in.append(f"touched nothing: {statement}")
                else:
                    let_in.append(statement)
                    connection.rollback()
        except IntegrityError:
            pass
    assert let_in == []


def test_two_open_rows_of_one_kind_are_refused(busy_house: Member) -> None:
    for table in ("leases", "grants"):
        own = {"leases": {"id", "step_up_id"}, "grants": {"id", "public_id"}}[table]
        shared = ", ".join(column.name for column in Table.metadata.tables[table].columns if column.name not in own)
        column, value = {"leases": ("step_up_id", "(SELECT min(id) FROM step_ups)"), "grants": ("public_id", "'another'")}[table]
        copied = f"INSERT INTO {table} ({shared}, {column}) SELECT {shared}, {value} FROM {table} WHERE ended_at IS NULL"
        with pytest.raises(IntegrityError), engine.engine().execution_options(writes=True).begin() as connection:
            connection.execute(text(copied))


@pytest.mark.parametrize("statement", ["UPDATE ledger_lines SET body = '{}'", "DELETE FROM ledger_lines", "TRUNCATE ledger_lines"])
def test_the_ledger_refuses_to_be_changed(store: str, steph: Member, statement: str) -> None:
    if statement.startswith("TRUNCATE") and store.startswith("sqlite"):
        pytest.skip("SQLite has no TRUNCATE")
    with engine.engine().connect() as connection:
        before = connection.execute(text("SELECT count(*), max(hash) FROM ledger_lines")).one()
    with pytest.raises(Exception, match="the ledger only grows"), engine.engine().begin() as connection:
        connection.execute(text(statement))
    with engine.engine().connect() as connection:
        assert connection.execute(text("SELECT count(*), max(hash) FROM ledger_lines")).one() == before


def test_a_number_of_a_chain_is_given_once(store: str, steph: Member) -> None:
    again = "INSERT INTO ledger_lines (chain, number, body, previous, hash) SELECT chain, number, '{}', previous, hash FROM ledger_lines"
    with pytest.raises(IntegrityError), engine.engine().begin() as connection:
        connection.execute(text(again))


def test_a_moment_without_a_zone_is_never_stored(steph: Member) -> None:
    naive = datetime(2026, 11, 1, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises((StatementError, TypeError, StoreUnavailable)), transaction() as session:
        session.add(Person(name="x", user_handle=b"x", joined_at=naive))
