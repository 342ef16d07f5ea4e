"""Asks networks what stands there: for the record before anything is changed, and after a removal whether it is gone."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pwa import logs
from pwa.actions.deliver_due import Networks, store_permitting
from pwa.actions.place_of import place_of
from pwa.networks.contract import Refused, Shown, TryLater
from pwa.networks.reading_back import ReadingBack
from pwa.rules.delivery import DeliveryState
from pwa.rules.own_up import READ_AGAIN, READ_BACKS, Answer, Occasion
from pwa.rules.words import kept
from pwa.store import deliveries, errands, ledger, own_ups, wake
from pwa.store.moments import database_time
from pwa.store.tables import ReadBack
from pwa.store.transaction import Session, reading, transaction

log = logs.of("read_back")


def read_back_due(networks: Networks, *, owner: str, folder: Path | None = None) -> int:
    """Read back what is next on these networks. Returns how many were tried: call again until it is none."""
    with transaction() as session:
        claimed = errands.claim_read_back(session, owner, networks.keys())
    if claimed is None:
        return 0
    try:
        shown = _look(networks, claimed, folder)
    except Refused as no:
        _write_down(claimed, Answer.UNKNOWN, reason=kept(no.reason))
    except TryLater:
        _write_down(claimed, Answer.UNKNOWN)
    except Exception as bug:  # a look that breaks has told nothing
        log.exception("adapter_broke", read_back=claimed.id)
        _write_down(claimed, Answer.UNKNOWN, reason=f"the adapter broke: {type(bug).__name__}")
    else:
        _write_down(claimed, Answer.GONE if shown is None else Answer.STANDS, shown=shown)
    return 1


def _look(networks: Networks, read_back: ReadBack, folder: Path | None) -> Shown | None:
    with reading() as session:
        receipt, channel, _ = own_ups.way(session, read_back)
    network: object = networks[channel.network]
    if not isinstance(network, ReadingBack):
        raise TryLater
    return network.standing(deliveries.remote_id_of(receipt), place_of(channel, folder))


@store_permitting
def _write_down(read_back: ReadBack, answer: Answer, *, shown: Shown | None = None, reason: str | None = None) -> None:
    """What it says is written down; what is not yet what it should be is looked at again, a few times."""
    with transaction() as session:
        now = database_time(session)
        again = None if reason else _again(read_back, answer)
        told: dict[str, Any] = {"answer": answer, "answered_at": now, "reason": reason}
        if again is not None:
            deliveries.move(session, read_back, DeliveryState.SENDING, DeliveryState.DUE, due_at=now + again, **told)
            return
        state = DeliveryState.REFUSED if answer is Answer.UNKNOWN else DeliveryState.SENT
        if deliveries.move(session, read_back, DeliveryState.SENDING, state, **told):
            _note(session, read_back, answer, shown, now)
            wake.ring_after(session, wake.ERRANDS)  # what waited for the copy may go on


def _again(read_back: ReadBack, answer: Answer) -> timedelta | None:
    wanted = Answer.GONE if read_back.occasion == Occasion.REMOVED else Answer.STANDS
    if answer is wanted or (answer is Answer.GONE and read_back.occasion == Occasion.BEFORE) or read_back.attempts >= READ_BACKS:
        return None
    return READ_AGAIN[read_back.attempts - 1]


def _note(session: Session, read_back: ReadBack, answer: Answer, shown: Shown | None, now: datetime) -> None:
    receipt, channel, delivery = own_ups.way(session, read_back)
    post, identity = deliveries.post_of(session, delivery)
    facts: dict[str, Any] = {"post": post.public_id, "identity": identity.handle, "delivery": delivery.public_id, "part": delivery.position}
    facts |= {"network": channel.network, "address": receipt.url, "occasion": read_back.occasion, "answer": answer}
    if shown and post.words_deleted_at is None:  # or the words that were lawfully deleted would stand here again
        said = asdict(shown) | {"at": shown.at.isoformat() if shown.at else None}
        facts["shown"] = ledger.keep_text(session, json.dumps(said, sort_keys=True, ensure_ascii=False))
    ledger.note(session, ledger.chain_of(session, identity), "read_back", at=now, by=None, **facts)
