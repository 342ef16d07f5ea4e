"""Looks at a Channel from outside: how much it takes, and on an official one what never came from here, for its keepers."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pwa import logs
from pwa.actions.place_of import place_of
from pwa.networks.contract import Disconnected, Network, Refused, Seen, TryLater, Watched
from pwa.networks.room import Asked
from pwa.rules import room
from pwa.rules.alert import AlertKind
from pwa.rules.identity import Role
from pwa.rules.text import shortened
from pwa.rules.words import Sentence
from pwa.store import alerts, channels, identities, ledger, outside, sessions, wake
from pwa.store.engine import StoreUnavailable
from pwa.store.identities import NOTICEBOARD
from pwa.store.moments import database_time
from pwa.store.tables import Channel, Identity, OutsidePost
from pwa.store.transaction import Session, reading, transaction

EVERY = timedelta(minutes=10)
SKEW = timedelta(minutes=1)  # a network's clock may be behind ours by so much
WORDS_AT_MOST = 500  # graphemes of the evidence

log = logs.of("watch")


def watched(networks: Mapping[str, Network]) -> list[str]:
    """Those that are somewhere else."""
    return [name for name in networks if name != NOTICEBOARD]


def watch_channel(networks: Mapping[str, Network], *, folder: Path | None = None) -> int:
    """Look at the one Channel that is due. Returns how many were looked at: call again until it is none."""
    with transaction() as session:
        channel = outside.claim(session, watched(networks), EVERY)
    if channel is None:
        return 0
    try:
        seen = _look(networks[channel.network], channel, folder)
    except (Refused, TryLater) as silence:
        log.info("not_looked", channel=channel.public_id, kind=type(silence).__name__)
        if isinstance(silence, Disconnected):
            _ask_whether_it_opens(channel)
        return 1
    except StoreUnavailable:
        raise
    except Exception:  # a look that breaks has told nothing, and must not keep the others waiting
        log.exception("adapter_broke", channel=channel.public_id)
        return 1
    with reading() as session:
        strange = _strange(session, channel, seen)
    for post in strange:
        _raise_alarm(channel, post)
    return 1


def _look(network: Network, channel: Channel, folder: Path | None) -> Sequence[Seen]:
    place = place_of(channel, folder)
    limits = room.stored(network.limits(place))
    with reading() as session:
        official = outside.official(session, channel)
    said = network.knows_limits(place) if isinstance(network, Asked) else True
    if limits != channel.limits and (said or channel.limits is None):  # a server that is away takes no less than before
        with transaction() as session:
            outside.keep_limits(session, channel, limits)
    return network.recent(place) if official and isinstance(network, Watched) else []


def _ask_whether_it_opens(channel: Channel) -> None:
    """Now, and not at the next time that it would be renewed: whoever minds it hears of it before anybody needs it."""
    with transaction() as session:
        channels.renew_now(session, channel)
        wake.ring_after(session, wake.RENEWALS)


def _strange(session: Session, channel: Channel, seen: Sequence[Seen]) -> list[Seen]:
    """Those that nobody here sent, since the Channel was connected. While something of ours is looked for there, it might be that."""
    if outside.in_the_balance(session, channel):
        return []
    since = channel.connected_at - SKEW
    known = outside.known(session, channel, [post.remote_id for post in seen])
    ours = {_squeezed(json.loads(payload)["text"]) for payload in outside.without_proof(session, channel)} - {""}
    return [post for post in seen if post.at >= since and post.remote_id not in known and _squeezed(post.text) not in ours]


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _raise_alarm(channel: Channel, post: Seen) -> None:
    with transaction() as session:
        now = database_time(session)
        if outside.known(session, channel, [post.remote_id]):  # another courier was quicker
            return
        identity = session.get_one(Identity, channel.identity_id)
        words, at = shortened(post.text, WORDS_AT_MOST), min(post.at, now)  # whoever dates a post may say the year 9999
        outsider = OutsidePost(channel_id=channel.id, remote_id=post.remote_id, url=post.url, text=words, posted_at=at, seen_at=now)
        session.add(outsider)
        _tell_keepers(session, identity, now)
        facts = {"post": outsider.public_id, "identity": identity.handle, "network": channel.network}
        facts |= {"handle": channel.handle, "address": post.url}
        facts["words"] = ledger.keep_text(session, post.text)
        chain = ledger.chain_of(session, identity)
        ledger.note(session, chain, "posted_from_elsewhere", at=now, by=None, posted_at=at.isoformat(), **facts)
        alerts.note_channel(session, AlertKind.OUTSIDE, channel, now)


def _tell_keepers(session: Session, identity: Identity, now: datetime) -> None:
    said = Sentence("Somebody posted as %(name)s from somewhere else. Its outbox shows what and where.", name=identity.name)
    for grant, person in identities.members(session, identity):
        if grant.role == Role.KEEPER:
            sessions.tell_all(session, person, said, now)
