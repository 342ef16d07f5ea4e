"""Stop everything: once this has returned, nothing leaves for that Organisation until its keepers let it go on."""

import time

from pwa.actions.finish_stop import finish_stop
from pwa.rules.alert import AlertKind
from pwa.rules.delivery import DeliveryState
from pwa.rules.refusals import NotFound
from pwa.rules.stop import said
from pwa.store import alerts, ledger, sessions, stops, wake
from pwa.store.engine import StoreUnavailable
from pwa.store.identities import channels
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Organisation, Stop
from pwa.store.transaction import Session, reading, transaction

TRY_FOR = 12.0  # seconds: PostgreSQL frees what a process that was stopped in the middle of a change has locked after ten
AFTER_TROUBLE = 0.2
FINISH_FOR = 2.0  # seconds for parking what was caught; the rest a courier parks, and none of it can leave meanwhile
WAIT_FOR = 3.0  # seconds for the answers of networks that are being asked at this moment
LOOK_EVERY = 0.05


def stop_everything(by: Caller, *organisations: str, words: str = "") -> list[Stop]:
    """Whoever speaks for one of its Identities may, and it needs no step-up. `organisations`: public ids; `words`: a few, if any.

    One short transaction for each, however much is held, and then what they caught is parked. Doing it twice does it once. What a network
    was being asked for at that moment is waited for a little; the caller names what is still on its way then. Raises NotFound or
    StoreUnavailable, which keeps none of the others from being stopped.
    """
    begun: list[Stop] = []
    failed: list[StoreUnavailable] = []
    for one in organisations:  # all of them first: none leaves while another one is waited for
        try:
            begun.append(_patiently(by, one, words))
        except StoreUnavailable as trouble:
            failed.append(trouble)
    for stop in begun:
        _finish(stop)
    for stop in begun:
        _wait(stop)
    if failed:
        raise failed[0]
    return begun


def _patiently(by: Caller, organisation: str, words: str) -> Stop:
    until = time.monotonic() + TRY_FOR
    while True:
        try:
            return _stop(by, organisation, words)
        except StoreUnavailable:
            if time.monotonic() > until:
                raise
            time.sleep(AFTER_TROUBLE)


def _stop(by: Caller, organisation: str, words: str) -> Stop:
    with transaction() as session:
        sessions.living(session, by.session.id)  # before the Organisation, as a hold does it
        theirs = next((one for one in stops.of_person(session, by.person) if one.public_id == organisation), None)
        if theirs is None:
            raise NotFound
        body = stops.lock(session, theirs.id)
        if already := stops.standing(session, body.id):
            return already
        now, kept = database_time(session), said(words)
        stop = stops.begin(session, body, by, kept, now)
        _tell(session, stop, by)
        _note(session, stop, body, by, kept)
        for bell in (wake.HOLDS, wake.ERRANDS):
            wake.ring_after(session, bell)
        return stop


def _note(session: Session, stop: Stop, body: Organisation, by: Caller, kept: str | None) -> None:
    named = [one.delivery.public_id for one in stops.on_its_way(session, stop)]
    facts = {"stop": stop.public_id, "device": by.session.device, "on_its_way": named}
    if kept:
        facts["words"] = ledger.keep_text(session, kept)
    ledger.note(session, ledger.chain_of_organisation(body), "everything_stopped", at=stop.stopped_at, by=by.person, **facts)


def _tell(session: Session, stop: Stop, by: Caller) -> None:
    """Everybody who speaks for it, on their phones; on their screens it stands in red."""
    for identity in stops.voices_of(session, stop.organisation_id):
        if there := channels(session, identity):
            alerts.note_channel(session, AlertKind.STOPPED, there[0], stop.stopped_at, but=by.session.id)


def _finish(stop: Stop) -> None:
    until = time.monotonic() + FINISH_FOR
    try:
        while time.monotonic() < until and finish_stop(stop):
            pass
    except StoreUnavailable:  # it is stopped all the same, and a courier goes on with it
        return


def _wait(stop: Stop) -> None:
    until = time.monotonic() + WAIT_FOR
    while True:
        try:
            with reading() as session:
                under_way = any(one.state is DeliveryState.SENDING for one in stops.on_its_way(session, stop))
        except StoreUnavailable:
            return
        if not under_way or time.monotonic() > until:
            return
        time.sleep(LOOK_EVERY)
