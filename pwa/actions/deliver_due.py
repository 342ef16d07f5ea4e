"""Delivers what is due, one part to one channel: claimed first, then asked, then written down as it turned out."""

import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path
from secrets import SystemRandom
from typing import Any, ParamSpec

from pwa import logs
from pwa.actions.check_approval import check_approval
from pwa.actions.outgoing_pictures import outgoing_pictures
from pwa.actions.place_of import place_of
from pwa.networks.contract import UNNAMED, Accepted, Disconnected, Found, Network, Outgoing, Place, Refused, TryLater, Unsure
from pwa.rules.alert import SETTLES_ITSELF, AlertKind
from pwa.rules.chain import digest
from pwa.rules.delivery import LOOK_AGAIN, SENDING_LEASE, DeliveryState, look_again_after, try_again_after
from pwa.rules.words import kept, n_
from pwa.store import alerts, channels, deliveries, errands, ledger, people, settling
from pwa.store.engine import StoreUnavailable
from pwa.store.moments import database_time
from pwa.store.tables import Channel, Delivery, Post, Receipt
from pwa.store.transaction import Collided, Session, reading, transaction

log = logs.of("deliver")
chance = SystemRandom().random
Networks = Mapping[str, Network]
Told = ParamSpec("Told")
STORE_PAUSES = (0.1, 0.5, 2, 5, 10, 15)  # seconds; together well inside the lease, after which another courier looks for it
ASK_WITHIN = (SENDING_LEASE / 4).total_seconds()  # of the claim: what is left of the lease is for the network
Outcome = Accepted | Refused | TryLater | Unsure


def deliver_due(networks: Networks, *, owner: str, folder: Path | None = None) -> int:
    """Deliver what is next on these networks, as courier `owner`. Returns how many were tried: call again until it is none.

    `folder`: where the key to the Channels' credentials is. Without it only what needs none can be asked.
    """
    begun = time.monotonic()  # before the lease begins, so that we never think it longer than it is
    try:
        with transaction() as session:
            claimed = errands.claim(session, owner, networks.keys())
    except Collided:  # another courier took something on the same channel at the same moment
        return 0
    if claimed is None:
        return 0
    _write_down(claimed, DeliveryState.SENDING, _ask(networks, claimed, begun, folder))
    return 1


def look_for_unsure(networks: Networks, *, folder: Path | None = None) -> int:
    """Look on its network for one Delivery that ended in doubt. Returns how many were looked for: call again until it is none."""
    with transaction() as session:
        doubtful = errands.claim_look(session, networks.keys())
    if doubtful is None:
        return 0
    found = _look(networks, doubtful, folder)
    if isinstance(found, Accepted):
        _write_down(doubtful, DeliveryState.UNSURE, found)
    else:
        with transaction() as session:
            _still_unsure(session, doubtful, found, database_time(session))
    return 1


def _ask(networks: Networks, delivery: Delivery, begun: float, folder: Path | None) -> Outcome:
    try:
        part, place, network = _errand(networks, delivery, folder)
        if time.monotonic() - begun > ASK_WITHIN:  # this process slept: before the answer came, another would look for it and send it too
            return TryLater(timedelta())
        with reading() as session:  # it may have been stopped since the claim; what is due there is then set aside
            if not deliveries.may_still_go(session, delivery):
                return TryLater(timedelta())
        return network.publish(part, place)
    except (Refused, TryLater, Unsure) as outcome:
        return outcome
    except Exception as bug:  # an adapter broke after it may have asked: that is doubt, and it must not stop the other deliveries
        log.exception("adapter_broke", delivery=delivery.public_id, channel=delivery.channel_id)
        return Unsure(f"the adapter broke: {type(bug).__name__}")


def _look(networks: Networks, delivery: Delivery, folder: Path | None) -> Accepted | Found:
    try:
        part, place, network = _errand(networks, delivery, folder)
        return network.find(part, place)
    except Exception:  # a look that breaks has told nothing
        log.exception("adapter_broke", delivery=delivery.public_id, channel=delivery.channel_id)
        return Found.CANNOT_TELL


def _errand(networks: Networks, delivery: Delivery, folder: Path | None) -> tuple[Outgoing, Place, Network]:
    with reading() as session:
        rendering, channel, before = deliveries.way(session, delivery)
        was = {one.was for one in settling.answers(session, delivery)} if delivery.attempts > 1 else set()
        post, identity = deliveries.post_of(session, delivery)
        check_approval(session, post, identity, delivery, rendering)
        now = database_time(session)
    if digest(rendering.payload) != rendering.digest:
        raise Refused(n_("What was held is not what is stored now."), n_("Look at the ledger before anything is sent again."))
    held = json.loads(rendering.payload)
    after = before.remote_id if before else (UNNAMED if delivery.position > 1 else None)  # a person may have said that it is there
    if "answers" in held and DeliveryState.REFUSED not in was:  # refused: what it replies to may be gone, and it can stand alone
        after = held["answers"]
    age, doubted, dated = now - (delivery.started_at or now), DeliveryState.UNSURE in was, _dated(post, delivery)
    pictures, corrects = outgoing_pictures(held), held.get("corrects")
    part = Outgoing(delivery.attempt_key, held["text"], after, pictures, held.get("reshares"), age, doubted, dated, corrects)
    return part, place_of(channel, folder), networks[channel.network]


