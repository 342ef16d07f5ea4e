"""Gives back what let us into accounts that nobody connected: the journey was abandoned, or somebody said that it is not the one."""

from collections.abc import Sequence
from pathlib import Path

from pwa import logs
from pwa.actions.finish_connection import accounts_of
from pwa.actions.ways_in import WaysIn
from pwa.networks.contract import Access, Place, Refused, TryLater, Unsure
from pwa.networks.sign_in import Account
from pwa.rules.refusals import JourneyOver
from pwa.store import channels, journeys, ledger
from pwa.store.moments import database_time
from pwa.store.tables import Identity, Journey
from pwa.store.transaction import Session, transaction

log = logs.of("connect")


def give_back(ways: WaysIn, *, folder: Path) -> int:
    """Returns how many journeys were tried: call again until it is none. A network that cannot be asked is asked again in five minutes,
    for a day; then what we have is forgotten here all the same.
    """
    with transaction() as session:
        journey = journeys.to_give_back(session, ways.keys())
        if journey is None:
            return 0
        accounts = _strangers(session, journey, folder)
        now = database_time(session)
        if journeys.abandon(session, journey, now):
            identity = session.get_one(Identity, journey.identity_id)
            facts = {"identity": identity.handle, "network": journey.network, "accounts": [account.handle for account in accounts]}
            ledger.note(session, ledger.chain_of(session, identity), "connecting_abandoned", at=now, by=None, **facts)
    answered = [_revoke(account, journey.network, ways) for account in accounts]
    if all(answered):
        with transaction() as session:
            journeys.drop_found(session, journey)
    return 1


def _strangers(session: Session, journey: Journey, folder: Path) -> Sequence[Account]:
    """Its accounts, without those that are in use: a server may take back all it ever gave us for one."""
    try:
        accounts = accounts_of(journey, folder)
    except JourneyOver:  # nobody can open it any more, we neither
        return []
    return [one for one in accounts if channels.account(session, journey.network, one.home, one.remote_id) is None]


def _revoke(account: Account, network: str, ways: WaysIn) -> bool:
    """Whether the network has heard it, whatever it makes of it."""
    try:
        ways[network].revoke(Place(account.handle, account.remote_id, account.home, Access(account.tokens.by_name)))
    except (TryLater, Unsure):
        return False
    except Refused:
        pass
    except Exception:  # nobody waits for it, and it must not stop the others
        log.exception("sign_in_broke", network=network)
    return True
