"""The quarterly question whether somebody is still to speak: answered once, never by itself, and louder with time."""

import pytest

from pwa.actions.keep_grant import keep_grant
from pwa.actions.remind_keepers import remind_keepers
from pwa.actions.tidy_up import tidy_up
from pwa.rules.refusals import NotAllowed, NotFound
from pwa.rules.review import EVERY, LOUDEST_AFTER
from pwa.store import grants, identities, sessions
from pwa.store.transaction import reading
from tests.actions.looks import chain_of, lines
from tests.actions.roster import grant_of, speaks
from tests.cast import Cast, Member
from tests.conftest import Clock

QUARTER, WEEK = EVERY.total_seconds(), 7 * 24 * 3600.0


def kept_lines() -> int:
    return sum(line["verb"] == "grant_kept" for line in lines(chain_of("wv11")))


def reminders(member: Member) -> int:
    with reading() as session:
        return sum("nobody has said" in notice.text for notice in sessions.notices(session, member.caller.session.id))


def asking(steph: Member) -> int:
    with reading() as session:
        return len(grants.asking(session, steph.caller.person, identities.kept(session, steph.caller.person)[0]))


def test_an_answer_is_noted_once_and_lasts_a_quarter(cast: Cast, clock: Clock) -> None:
    anna, steph = cast.anna, cast.steph
    grant = grant_of(steph, anna).public_id
    keep_grant(steph.caller.person, grant)
    assert kept_lines() == 0  # nobody had asked
    clock.forward(QUARTER)
    steph, anna = steph.another_browser(), anna.another_browser()
    assert asking(steph) == 2
    for _ in range(2):
        keep_grant(steph.caller.person, grant)
    assert (kept_lines(), asking(steph)) == (1, 1)
    [line] = [line for line in lines(chain_of("wv11")) if line["verb"] == "grant_kept"]
    assert (line["grant"], line["of"], line["by"]) == (grant, anna.caller.person.public_id, steph.caller.person.public_id)
    clock.forward(QUARTER)
    assert asking(steph.another_browser()) == 2


def test_only_a_keeper_answers_and_nobody_for_themself_while_another_can(cast: Cast, clock: Clock) -> None:
    steph, anna, jo = cast.steph, cast.anna, cast.jo
    kim = cast.newcomer("Kim", "wv11", "keeper")
    clock.forward(QUARTER)
    steph, anna, jo, kim = (one.another_browser() for one in (steph, anna, jo, kim))
    grant = grant_of(steph, steph).public_id
    for member in (anna, jo):
        with pytest.raises(NotFound):
            keep_grant(member.caller.person, grant)
    with pytest.raises(NotAllowed, match="Another keeper answers for you"):
        keep_grant(steph.caller.person, grant)
    keep_grant(kim.caller.person, grant)
    assert kept_lines() == 1


def test_nobody_is_ever_removed_and_every_keeper_is_told_once_a_week(cast: Cast, clock: Clock) -> None:
    steph, anna = cast.steph, cast.anna
    clock.forward(QUARTER + LOUDEST_AFTER.total_seconds() - 7200)  # the template of the store may be an hour old
    steph, anna = steph.another_browser(), anna.another_browser()
    tidy_up()
    assert (reminders(steph), reminders(anna)) == (0, 0)
    clock.forward(7260)
    tidy_up()
    assert remind_keepers() == 0
    assert (reminders(steph), reminders(anna)) == (1, 0)
    clock.forward(WEEK)
    tidy_up()
    assert (reminders(steph), speaks(anna)) == (2, True)
    for member in (steph, anna):
        keep_grant(steph.caller.person, grant_of(steph, member).public_id)
    clock.forward(WEEK)
    tidy_up()
    assert reminders(steph) == 2
