"""Whoever stops a phone, and whoever does something on it or tells it something at that moment, never wait crosswise for each other."""

import threading
import time
from collections.abc import Callable
from inspect import unwrap
from typing import Any

import pytest

from pwa.actions.lock_phone import lock_phone
from pwa.actions.refuse_post import refuse_post
from pwa.actions.remove_passkey import remove_passkey
from pwa.actions.switch_identity import switch_identity
from pwa.rules.post import ParkingReason
from pwa.rules.step_up import Purpose
from pwa.store import sessions
from pwa.store.engine import StoreUnavailable
from tests.actions.looks import reread
from tests.actions.second_person import MUST, asks_for
from tests.actions.test_locks import id_of, keys_of
from tests.actions.test_sessions import adds_a_passkey, gone
from tests.actions.test_two_phones import one_after_the_other, two_writers, waiting
from tests.cast import Cast, Member

__all__ = ["two_writers"]


def locks_it(steph: Member, phone: Member) -> Callable[[], object]:
    return lambda: unwrap(lock_phone)(steph.caller, id_of(phone))  # without its second try


def removes_its_passkey(steph: Member, _phone: Member) -> Callable[[], object]:
    key = keys_of(steph)[1].public_id
    proof = steph.proves(Purpose.REMOVE_PASSKEY, key)
    return lambda: remove_passkey(steph.caller, key, proof=proof)


@pytest.mark.usefixtures("two_writers")
@pytest.mark.parametrize("stops", [locks_it, removes_its_passkey])
def test_who_picks_up_a_voice_at_that_moment_and_who_stops_the_phone_do_not_wait_crosswise(steph: Member, stops: Any) -> None:
    phone = adds_a_passkey(steph)
    proof, met = phone.proves(Purpose.SPEAK_AS, "wv11"), list[StoreUnavailable]()
    act = stops(steph, phone)

    def tries(job: Callable[[], object]) -> None:
        try:
            job()
        except StoreUnavailable as crosswise:
            met.append(crosswise)

    one_after_the_other(lambda: tries(lambda: switch_identity(phone.caller, "wv11", proof=proof)), lambda: tries(act))
    assert (met, gone(phone)) == ([], True)


def locked_while(act: Callable[[], object], steph: Member, phone: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of their phones is locked right before they are told of an act: neither waits crosswise for the other."""
    met, tell_all = list[StoreUnavailable](), sessions.tell_all

    def locks() -> None:
        try:
            locks_it(steph, phone)()
        except StoreUnavailable as crosswise:
            met.append(crosswise)

    locking = threading.Thread(target=locks)

    def meanwhile(*told: Any, **more: Any) -> None:
        monkeypatch.setattr(sessions, "tell_all", tell_all)
        locking.start()
        while not waiting():
            time.sleep(0.001)
        tell_all(*told, **more)

    monkeypatch.setattr(sessions, "tell_all", meanwhile)
    act()
    locking.join()
    assert met == []


@pytest.mark.usefixtures("two_writers")
def test_so_it_is_with_a_colleague_who_says_no(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    steph, anna, phone = cast.steph, cast.anna, adds_a_passkey(cast.steph)
    asks_for(steph, MUST)
    steph.speaks_as("wv11")
    post = steph.holds("Road closed.", handle="wv11")
    locked_while(lambda: refuse_post(post.public_id, by=anna.caller.person, reason="It is open."), steph, phone, monkeypatch)
    assert reread(post).parking_reason == ParkingReason.APPROVAL_LOST