def _dated(post: Post, delivery: Delivery) -> datetime:
    """When its post was released: however often it is tried, that stays. Later parts are dated a millisecond after one another."""
    return (post.released_at or delivery.due_at) + timedelta(milliseconds=delivery.position)


def store_permitting(write_down: Callable[Told, None]) -> Callable[Told, None]:
    """What a network has answered is known only here until it is written down: a store that is away is waited for, half a minute."""

    @wraps(write_down)
    def trying(*told: Told.args, **how: Told.kwargs) -> None:
        for pause in STORE_PAUSES:
            try:
                return write_down(*told, **how)
            except Collided:  # looked at again, it either goes through or never will
                return write_down(*told, **how)
            except StoreUnavailable as trouble:
                log.warning("store_unavailable", during="writing_down", cause=str(trouble))
                time.sleep(pause)
        return write_down(*told, **how)

    return trying


@store_permitting
def _write_down(delivery: Delivery, before: DeliveryState, outcome: Outcome) -> None:
    with transaction() as session:
        now = database_time(session)
        match outcome:
            case Accepted():
                _arrived(session, delivery, before, outcome, now)
            case Refused(reason=reason, mend=mend):
                rest = deliveries.following(session, delivery)  # first: nobody waits for a row with a chain in hand
                if isinstance(outcome, Disconnected):
                    note_shut_out(session, delivery, now)
                if move(session, delivery, before, DeliveryState.REFUSED, now, reason=kept(reason, mend)):
                    for part in rest:
                        move(session, part, DeliveryState.DUE, DeliveryState.PARKED, now, reason=n_("The part before it was refused."))
            case TryLater(after=after):
                again = now + try_again_after(delivery.attempts, after, chance())
                errands.hold_channel(session, delivery.channel_id, again)
                move(session, delivery, before, DeliveryState.DUE, now, try_at=again)
            case Unsure():
                _doubt(session, delivery, before, now, str(outcome))


def note_shut_out(session: Session, delivery: Delivery, now: datetime) -> None:
    """The Channel does not open with what we have: whoever minds it sees that before the next post needs it."""
    if channels.shut_out(session, delivery.channel_id, delivery.started_at or now, now):
        _, identity = deliveries.post_of(session, delivery)
        channel = session.get_one(Channel, delivery.channel_id)
        facts = {"identity": identity.handle, "channel": channel.public_id, "network": channel.network, "delivery": delivery.public_id}
        ledger.note(session, ledger.chain_of(session, identity), "access_lost", at=now, by=None, **facts)
        alerts.note_channel(session, AlertKind.SHUT_OUT, channel, now)


def _arrived(session: Session, delivery: Delivery, before: DeliveryState, proof: Accepted, now: datetime) -> None:
    if deliveries.is_anothers(session, delivery, proof.remote_id):
        # It has the same words, and it is the proof of another Delivery: it says nothing of this one.
        return _doubt(session, delivery, before, now, n_("The network named a post that another delivery made."))
    unwanted_by = deliveries.taken_down_by(session, delivery)
    if move(session, delivery, before, DeliveryState.SENT, now, address=proof.url, look_at=None, reason=None):
        named = deliveries.name_of_proof(session, delivery, proof.remote_id)
        receipt = Receipt(delivery_id=delivery.id, channel_id=delivery.channel_id, remote_id=named, url=proof.url, at=now)
        session.add(receipt)
        session.flush()
        if unwanted_by is not None:  # somebody asked for it back while it was on its way
            deliveries.ask_back(session, receipt, people.person(session, unwanted_by), now)
    return None


def _doubt(session: Session, delivery: Delivery, before: DeliveryState, now: datetime, why: str) -> None:
    if before is DeliveryState.UNSURE:
        _still_unsure(session, delivery, Found.CANNOT_TELL, now)
    else:
        move(session, delivery, before, DeliveryState.UNSURE, now, look_at=now + LOOK_AGAIN[0], reason=why)


def _still_unsure(session: Session, delivery: Delivery, found: Found, now: datetime) -> None:
    if found is Found.ABSENT:
        # Its time stays what it was: what has become too late meanwhile is parked and asks, and does not go out by itself.
        move(session, delivery, DeliveryState.UNSURE, DeliveryState.DUE, now, look_at=None, reason=None)
    else:
        after = look_again_after(delivery.looks)
        errands.look_again(session, delivery, now + after if after else None)


def move(
    session: Session,
    delivery: Delivery,
    before: DeliveryState,
    after: DeliveryState,
    now: datetime,
    *,
    address: str | None = None,
    **with_it: Any,
) -> bool:
    """Inside the caller's transaction: the guarded move and its line. False: another courier has it, and what that one finds counts."""
    if not deliveries.move(session, delivery, before, after, **with_it):
        return False
    post, identity = deliveries.post_of(session, delivery)
    facts = {"post": post.public_id, "identity": identity.handle, "delivery": delivery.public_id, "part": delivery.position}
    if address:
        facts["address"] = address
    ledger.note(session, ledger.chain_of(session, identity), f"delivery_{after}", at=now, by=None, **facts)
    if after is DeliveryState.REFUSED:
        alerts.note(session, AlertKind.NOT_SENT, post, now)
    elif after is DeliveryState.UNSURE:
        alerts.note(session, AlertKind.NOT_SURE, post, now, after=SETTLES_ITSELF)
    return True
