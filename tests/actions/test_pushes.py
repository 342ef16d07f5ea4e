"""Where people are told, until when, and what happens when a push service says no: on both databases."""

from pathlib import Path

import pytest
from sqlmodel import select

from pwa.actions.end_grant import end_grant
from pwa.actions.end_session import end_session
from pwa.actions.subscribe import speak, subscribe, unsubscribe
from pwa.actions.tell_phones import spread_alerts
from pwa.actions.tidy_up import tidy_up
from pwa.courier import Courier
from pwa.herald import Herald
from pwa.rules.alert import ATTEMPTS
from pwa.rules.refusals import NoPushService
from pwa.rules.step_up import Purpose
from pwa.store import identities
from pwa.store.tables import Push, PushSubscription
from pwa.store.transaction import reading
from tests.actions.conftest import LEAVES, WORDS, hears
from tests.actions.looks import chain_of, count, lines
from tests.cast import Member
from tests.conftest import Clock
from tests.push_service import Browser, PushService


def test_nobody_hears_who_may_not_any_more(
    speaking: Member, anna: Member, annas: Browser, service: PushService, data: Path, herald: Herald, clock: Clock
) -> None:
    speaking.holds(WORDS, handle="wv11")
    spread_alerts()  # it is on its way to Anna's phone
    with reading() as session:
        identity = identities.usable(session, speaking.caller.person, "wv11")
        grant = next(one.public_id for one, who in identities.members(session, identity) if who.id == anna.caller.person.id)
    end_grant(speaking.caller, grant, proof=speaking.proves(Purpose.END_GRANT, grant))
    herald.run_once()
    speaking.holds("More.", handle="wv11")
    herald.run_once()
    assert (annas.got, count(PushSubscription)) == ([], 1)  # her phone still hears of what is hers


def test_whose_phones_hear_of_an_official_post_stands_in_the_record(speaking: Member, anna: Member, annas: Browser) -> None:
    post = speaking.holds(WORDS, handle="wv11")
    spread_alerts()
    [told] = [line for line in lines(chain_of("wv11")) if line["verb"] == "told"]
    people = [anna.caller.person.public_id]
    assert {name: told[name] for name in ("post", "about", "people")} == {"post": post.public_id, "about": "held", "people": people}


def test_a_subscription_ends_with_its_session(speaking: Member, anna: Member, annas: Browser, herald: Herald) -> None:
    speaking.holds(WORDS, handle="wv11")
    spread_alerts()
    end_session(anna.caller, anna.caller.session.public_id)
    assert (count(PushSubscription), count(Push)) == (0, 0)
    herald.run_once()
    assert annas.got == []


def test_a_session_that_ran_out_hears_nothing_and_is_tidied_away(speaking: Member, annas: Browser, herald: Herald, clock: Clock) -> None:
    clock.forward(31 * 24 * 3600)
    fresh = speaking.another_browser()
    fresh.speaks_as("wv11")
    fresh.holds(WORDS, handle="wv11")
    herald.run_once()
    assert (annas.got, count(PushSubscription)) == ([], 1)
    tidy_up()
    assert count(PushSubscription) == 0


def test_one_browser_tells_whoever_is_signed_in_there_last(
    speaking: Member, anna: Member, annas: Browser, service: PushService, data: Path, herald: Herald
) -> None:
    hears(speaking, service, data, browser=annas)
    assert count(PushSubscription) == 1
    speaking.holds(WORDS, handle="wv11")
    herald.run_once()
    assert annas.got == []
    assert unsubscribe(speaking.caller)
    assert not unsubscribe(speaking.caller)


def test_one_session_is_told_in_the_language_it_chose_last(
    speaking: Member, anna: Member, annas: Browser, service: PushService, data: Path
) -> None:
    hears(speaking, service, data)
    speak(anna.caller, "cy")
    with reading() as session:
        told = {one.session_id: one.language for one in session.exec(select(PushSubscription))}
    assert told == {anna.caller.session.id: "cy", speaking.caller.session.id: "en"}


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(speaking: Member, annas: Browser, herald: Herald, status: int) -> None:
    annas.answers = [(status, {})]
    speaking.holds(WORDS, handle="wv11")
    herald.run_once()
    assert (count(PushSubscription), count(Push)) == (0, 0)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_says_not_now_is_asked_again_while_there_is_time(
    speaking: Member, annas: Browser, herald: Herald, clock: Clock, status: int
) -> None:
    annas.answers = [(status, {"Retry-After": "14"}), (status, {})]
    speaking.holds(WORDS, handle="wv11")
    herald.run_once()
    clock.forward(4)
    herald.run_once()
    assert len(annas.answers) == 1
    clock.forward(11)
    herald.run_once()
    clock.forward(3)
    herald.run_once()
    assert (len(annas.answers), len(annas.got)) == (0, 1)
    assert int(annas.got[0].headers["TTL"]) <= 15


def test_what_could_not_be_told_in_time_is_not_told_at_all(
    speaking: Member, annas: Browser, herald: Herald, clock: Clock, courier: Courier
) -> None:
    annas.answers = [(503, {"Retry-After": "20"})]
    speaking.holds(WORDS, handle="wv11")
    herald.run_once()
    clock.forward(LEAVES)
    courier.run_once()
    herald.run_once()
    assert (annas.got, count(Push)) == ([], 0)


def test_a_service_that_never_answers_is_given_up(speaking: Member, annas: Browser, herald: Herald, clock: Clock) -> None:
    post = speaking.holds(WORDS, handle="wv11")
    herald.run_once()
    annas.answers = [(503, {})] * 50
    speaking.undoes(post)
    for _ in range(ATTEMPTS + 2):
        herald.run_once()
        clock.forward(100)
    assert (50 - len(annas.answers), count(Push), count(PushSubscription)) == (ATTEMPTS, 0, 1)


def test_where_it_leads_is_sealed(annas: Browser, data: Path) -> None:
    with reading() as session:
        row = session.exec(select(PushSubscription)).one()
    told = annas.fields
    for secret in (told["endpoint"], told["auth"], told["p256dh"]):
        assert secret not in str(row.model_dump())
        assert secret.encode() not in row.sealed


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://evil.example/push"},
        {"endpoint": "http://169.254.169.254/latest/meta-data"},
        {"endpoint": ""},
        {"auth": "AAAA"},
        {"p256dh": "AAAA"},
    ],
)
def test_no_other_service_and_no_other_keys(anna: Member, service: PushService, data: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(NoPushService):
        subscribe(anna.caller, **service.browser().fields | wrong, language="en", folder=data, loopback=True)
    with pytest.raises(NoPushService):
        subscribe(anna.caller, **service.browser().fields, language="en", folder=data, loopback=False)
    assert count(PushSubscription) == 0
