"""Carries out the retractions that are due."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pwa import logs
from pwa.actions.deliver_due import Networks, chance, note_shut_out, store_permitting
from pwa.actions.place_of import place_of
from pwa.networks.contract import Disconnected, Refused, Retracted, TryLater, Unsure
from pwa.rules.delivery import DeliveryState, try_again_after
from pwa.rules.own_up import Occasion
from pwa.rules.words import kept, n_
from pwa.store import deliveries, errands, ledger, own_ups
from pwa.store.moments import database_time
from pwa.store.tables import Retraction
from pwa.store.transaction import Session, reading, transaction

log = logs.of("retract")


def retract_due(networks: Networks, *, owner: str, folder: Path | None = None) -> int:
    """Ask for the removal that is next on these networks. Returns how many were tried: call again until it is none.

    Asking twice to remove one thing does no harm, so a removal in doubt, or one whose courier stopped half-way, is simply asked again.
    """
    with transaction() as session:
        claimed = errands.claim_retraction(session, owner, networks.keys())
    if claimed is None:
        return 0
    _carry_out(networks, claimed, folder)
    return 1


def _carry_out(networks: Networks, retraction: Retraction, folder: Path | None) -> None:
    with reading() as session:
        receipt, channel, delivery = deliveries.retraction_way(session, retraction)
    try:
        outcome = networks[channel.network].retract(deliveries.remote_id_of(receipt), place_of(channel, folder))
    except TryLater as later:
        return _write_down(retraction, DeliveryState.DUE, after=later.after)
    except Unsure as doubt:
        return _write_down(retraction, DeliveryState.DUE, reason=str(doubt))
    except Refused as refusal:
        if isinstance(refusal, Disconnected):
            with transaction() as session:
                note_shut_out(session, delivery, database_time(session))
        return _write_down(retraction, DeliveryState.REFUSED, reason=kept(refusal.reason, refusal.mend))
    except Exception as bug:  # it must not stop the other removals
        log.exception("adapter_broke", retraction=retraction.id, channel=channel.id)
        return _write_down(retraction, DeliveryState.DUE, reason=f"the adapter broke: {type(bug).__name__}")
    if outcome is Retracted.NOT_OFFERED:
        return _write_down(retraction, DeliveryState.REFUSED, reason=n_("This network does not remove posts for us."))
    return _write_down(retraction, DeliveryState.SENT)


@store_permitting
def _write_down(retraction: Retraction, state: DeliveryState, *, after: timedelta | None = None, reason: str | None = None) -> None:
    with transaction() as session:
        now = database_time(session)
        again = {"due_at": now + try_again_after(retraction.attempts, after, chance())} if state is DeliveryState.DUE else {}
        move_retraction(session, retraction, state, now, reason=reason, **again)


def move_retraction(session: Session, retraction: Retraction, after: DeliveryState, now: datetime, **with_it: Any) -> bool:
    """Inside the caller's transaction: the guarded move of what is under way, and its line."""
    if not deliveries.move(session, retraction, DeliveryState.SENDING, after, **with_it):
        return False  # another courier took it over
    receipt, _, delivery = deliveries.retraction_way(session, retraction)
    post, identity = deliveries.post_of(session, delivery)
    if after is DeliveryState.SENT and own_ups.of(session, post) is not None:  # it says so; now it is asked whether that is so
        own_ups.ask_what_stands(session, [receipt], Occasion.REMOVED, now)
    facts = {"post": post.public_id, "identity": identity.handle, "delivery": delivery.public_id}
    ledger.note(session, ledger.chain_of(session, identity), f"retraction_{after}", at=now, by=None, **facts)
    return True
