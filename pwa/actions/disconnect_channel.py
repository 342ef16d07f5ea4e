"""Disconnects a Channel: nothing goes there any more, and what let us in is given back as far as the network takes it."""

from pathlib import Path

from pwa import logs
from pwa.actions.deliver_due import move
from pwa.actions.keep_holding import note_parked
from pwa.actions.lose_approval import lose_approvals, note_lost
from pwa.actions.place_of import place_of
from pwa.actions.verify_step_up import use_proof
from pwa.actions.ways_in import WaysIn
from pwa.networks.contract import Disconnected, Place, Refused, TryLater, Unsure
from pwa.rules.approval import ApprovalEnd
from pwa.rules.delivery import DeliveryState
from pwa.rules.post import ParkingReason
from pwa.rules.refusals import AlreadyDone, NotAllowed
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence, n_
from pwa.store import approvals, channels, ledger, posts, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Channel, Identity
from pwa.store.transaction import transaction

log = logs.of("connect")

BUILT_IN = n_("The noticeboard belongs to the identity and is not connected anywhere. Nothing was changed.")
GONE = n_("The channel was disconnected before it left.")
NOT_TOLD = n_(
    "%(network)s could not be told, so what it gave us may still work there. Take Only Human out of the account’s settings over there."
)


def disconnect_channel(by: Caller, public_id: str, *, proof: int, ways: WaysIn, folder: Path) -> tuple[Identity, int, str]:
    """The identity, how many held posts were parked, and what still works at the network: a sentence, or "".

    Here first and there afterwards: whatever the network says, nothing of ours goes out through it any more. What a courier is sending
    at this moment is the network's to take or to refuse. Raises NotFound, NotAllowed, AlreadyDone or StepUpRefused.
    """
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.DISCONNECT_CHANNEL, public_id, now))
        channel, identity = channels.kept_by(session, by.person, public_id)
        if channel.credentials is None:
            raise NotAllowed(BUILT_IN)
        place = _place(channel, folder)
        if not channels.disconnect(session, channel, now):
            raise AlreadyDone
        held = channels.held_for(session, channel)
        parked = [post for post in held if posts.park(session, post, ParkingReason.CHANNEL_GONE, now, by=by.person)]
        given = approvals.given_for(session, identity)
        lost = lose_approvals(session, given, ApprovalEnd.CHANNELS_CHANGED, now, by=by.person)
        due = channels.due_for(session, channel)
        for post in parked:
            note_parked(session, post, identity, ParkingReason.CHANNEL_GONE, by.person, now)
        note_lost(session, lost, ApprovalEnd.CHANNELS_CHANGED, now, by=by.person)
        for delivery in due:
            move(session, delivery, DeliveryState.DUE, DeliveryState.PARKED, now, reason=GONE)
        facts = {"identity": identity.handle, "channel": public_id, "network": channel.network, "home": channel.home}
        facts |= {"account": channel.handle, "device": by.session.device}
        chain = ledger.chain_of(session, identity)
        ledger.note(session, chain, "channel_disconnected", at=now, by=by.person, parked=len(parked), **facts)
    return identity, len(parked), _give_back(channel, place, ways)


def _place(channel: Channel, folder: Path) -> Place | None:
    try:
        return place_of(channel, folder)
    except Disconnected:  # what let us in cannot be opened any more
        return None


def _give_back(channel: Channel, place: Place | None, ways: WaysIn) -> str:
    way = ways.get(channel.network)
    label = way.label if way else channel.network
    try:
        if way and place:
            return way.revoke(place)
    except (Refused, TryLater, Unsure):
        pass
    except Exception:  # it is disconnected here, and that must be said
        log.exception("sign_in_broke", network=channel.network)
    return Sentence(NOT_TOLD, network=label)
