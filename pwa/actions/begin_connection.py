"""A keeper sets out to a network, to let us into an account there. Nothing is connected by it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from pwa import logs
from pwa.actions.place_of import place_of
from pwa.actions.ways_in import WaysIn
from pwa.networks.contract import Disconnected, Refused, TryLater, Unsure
from pwa.networks.sign_in import AsksHere, Away, Form, SignIn
from pwa.rules.identity import Kind
from pwa.rules.refusals import NotAllowed
from pwa.rules.words import Sentence, n_
from pwa.secrets import fingerprint, key_for, new_token, seal
from pwa.store import channels, identities, journeys, ledger
from pwa.store.engine import StoreUnavailable
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Channel, Identity
from pwa.store.transaction import reading, transaction

log = logs.of("connect")
Answer = TypeVar("Answer")

PURPOSE = "journeys"
NOT_SET_UP = n_("This server cannot connect to that network: whoever runs it has not set it up. Nothing was connected.")
OFFICIAL_ONLY = n_("%(network)s has no place for a personal voice: it is for official identities only. Nothing was connected.")
UNREACHED = n_("%(network)s could not be reached, or did not answer as it should. Nothing was connected. Try again in a few minutes.")


class Begun(NamedTuple):
    """Where to go next. `state` goes along, and is never shown again."""

    state: str
    step: Away | Form


def begin_connection(
    by: Caller, handle: str, network: str, home: str, *, ways: WaysIn, back: str, folder: Path, here: bool = False
) -> Begun:
    """To a new Channel. `home`: what server was typed; `here`: it shall ask on a page of ours, if it can. Raises NotFound or NotAllowed."""
    with reading() as session:
        identity = identities.kept_by(session, by.person, handle)
    return _set_out(by, identity, network, home, None, here, ways=ways, back=back, folder=folder)


def begin_reconnection(by: Caller, channel_id: str, *, ways: WaysIn, back: str, folder: Path) -> Begun:
    """To the account of a Channel that is there already, the way that it was connected. Raises NotFound or NotAllowed."""
    with reading() as session:
        channel, identity = channels.kept_by(session, by.person, channel_id)
    here = _asked_here(ways.get(channel.network), channel, folder)
    return _set_out(by, identity, channel.network, channel.home, channel, here, ways=ways, back=back, folder=folder)


def _set_out(
    by: Caller,
    identity: Identity,
    network: str,
    home: str,
    channel: Channel | None,
    here: bool,
    *,
    ways: WaysIn,
    back: str,
    folder: Path,
) -> Begun:
    way = way_to(ways, network, identity)
    state = new_token()
    step = asked(way, lambda: way.ask_here(home) if here and isinstance(way, AsksHere) else way.begin(home, back=back, state=state))
    state_hash = fingerprint(state)
    kept = seal(json.dumps(dict(step.kept)).encode(), key_for(PURPOSE, folder), state_hash)
    with transaction() as session:
        now = database_time(session)
        identity = identities.kept_by(session, by.person, identity.handle)
        where = {"network": network, "home": home}
        journeys.begin(session, by, identity, **where, state_hash=state_hash, kept=kept, channel=channel, now=now)
        again = {"channel": channel.public_id} if channel else {}
        facts = {"identity": identity.handle, **where, **again, "device": by.session.device}
        ledger.note(session, ledger.chain_of(session, identity), "connecting_begun", at=now, by=by.person, **facts)
    return Begun(state, step)


def _asked_here(way: object, channel: Channel, folder: Path) -> bool:
    try:
        return isinstance(way, AsksHere) and way.asked_here(place_of(channel, folder))
    except Disconnected:  # what let us in cannot be opened any more
        return False


def way_to(ways: WaysIn, network: str, identity: Identity) -> SignIn:
    """A network's way in, if there is one for this voice. Raises NotFound or NotAllowed."""
    if network not in ways:
        raise NotAllowed(NOT_SET_UP)
    way = ways[network]
    if way.official_only and identity.kind != Kind.OFFICIAL:
        raise NotAllowed(Sentence(OFFICIAL_ONLY, network=way.label))
    return way


def asked(way: SignIn, ask: Callable[[], Answer]) -> Answer:
    """What a network answered while a person waits in front of the screen. Raises NotAllowed."""
    try:
        return ask()
    except (Refused, TryLater, Unsure) as no:
        raise _said_no(way, no) from no
    except StoreUnavailable:
        raise
    except Exception:  # whatever a stranger's server said to get here, the person is told
        log.exception("sign_in_broke", network=way.name)
        raise _said_no(way, TryLater()) from None


def _said_no(way: SignIn, no: Refused | TryLater | Unsure) -> NotAllowed:
    if isinstance(no, Refused):
        reason, mend = (said if isinstance(said, Sentence) else Sentence(said) for said in (no.reason, no.mend))
        return NotAllowed(Sentence(n_("%(reason)s %(mend)s"), reason=reason, mend=mend))
    return NotAllowed(Sentence(UNREACHED, network=way.label))
