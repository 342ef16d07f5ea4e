"""Connects an account that a keeper has looked at, or lets it be. Only here something becomes a Channel."""

from datetime import datetime
from pathlib import Path

from pwa.actions.begin_connection import way_to
from pwa.actions.finish_connection import journey_shown
from pwa.actions.lose_approval import lose_approvals, note_lost
from pwa.actions.place_of import sealed_access
from pwa.actions.verify_step_up import use_proof
from pwa.actions.ways_in import WaysIn
from pwa.networks.sign_in import Account
from pwa.rules.approval import ApprovalEnd
from pwa.rules.channel import renew_at
from pwa.rules.refusals import NotAllowed, NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence, n_
from pwa.store import approvals, channels, identities, journeys, ledger, step_ups, wake
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Channel, Identity, Journey, Person
from pwa.store.transaction import Session, once_more, transaction

TAKEN = n_("This account is connected to another identity here, and can belong to one only. Nothing was changed.")
TAKEN_BY_YOURS = n_(
    "This account is connected to %(name)s, and can belong to one identity only. Disconnect it there first. Nothing was changed."
)
WRONG_ACCOUNT = n_(
    "This is %(found)s, and the channel is %(wanted)s. Nothing was changed. Sign in over there as %(wanted)s, and try again."
)


@once_more
def connect_channel(by: Caller, journey_id: str, account_id: str, *, proof: int, ways: WaysIn, folder: Path) -> tuple[Channel, Identity]:
    """The yes. `account_id`: which of those that were shown. Raises JourneyOver, NotFound, NotAllowed or StepUpRefused."""
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.CONNECT_CHANNEL, journey_id, now))
        journey, identity, accounts = journey_shown(session, by, journey_id, folder)
        account = next((one for one in accounts if one.remote_id == account_id), None)
        if account is None:
            raise NotFound
        way_to(ways, journey.network, identity)
        channel = _channel_for(session, by.person, identity, journey, account, now)
        verb = "channel_reconnected" if channel.id and channel.disconnected_at is None else "channel_connected"
        _let_in(session, channel, account, by.person, now, folder)
        journeys.end(session, journey, now)
        facts = {"identity": identity.handle, "channel": channel.public_id, "network": channel.network, "home": channel.home}
        facts |= {"account": channel.handle, "remote_id": channel.remote_id, "device": by.session.device}
        new = approvals.given_for(session, identity) if verb == "channel_connected" else []
        lost = lose_approvals(session, new, ApprovalEnd.CHANNELS_CHANGED, now, by=by.person)
        ledger.note(session, ledger.chain_of(session, identity), verb, at=now, by=by.person, **facts)
        note_lost(session, lost, ApprovalEnd.CHANNELS_CHANGED, now, by=by.person)
        wake.ring_after(session, wake.RENEWALS)
        return channel, identity


def refuse_account(by: Caller, journey_id: str, *, folder: Path) -> Identity:
    """The no: what let us in is given back by the courier. Returns the identity. Raises JourneyOver or NotFound."""
    with transaction() as session:
        now = database_time(session)
        journey, identity, accounts = journey_shown(session, by, journey_id, folder)
        journeys.refuse(session, journey, now)
        facts = {"identity": identity.handle, "network": journey.network, "accounts": [account.handle for account in accounts]}
        ledger.note(session, ledger.chain_of(session, identity), "account_refused", at=now, by=by.person, **facts)
        wake.ring_after(session, wake.RENEWALS)
    return identity


def why_not(session: Session, by: Person, identity: Identity, journey: Journey, account: Account) -> str | None:
    """What stands against connecting this account, in a sentence; None: nothing does."""
    if journey.channel_id is not None:
        wanted = session.get_one(Channel, journey.channel_id)
        if (wanted.home, wanted.remote_id) != (account.home, account.remote_id):
            return Sentence(WRONG_ACCOUNT, found=account.handle, wanted=wanted.handle)
        if wanted.disconnected_at is not None:
            return n_("This channel was disconnected meanwhile. Nothing was changed. Connect it as a new one.")
    there = channels.account(session, journey.network, account.home, account.remote_id)
    if there is None or there.identity_id == identity.id:
        return None
    theirs = session.get_one(Identity, there.identity_id)
    minds = theirs.person_id == by.id or theirs.id in {one.id for one in identities.kept(session, by)}
    return Sentence(TAKEN_BY_YOURS, name=theirs.name) if minds else TAKEN


def _channel_for(session: Session, by: Person, identity: Identity, journey: Journey, account: Account, now: datetime) -> Channel:
    """The one that is, or was, there for this account, or a new one. Raises NotAllowed."""
    if why := why_not(session, by, identity, journey, account):
        raise NotAllowed(why)
    if was := channels.known(session, identity, journey.network, account.home, account.remote_id):
        return was
    return Channel(
        identity_id=identity.id,
        network=journey.network,
        home=account.home,
        handle=account.handle,
        remote_id=account.remote_id,
        connected_at=now,
        connected_by=by.id,
    )


def _let_in(session: Session, channel: Channel, account: Account, by: Person, now: datetime, folder: Path) -> None:
    lasts = account.tokens.lasts
    channel.handle, channel.credentials = account.handle, sealed_access(channel, account.tokens.by_name, folder)
    channel.connected_at, channel.connected_by, channel.disconnected_at = now, by.id, None
    channel.access_ends_at, channel.renew_at = now + lasts if lasts else None, renew_at(now, lasts)
    channel.renewing_until = channel.trouble_since = None
    channel.followers = account.followers
    session.add(channel)
    session.flush()
