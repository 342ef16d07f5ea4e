"""The roster, the form for times and the quarterly review, as phones see them."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pwa.rules.grant_times import DAYS
from pwa.rules.review import EVERY, LOUDER_AFTER, LOUDEST_AFTER
from pwa.store.moments import database_time
from pwa.store.transaction import reading
from tests.conftest import Clock
from tests.web.phone import words
from tests.web.writer import Writer, read

LONDON = ZoneInfo("Europe/London")
QUARTER = EVERY.total_seconds()
DAY = timedelta(days=1)


def here() -> datetime:
    with reading() as session:
        return database_time(session).astimezone(LONDON)


def grant(keeper: Writer, name: str) -> str:
    """From the link on the roster."""
    page = keeper.opens("/identities/wv11/roster").text
    [found] = [one for one, rest in re.findall(r'id="roster-([a-z2-7]{16})">(.*?)</h3>', page, re.DOTALL) if rest.startswith(name)]
    return str(found)


def sets(keeper: Writer, name: str, **fields: object) -> tuple[int, str]:
    to = grant(keeper, name)
    answer = keeper.sends(f"/grants/{to}/times", **fields, credential=keeper.proves("set_times", to))
    return answer.status_code, read(answer)


def typed(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M}"


def test_a_keeper_gives_somebody_every_week_and_both_see_it(steph_phone: Writer, anna_phone: Writer) -> None:
    soon = here() + 2 * DAY
    day = DAYS[soon.weekday()]
    assert sets(steph_phone, "Anna", choice="weekly", day=[day], starts="12:00", ends="18:00")[0] == 303
    for phone in (steph_phone, anna_phone):
        if phone is anna_phone:
            assert phone.opens("/identities/wv11/roster").status_code == 404  # until her day comes it is not hers to see
            continue
        page = read(phone.opens("/identities/wv11/roster"))
        assert f"Every {soon:%A}, 12:00 to 18:00" in page
        assert page.count("Anna, 12:00 to 18:00") == 2 - (soon.date() > here().date() + DAY * (6 - here().weekday()))
        assert "Every" in read(phone.opens("/identities/wv11/people"))
    for path in ("/identities", "/switch"):
        assert f"You can speak as WV11 from {soon:%A} 12:00" in read(anna_phone.opens(path))
    form = steph_phone.opens(f"/grants/{grant(steph_phone, 'Anna')}/times").text
    assert re.search(rf'value="{day}" checked', form)
    assert 'name="starts" value="12:00"' in form
    assert len(re.findall(r"<details[^>]* open>", form)) == 1


def test_from_then_until_then_and_back_to_always(steph_phone: Writer, anna_phone: Writer, clock: Clock) -> None:
    starts, ends = here() + timedelta(minutes=10), here() + timedelta(minutes=20)
    assert sets(steph_phone, "Anna", choice="once", **{"from": typed(starts), "until": typed(ends)})[0] == 303
    assert anna_phone.opens("/as/wv11/outbox").status_code == 404
    clock.forward(600)
    anna_phone.becomes("wv11")
    roster = read(anna_phone.opens("/identities/wv11/roster"))
    assert re.search(rf"Until (\w+ )?{ends:%H:%M}", roster)  # over midnight a day stands there
    assert "Change the times" not in roster
    clock.forward(600)
    assert anna_phone.opens("/as/wv11/outbox").status_code == 404
    assert "You can speak" not in read(anna_phone.opens("/identities"))


def test_a_hold_that_would_leave_after_the_end_says_at_once_that_it_is_parked(
    steph_phone: Writer, anna_phone: Writer, clock: Clock
) -> None:
    ends = here() + timedelta(minutes=2)
    assert sets(steph_phone, "Anna", choice="once", **{"from": "", "until": typed(ends)})[0] == 303
    anna_phone.becomes("wv11")
    clock.forward((ends.replace(second=0, microsecond=0) - here()).total_seconds() - 20)
    post = anna_phone.holds("wv11", "The bridge is shut.")
    for phone in (anna_phone, steph_phone):
        page = read(phone.opens(post))
        assert "Parked" in page
        assert "The time of whoever held it ends before this would leave." in page


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"choice": "weekly", "starts": "12:00", "ends": "18:00"}, "at least one day"),
        ({"choice": "weekly", "day": ["sat"], "starts": "12", "ends": "18:00"}, "hours as 12:00"),
        ({"choice": "once", "from": "", "until": ""}, "from when or until when"),
        ({"choice": "once", "from": "", "until": "2020-01-01T00:00"}, "passed already"),
        ({"choice": "never"}, "when they may speak"),
        ({}, "when they may speak"),
    ],
)
def test_what_cannot_be_taken_is_mended_on_the_form(steph_phone: Writer, anna_phone: Writer, fields: dict[str, object], says: str) -> None:
    status, page = sets(steph_phone, "Anna", **fields)
    assert status == 422
    assert says in page
    assert "Nothing was changed" in page


def test_the_last_keeper_has_no_end(steph_phone: Writer) -> None:
    status, page = sets(steph_phone, "Steph", choice="weekly", day=["sat"], starts="12:00", ends="18:00")
    assert status == 409
    assert "only keeper whose time does not run out" in page


def test_times_and_reviews_are_a_keepers(steph_phone: Writer, anna_phone: Writer, jo_phone: Writer) -> None:
    anna = grant(steph_phone, "Anna")
    for phone in (anna_phone, jo_phone):
        assert phone.opens(f"/grants/{anna}/times").status_code == 404
        assert phone.opens("/identities/wv11/review").status_code == 404
        assert phone.sends(f"/grants/{anna}/keeping").status_code == 404
        assert phone.sends(f"/grants/{anna}/times", choice="always", credential=phone.proves("set_times", anna)).status_code == 404
    for path in ("roster", "review"):
        assert steph_phone.opens(f"/identities/steph/{path}").status_code == 404
        assert jo_phone.opens(f"/identities/wv11/{path}").status_code == 404


def test_every_quarter_a_keeper_is_asked_and_answers_with_one_tap(steph_phone: Writer, anna_phone: Writer, clock: Clock) -> None:
    assert "Everybody has been answered for" in read(steph_phone.opens("/identities/wv11/review"))
    anna = grant(steph_phone, "Anna")
    clock.forward(QUARTER)
    steph, anna_again = again(steph_phone), again(anna_phone)
    assert "2 people wait for your answer" in read(steph.opens("/identities/wv11"))
    assert "2 people wait for your answer" in read(steph.opens("/as/wv11/outbox"))
    for theirs in (steph.opens("/as/steph/outbox"), anna_again.opens("/as/wv11/outbox"), anna_again.opens("/identities/wv11")):
        assert "your answer" not in read(theirs)
    review = read(steph.opens("/identities/wv11/review"))
    assert "2 answers are wanted" in review
    assert "Nothing was ever posted by them as WV11." in review
    assert steph.sends(f"/grants/{anna}/keeping").headers["Location"] == "/identities/wv11/review"
    assert steph.sends(f"/grants/{anna}/keeping").status_code == 303  # a second tap does it no second time
    review = read(steph.opens("/identities/wv11/review"))
    assert "1 answer is wanted" in review
    assert "by Steph" in review
    assert "Keep Steph" in review  # who keeps it alone answers for herself: nobody else can


def test_the_question_grows_louder_while_nobody_answers(steph_phone: Writer, clock: Clock) -> None:
    clock.forward(QUARTER)
    steph = again(steph_phone)
    assert "needs you" not in read(steph.opens("/as/wv11/outbox"))
    clock.forward(LOUDER_AFTER.total_seconds())
    steph = again(steph_phone)
    page = steph.opens("/as/wv11/outbox")
    assert "needs you" in read(page)
    assert "This has waited for long." in read(page)
    clock.forward((LOUDEST_AFTER - LOUDER_AFTER).total_seconds())
    assert words(again(steph_phone).opens("/identities/wv11/review"), r'data-tone="bad"') != []


def again(phone: Writer) -> Writer:
    """Signed in anew: no session lives for a quarter without being used."""
    fresh = Writer(phone.app, phone.member)
    fresh.client.delete_cookie("onlyhuman")
    assert fresh.signs_in().status_code == 303
    return fresh
