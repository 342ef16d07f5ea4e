"""Every change of state has its line, in the chain it belongs to, with nothing in it that should not be read."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from pwa.actions.begin_visit import begin_visit
from pwa.actions.confirm_codes import confirm_codes
from pwa.actions.edit_identity import edit_identity
from pwa.actions.end_grant import end_grant
from pwa.actions.hold_post import hold_again, hold_post
from pwa.actions.invite import invite
from pwa.actions.keep_holding import keep_holding
from pwa.actions.make_challenge import make_challenge
from pwa.actions.move_draft import move_draft
from pwa.actions.redeem_code import redeem_code
from pwa.actions.release_due import release_due
from pwa.actions.renew_codes import renew_codes
from pwa.actions.retract_post import retract_post
from pwa.actions.send_now import send_now
from pwa.actions.show_codes import show_codes
from pwa.actions.verify_step_up import verify_step_up
from pwa.courier import Courier
from pwa.rules.refusals import StepUpRefused
from pwa.rules.step_up import Purpose
from pwa.secrets import new_token
from pwa.store import engine, identities, ledger, posts
from pwa.store.tables import Challenge, LedgerText
from pwa.store.transaction import reading, transaction
from tests.actions.looks import chain_of, every_line, lines, state_of
from tests.cast import PHONE, RP, Cast, row_of, shape
from tests.conftest import Clock

OURS = "The bridge at Wednesfield is shut."
MINE = "That man on the bus again!"


class Day:
    """One whole day in the house, and every secret that passed through it."""

    def __init__(self, cast: Cast, clock: Clock, courier: Courier, data: Path) -> None:
        steph, anna = cast.steph, cast.anna
        token, _ = invite(steph.caller, "wv11", name="Kim", role="keeper", proof=steph.proves(Purpose.INVITE, "wv11"))
        renew_codes(steph.caller, proof=steph.proves(Purpose.NEW_CODES))
        codes = show_codes(steph.caller.person, folder=data) or []
        confirm_codes(steph.caller.person)
        recovery = redeem_code(row_of(begin_visit(device=PHONE)), codes[0])
        edit_identity(steph.caller, "wv11", shape=shape("WV11 News", window=20), proof=steph.proves(Purpose.EDIT_IDENTITY, "wv11"))
        options = make_challenge(steph.caller.session, Purpose.SPEAK_AS, "wv11", name="", rp=RP)
        with pytest.raises(StepUpRefused):
            verify_step_up(steph.caller, Purpose.SPEAK_AS, "wv11", steph.passkey.get(options, uv=False), rp=RP)
        undone, mine = steph.holds(MINE), steph.holds(MINE, "And another thing.")
        steph.undoes(undone)
        send_now(mine.public_id, by=steph.caller.person)
        anna.speaks_as("wv11")
        ours, kept, left = (anna.holds(OURS, handle="wv11") for _ in range(3))
        keep_holding(kept.public_id, by=steph.caller.person)
        hold_again(anna.caller, kept.public_id, hold_key=new_token())
        steph.undoes(kept)
        keep_holding(left.public_id, by=anna.caller.person)
        clock.forward(23)
        courier.run_once()
        retract_post(ours.public_id, by=anna.caller.person)
        courier.run_once()
        late = anna.holds(OURS, handle="wv11")
        clock.forward(4 * 60)
        clock.forward(15 * 60)
        courier.run_once()
        anna.speaks_as("wv11")
        last = anna.holds(OURS, handle="wv11")
        moved = move_draft(steph.caller, "steph", steph.words(MINE), to="wv11", proof=steph.proves(Purpose.SPEAK_AS, "wv11"))
        with reading() as session:
            wv11 = identities.usable(session, anna.caller.person, "wv11")
            grant = identities.grant_of(session, anna.caller.person, wv11).public_id
        end_grant(steph.caller, grant, proof=steph.proves(Purpose.END_GRANT, grant))
        self.posts = {"mine": mine.public_id, "ours": ours.public_id, "late": late.public_id, "last": last.public_id, "moved": moved}
        self.secrets = [token, recovery, *codes, steph.token, anna.token, MINE, OURS, "And another thing."]
        self.steph, self.anna = steph, anna


@pytest.fixture
def day(store: str, cast: Cast, clock: Clock, courier: Courier, data: Path) -> Day:
    return Day(cast, clock, courier, data)


OFFICIAL = {
    "identity_created": 1,
    "identity_edited": 1,
    "invited": 2,
    "invitation_opened": 1,
    "grant_given": 1,
    "lease_opened": 3,
    "lease_ended": 2,
    "held": 6,
    "undone": 1,
    "parked": 4,
    "released": 1,
    "delivery_sent": 1,
    "retraction_asked": 1,
    "retraction_sent": 1,
    "grant_ended": 1,
}
PERSONAL = {
    "joined": 1,
    "recovery_codes_saved": 2,
    "recovery_codes_renewed": 1,
    "recovery_code_used": 1,
    "verification_refused": 1,
    "held": 2,
    "undone": 1,
    "sent_now": 1,
    "released": 1,
    "delivery_sent": 2,
    "draft_moved": 1,
}


def test_each_change_of_state_has_its_line_in_the_right_chain(day: Day) -> None:
    assert Counter(line["verb"] for line in lines(chain_of("wv11"))) == OFFICIAL
    assert Counter(line["verb"] for line in lines(chain_of("steph"))) == PERSONAL
    for chain, names in ((chain_of("wv11"), ("ours", "late", "last")), (chain_of("steph"), ("mine",))):
        said = json.dumps(lines(chain))
        assert {name for name, public_id in day.posts.items() if public_id in said and name != "moved"} == set(names)


def test_personal_doings_never_enter_the_organisations_chain(day: Day) -> None:
    said = json.dumps(lines(chain_of("wv11")))
    assert day.posts["mine"] not in said
    assert day.posts["moved"] not in said
    assert '"steph"' not in said  # her own handle


def test_no_secret_and_no_words_stand_in_any_line(day: Day) -> None:
    with reading() as session:
        challenges = [row.challenge for row in session.exec(select(Challenge))]
    whole = "".join(line.body for line in every_line())
    spelt = [*day.secrets, *(secret.replace("-", "") for secret in day.secrets), *(raw.hex() for raw in challenges)]
    assert challenges
    assert [secret for secret in spelt if secret in whole] == []


def test_the_digests_in_the_lines_stand_for_the_words(day: Day) -> None:
    digests = [digest for line in lines(chain_of("steph")) if line["verb"] == "held" for digest in line["parts"]]
    with reading() as session:
        kept = {row.digest: row.text for row in session.exec(select(LedgerText).where(col(LedgerText.digest).in_(digests)))}
    assert [kept[digest] for digest in digests] == [MINE, MINE, "And another thing."]
    assert len(set(digests)) == 3


def test_who_did_it_and_when_is_in_each_line(day: Day) -> None:
    alone = {"released", "delivery_sent", "retraction_sent", "invitation_opened"}  # its opener is nobody yet
    known = {day.steph.caller.person.public_id, day.anna.caller.person.public_id}
    for line in lines(chain_of("wv11")):
        assert line["at"].endswith("+00:00")
        late = line["verb"] == "parked" and line["reason"] == "late"
        assert ("by" not in line) == (line["verb"] in alone or late), line
        assert line.get("by", next(iter(known))) in known


@pytest.fixture
def no_line_gets_in(store: str) -> Iterator[None]:
    """The ledger cannot be written."""

    def refuse(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO ledger_lines"):
            raise RuntimeError("no ledger today")

    event.listen(engine.engine(), "before_cursor_execute", refuse)
    yield
    event.remove(engine.engine(), "before_cursor_execute", refuse)


@pytest.mark.parametrize("act", ["hold", "undo", "keep", "send now", "release"])
def test_no_line_no_change(cast: Cast, clock: Clock, act: str, request: pytest.FixtureRequest) -> None:
    steph = cast.steph
    post, person, words = steph.holds("One."), steph.caller.person, steph.words("Two.")
    acts = {
        "hold": lambda: hold_post(steph.caller, "steph", words),
        "undo": lambda: steph.undoes(post),
        "keep": lambda: keep_holding(post.public_id, by=person),
        "send now": lambda: send_now(post.public_id, by=person),
        "release": release_due,
    }
    request.getfixturevalue("no_line_gets_in")
    clock.forward(12.5)
    with pytest.raises(RuntimeError, match="no ledger today"):
        acts[act]()
    assert state_of(post) == "held"
    with reading() as session:
        assert len(posts.outbox(session, identities.personal(session, person), 10)) == 1


def test_a_change_that_is_rolled_back_takes_its_line_with_it(cast: Cast) -> None:
    at = cast.steph.caller.session.opened_at
    with pytest.raises(ZeroDivisionError), transaction() as session:  # noqa: PT012
        ledger.note(session, "server", "nothing", at=at, by=None)
        raise ZeroDivisionError
    assert [line for line in every_line() if "nothing" in line.body] == []
