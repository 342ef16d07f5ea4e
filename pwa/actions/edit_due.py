"""Carries out the edits that are due, and takes one back while there is time."""

import json
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pwa import logs
from pwa.actions.deliver_due import ASK_WITHIN, Networks, chance, note_shut_out, store_permitting
from pwa.actions.place_of import place_of
from pwa.networks.contract import Disconnected, Edited, Editing, Outgoing, Refused, TryLater, Unsure
from pwa.rules.chain import digest
from pwa.rules.delivery import DeliveryState, try_again_after
from pwa.rules.refusals import AlreadyDone
from pwa.rules.words import kept, n_
from pwa.store import deliveries, errands, ledger, own_ups, posts
from pwa.store.moments import database_time
from pwa.store.tables import Edit, Person
from pwa.store.transaction import Session, reading, transaction

log = logs.of("edit")
NOT_THE_SAME = Refused(n_("What was held is not what is stored now."), n_("Look at the ledger before anything is sent again."))


def edit_due(networks: Networks, *, owner: str, folder: Path | None = None) -> int:
    """Make the edit that is next on these networks. Returns how many were tried: call again until it is none.

    The same words in the same place however often they are put there: an answer that was lost, or a courier that died, costs only
    another try, and the network is read back before it counts.
    """
    begun = time.monotonic()
    with transaction() as session:
        claimed = errands.claim_edit(session, owner, networks.keys())
    if claimed is None:
        return 0
    try:
        outcome = _ask(networks, claimed, begun, folder)
    except TryLater as later:
        _write_down(claimed, DeliveryState.DUE, after=later.after)
    except Unsure as doubt:
        _write_down(claimed, DeliveryState.DUE, reason=str(doubt))
    except Refused as refusal:
        if isinstance(refusal, Disconnected):
            with transaction() as session:
                note_shut_out(session, own_ups.way(session, claimed)[2], database_time(session))
        _write_down(claimed, DeliveryState.REFUSED, reason=kept(refusal.reason, refusal.mend))
    except Exception as bug:  # it must not stop the other edits
        log.exception("adapter_broke", edit=claimed.public_id)
        _write_down(claimed, DeliveryState.DUE, reason=f"the adapter broke: {type(bug).__name__}")
    else:
        why = {Edited.GONE: n_("It is not there any more."), Edited.NOT_OFFERED: n_("This network lets nobody change a post from here.")}
        state = DeliveryState.SENT if outcome is Edited.EDITED else DeliveryState.REFUSED
        _write_down(claimed, state, reason=why.get(outcome))
    return 1


def take_edit_back(public_id: str, *, by: Person) -> str:
    """While it waits. Any speaker may; it needs no step-up. Returns the Post's public id. Raises NotFound or AlreadyDone."""
    with transaction() as session:
        now = database_time(session)
        edit, post_id = own_ups.one_edit(session, public_id)
        posts.visible(session, by, post_id)
        if not drop_edit(session, edit, now):
            raise AlreadyDone
        note_edit(session, edit, DeliveryState.DROPPED, now, by)
        return post_id


def drop_edit(session: Session, edit: Edit, now: datetime, *, reason: str | None = None) -> bool:
    """Inside the caller's transaction: it is not made. `reason`: why, where nobody took it back. False: a courier has begun it."""
    if not deliveries.move(session, edit, DeliveryState.DUE, DeliveryState.PARKED):
        return False
    return deliveries.move(session, edit, DeliveryState.PARKED, DeliveryState.DROPPED, settled_at=now, reason=reason)


def note_edit(session: Session, edit: Edit, state: DeliveryState, now: datetime, by: Person | None, **more: str) -> None:
    """Its line."""
    _, channel, delivery = own_ups.way(session, edit)
    post, identity = deliveries.post_of(session, delivery)
    facts = {"post": post.public_id, "identity": identity.handle, "delivery": delivery.public_id, "part": delivery.position}
    facts |= {"edit": edit.public_id, "network": channel.network, **more}
    ledger.note(session, ledger.chain_of(session, identity), f"edit_{state}", at=now, by=by, **facts)


def _ask(networks: Networks, edit: Edit, begun: float, folder: Path | None) -> Edited:
    with reading() as session:
        receipt, channel, delivery = own_ups.way(session, edit)
    network: object = networks[channel.network]
    if not isinstance(network, Editing):
        return Edited.NOT_OFFERED
    if digest(edit.payload) != edit.digest:
        raise NOT_THE_SAME
    part = Outgoing(delivery.attempt_key, json.loads(edit.payload)["text"], None)
    place = place_of(channel, folder)
    if time.monotonic() - begun > ASK_WITHIN:  # this process slept: another may be at it by now, or it may be wanted no more
        raise TryLater(timedelta())
    with reading() as session:  # it may have been stopped since the claim; what waits to be changed there is then dropped
        if not deliveries.may_still_go(session, delivery):
            raise TryLater(timedelta())
    return network.edit(deliveries.remote_id_of(receipt), part, place)


@store_permitting
def _write_down(edit: Edit, state: DeliveryState, *, after: timedelta | None = None, reason: str | None = None) -> None:
    with transaction() as session:
        now = database_time(session)
        with_it: dict[str, Any] = {"settled_at": now, "reason": reason}
        if state is DeliveryState.DUE:
            with_it = {"try_at": now + try_again_after(edit.attempts, after, chance()), "reason": reason}
        if deliveries.move(session, edit, DeliveryState.SENDING, state, **with_it):
            note_edit(session, edit, state, now, None)
