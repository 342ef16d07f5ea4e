"""Renews what lets us into a Channel, ahead of time; or finds that it does not any more, before anybody needs it."""

from pathlib import Path

from pwa import logs
from pwa.actions.deliver_due import store_permitting
from pwa.actions.place_of import place_of, sealed_access
from pwa.actions.ways_in import WaysIn
from pwa.networks.contract import Disconnected, Refused, TryLater, Unsure
from pwa.networks.sign_in import Tokens
from pwa.rules.alert import AlertKind
from pwa.rules.channel import RENEW_AGAIN, renew_at
from pwa.store import alerts, channels, ledger, wake
from pwa.store.moments import database_time
from pwa.store.tables import Channel, Identity
from pwa.store.transaction import transaction

log = logs.of("renew")


def renew_access(ways: WaysIn, *, folder: Path) -> int:
    """Returns how many channels were tried: call again until it is none. While one is tried, nothing is published there.

    A network that cannot be asked is asked again in five minutes; one that lets us in no more needs a person.
    """
    with transaction() as session:
        channel = channels.to_renew(session, ways.keys())
    if channel is None:
        return 0
    try:
        tokens = ways[channel.network].refresh(place_of(channel, folder))
    except Disconnected:
        _lost(channel)
    except Refused as no:  # what this server is to the network is wrong: whoever runs it can mend that
        log.warning("not_renewed", channel=channel.public_id, network=channel.network, reason=str(no.reason))
        _later(channel)
    except (TryLater, Unsure):
        _later(channel)
    except Exception:  # it must not stop the others
        log.exception("sign_in_broke", channel=channel.public_id)
        _later(channel)
    else:
        _renewed(channel, tokens, folder)
    return 1


@store_permitting
def _renewed(channel: Channel, tokens: Tokens, folder: Path) -> None:
    """New tokens may be the only ones that still open: a store that is away is waited for."""
    sealed = sealed_access(channel, tokens.by_name, folder)
    with transaction() as session:
        now = database_time(session)
        ends_at = now + tokens.lasts if tokens.lasts else None
        same = tokens.lasts is None and channel.access_ends_at is None
        if channels.renewed(session, channel, credentials=sealed, ends_at=ends_at, renew_at=renew_at(now, tokens.lasts)) and not same:
            identity = session.get_one(Identity, channel.identity_id)
            facts = {"identity": identity.handle, "channel": channel.public_id, "network": channel.network}
            ledger.note(session, ledger.chain_of(session, identity), "access_renewed", at=now, by=None, **facts)
        wake.ring_after(session, wake.ERRANDS)


@store_permitting
def _later(channel: Channel) -> None:
    with transaction() as session:
        channels.renew_later(session, channel, database_time(session) + RENEW_AGAIN)
        wake.ring_after(session, wake.ERRANDS)


@store_permitting
def _lost(channel: Channel) -> None:
    with transaction() as session:
        now = database_time(session)
        if channels.in_trouble(session, channel, now):
            identity = session.get_one(Identity, channel.identity_id)
            facts = {"identity": identity.handle, "channel": channel.public_id, "network": channel.network}
            ledger.note(session, ledger.chain_of(session, identity), "access_lost", at=now, by=None, **facts)
            alerts.note_channel(session, AlertKind.SHUT_OUT, channel, now)
        wake.ring_after(session, wake.ERRANDS)
