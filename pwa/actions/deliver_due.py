"""Delivers what is due, one part to one channel: claimed first, then asked, then written down as it turned out."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pwa.networks.contract import Accepted, Found, Network, Outgoing, Place, Refused, TryLater, Unsure
from pwa.rules.chain import digest
from pwa.rules.delivery import LOOK_AGAIN, DeliveryState, look_again_after
from pwa.store import deliveries, ledger, people
from pwa.store.moments import database_time
from pwa.store.tables import Delivery, Receipt
from pwa.store.transaction import Session, reading, transaction

log = logging.getLogger("onlyhuman.deliver")
Networks = Mapping[str, Network]
Outcome = Accepted | Refused | TryLater | Unsure


def deliver_due(networks: Networks, *, owner: str) -> int:
    """Deliver what is due next as courier `owner`. Returns how many were tried: call again until it is none."""
    with transaction() as session:
        claimed = deliveries.claim(session, owner)
    for delivery in claimed:
        _write_down(delivery, DeliveryState.SENDING, _ask(networks, delivery))
    return len(claimed)


def settle_deliveries(networks: Networks) -> None:
    """What a courier never finished is unsure and looked for on its network; what is far too late or taken down is parked."""
    with transaction() as session:
        now = database_time(session)
        for delivery in deliveries.abandoned(session, Delivery):
            _move(session, delivery, DeliveryState.SENDING, DeliveryState.UNSURE, now, look_at=now, reason="A courier stopped half-way.")
        for delivery in deliveries.late(session):
            _move(session, delivery, DeliveryState.DUE, DeliveryState.PARKED, now, reason="It is more than 15 minutes late.")
        for delivery in deliveries.kept_back(session):
            _move(session, delivery, DeliveryState.DUE, DeliveryState.PARKED, now, reason="It was taken down before it left.")
        doubtful = deliveries.unsure_to_look_at(session)
    for delivery in doubtful:
        _look(networks, delivery)


def _ask(networks: Networks, delivery: Delivery) -> Outcome:
    try:
        part, place, network = _errand(networks, delivery)
        return network.publish(part, place)
    except (Refused, TryLater, Unsure) as outcome:
        return outcome
    except Exception as bug:  # an adapter broke after it may have asked: that is doubt, and it must not stop the other deliveries
        log.exception("adapter_broke delivery=%s channel=%s", delivery.public_id, delivery.channel_id)
        return Unsure(f"the adapter broke: {type(bug).__name__}")


def _look(networks: Networks, delivery: Delivery) -> None:
    try:
        part, place, network = _errand(networks, delivery)
        found = network.find(part, place)
    except Exception:  # a look that breaks has told nothing
        log.exception("adapter_broke delivery=%s channel=%s", delivery.public_id, delivery.channel_id)
        found = Found.CANNOT_TELL
    if isinstance(found, Accepted):
        _write_down(delivery, DeliveryState.UNSURE, found)
        return
    with transaction() as session:
        now = database_time(session)
        if found is Found.ABSENT:
            # Its time stays what it was: what has become too late meanwhile is parked and asks, and does not go out by itself.
            _move(session, delivery, DeliveryState.UNSURE, DeliveryState.DUE, now, look_at=None, reason=None)
        else:
            again = look_again_after(delivery.looks + 1)
            deliveries.looked(session, delivery, now + again if again else None)


def _errand(networks: Networks, delivery: Delivery) -> tuple[Outgoing, Place, Network]:
    with reading() as session:
        rendering, channel, before = deliveries.way(session, delivery)
    if digest(rendering.payload) != rendering.digest:
        raise Refused("What was held is not what is stored now.", "Look at the ledger before anything is sent again.")
    text = json.loads(rendering.payload)["text"]
    part = Outgoing(delivery.attempt_key, text, before.remote_id if before else None)
    return part, Place(channel.handle, channel.remote_id), networks[channel.network]


def _write_down(delivery: Delivery, before: DeliveryState, outcome: Outcome) -> None:
    with transaction() as session:
        now = database_time(session)
        match outcome:
            case Accepted(remote_id, url):
                unwanted_by = deliveries.taken_down_by(session, delivery)
                if _move(session, delivery, before, DeliveryState.SENT, now, address=url, look_at=None, reason=None):
                    receipt = Receipt(delivery_id=delivery.id, channel_id=delivery.channel_id, remote_id=remote_id, url=url, at=now)
                    session.add(receipt)
                    session.flush()
                    if unwanted_by is not None:  # somebody asked for it back while it was on its way
                        deliveries.ask_back(session, receipt, people.person(session, unwanted_by), now)
            case Refused(reason=reason, mend=mend):
                if _move(session, delivery, before, DeliveryState.REFUSED, now, reason=f"{reason} {mend}"):
                    for part in deliveries.following(session, delivery):
                        _move(session, part, DeliveryState.DUE, DeliveryState.PARKED, now, reason="The part before it was refused.")
            case TryLater(after=after):
                _move(session, delivery, before, DeliveryState.DUE, now, due_at=now + after)
            case Unsure():
                _move(session, delivery, before, DeliveryState.UNSURE, now, look_at=now + LOOK_AGAIN[0], reason=str(outcome))


def _move(
    session: Session,
    delivery: Delivery,
    before: DeliveryState,
    after: DeliveryState,
    now: datetime,
    address: str | None = None,
    **with_it: Any,
) -> bool:
    if not deliveries.move(session, delivery, before, after, **with_it):
        return False  # another courier took it over; whatever it finds out is what counts
    post, identity = deliveries.post_of(session, delivery)
    facts = {"post": post.public_id, "identity": identity.handle, "delivery": delivery.public_id, "part": delivery.position}
    if address:
        facts["address"] = address
    ledger.note(session, ledger.chain_of(session, identity), f"delivery_{after}", at=now, by=None, **facts)
    return True
