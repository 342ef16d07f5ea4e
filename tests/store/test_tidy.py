"""What the store forgets, and what it keeps for good."""

from datetime import timedelta

import pytest
from sqlalchemy import func
from sqlmodel import select

from pwa.actions.begin_visit import begin_visit
from pwa.actions.count_try import count_try
from pwa.actions.delete_draft import delete_draft, restore_draft
from pwa.actions.make_challenge import make_challenge
from pwa.actions.save_draft import save_draft
from pwa.actions.tidy_up import tidy_up
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.store.tables import Challenge, DraftPart, RateCount, SessionRow, StepUp, Table
from pwa.store.transaction import reading
from tests.cast import PHONE, RP, Member, row_of
from tests.conftest import Clock


def count(table: type[Table]) -> int:
    with reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_addresses_and_spent_challenges_go_after_a_day_and_proofs_stay(steph: Member, clock: Clock) -> None:
    count_try("sign-in:192.0.2.1", at_most=5, window=timedelta(minutes=1))
    make_challenge(row_of(begin_visit(device=PHONE)), Purpose.SIGN_IN, "", name="", rp=RP)
    steph.speaks_as("wv11")
    proofs, before = count(StepUp), count(Challenge)
    tidy_up()
    assert (count(RateCount), count(Challenge)) == (1, before)
    clock.forward(2 * 24 * 3600)
    tidy_up()
    assert count(RateCount) == 0
    assert (count(StepUp), count(Challenge)) == (proofs, proofs)
    visits = count(SessionRow)
    tidy_up()
    assert count(SessionRow) <= visits


def test_a_deleted_draft_can_be_put_back_for_a_month(steph: Member, clock: Clock) -> None:
    words = steph.words("Not this.")
    save_draft(steph.caller, "steph", words)
    delete_draft(steph.caller, "steph", words.draft)
    clock.forward(29 * 24 * 3600)
    caller = steph.another_browser().caller
    tidy_up()
    restore_draft(caller, "steph", words.draft)
    delete_draft(caller, "steph", words.draft)
    clock.forward(31 * 24 * 3600)
    tidy_up()
    assert count(DraftPart) == 0
    with pytest.raises(NotFound):
        restore_draft(caller, "steph", words.draft)
