"""What the pages about channels say: where an identity's posts appear, and the steps of connecting another place."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from pwa.actions.connect_channel import why_not
from pwa.actions.ways_in import WaysIn
from pwa.networks.sign_in import Account, AsksHere, Away, Form
from pwa.rules.channel import needs_reconnecting
from pwa.rules.emergency import is_closed
from pwa.rules.identity import Kind, Role
from pwa.store import channels, identities, people
from pwa.store.tables import Channel, Identity, Journey, Person
from pwa.store.transaction import Session, reading
from pwa.web import current
from pwa.web.delivery_views import network_label
from pwa.web.pages import View, identity_view, moment
from pwa.web.words import n_, number, say

# In the order in which they are offered, with what to say while this server cannot connect to them.
OFFERED = {
    "mastodon": None,
    "bluesky": None,
    "x": n_("X can be connected once whoever runs this server has given it the keys of an app at X."),
    "facebook_page": n_("A Facebook Page can be connected once whoever runs this server has given it the keys of an app at Meta."),
}


def list_view(session: Session, identity: Identity, reader: Person, ways: WaysIn) -> View:
    """The whole page; what changes something is for whoever minds the identity."""
    keeps = identity.kind == Kind.PERSONAL or identities.grant_of(session, reader, identity).role == Role.KEEPER
    rows = identities.channels(session, identity)
    names = names_on(session, rows)
    return {
        "identity": identity_view(identity, board_href=f"/board/{identity.handle}"),
        "is_keeper": keeps,
        "is_official": identity.kind == Kind.OFFICIAL,
        "channels": [card(one, names) for one in rows],
        "offers": [_offer(name, identity, ways) for name in OFFERED] if keeps else [],
    }


def names_on(session: Session, rows: Sequence[Channel]) -> Mapping[int, str]:
    """Whom the cards of these channels name."""
    return people.names(session, {one for row in rows for one in (row.connected_by, row.opened_by) if one})


def card(channel: Channel, names: Mapping[int, str]) -> dict[str, Any]:
    """One channel."""
    return {
        "id": channel.public_id,
        "network": network_label(channel.network),
        "handle": channel.handle,
        "since": moment(channel.connected_at),
        "by": names[channel.connected_by],
        "built_in": channel.credentials is None,
        "trouble": needs_reconnecting(channel.trouble_since, channel.access_ends_at, current.now()),
        "trouble_since": moment(channel.trouble_since or channel.access_ends_at),
        "emergency": emergency_view(channel, names) if channel.emergency_only else None,
    }


def emergency_view(channel: Channel, names: Mapping[int, str]) -> dict[str, Any]:
    """Of a channel that is for emergencies only: whether it is closed, or until when and why a keeper opened it."""
    closed = is_closed(channel.emergency_only, channel.open_until, current.now())
    by = names.get(channel.opened_by or 0)
    return {"closed": closed, "until": None if closed else moment(channel.open_until), "why": channel.open_why, "by": by}


def emergency_choices(identity: Identity, rows: Sequence[Channel]) -> dict[int, dict[str, Any]]:
    """What a composer says of those channels that are for emergencies only, by their numbers; mostly nothing, which costs nothing."""
    marked = [one for one in rows if one.emergency_only]
    if not marked:
        return {}
    with reading() as session:
        names = names_on(session, marked)
        keeps = identities.grant_of(session, current.person(), identity).role == Role.KEEPER
    return {one.id: emergency_view(one, names) | {"may_open": keeps} for one in marked}


def away_view(step: Away, identity: Identity, *, again: str) -> View:
    """The page with the link out."""
    return {"identity": identity_view(identity), "href": step.address, "host": urlsplit(step.address).netloc, "again": again}


def form_view(step: Form, state: str, network: str, identity: Identity, *, channel_id: str, typed: Mapping[str, str]) -> View:
    """The page that asks here for what a network wants to know. What is secret is never written into it."""
    fields = [
        {
            "name": one.name,
            "label": say(one.label),
            "more": say(one.more),
            "secret": one.secret,
            "optional": one.optional,
            "value": "" if one.secret else typed.get(one.name, ""),
        }
        for one in step.fields
    ]
    where = {"state": state, "network_name": network, "channel_id": channel_id, "network": network_label(network)}
    return {"identity": identity_view(identity), "words": say(step.words), "fields": fields, **where}


def journey_view(session: Session, journey: Journey, identity: Identity, accounts: list[Account], reader: Person) -> View:
    """ "Is this the one?" """
    wanted = session.get(Channel, journey.channel_id) if journey.channel_id else None
    return {
        "identity": identity_view(identity),
        "journey": journey.public_id,
        "network": network_label(journey.network),
        "again": wanted.handle if wanted else None,
        "accounts": [_account(session, journey, identity, one, reader) for one in accounts],
    }


def leaving_view(session: Session, channel: Channel, identity: Identity) -> View:
    """What disconnecting a channel means now."""
    held, due = len(channels.held_for(session, channel)), len(channels.due_for(session, channel))
    return {"identity": identity_view(identity), "channel": card(channel, names_on(session, [channel])), "held": held, "due": due}


def _offer(name: str, identity: Identity, ways: WaysIn) -> dict[str, Any]:
    way = ways.get(name)
    official_only = way is not None and way.official_only and identity.kind != Kind.OFFICIAL
    missing = OFFERED[name]
    return {
        "name": name,
        "label": network_label(name),
        "many_homes": way is not None and way.many_homes,
        "asks_here": isinstance(way, AsksHere),
        "official_only": official_only,
        "missing": None if way else say(missing or ""),
    }


def _account(session: Session, journey: Journey, identity: Identity, account: Account, reader: Person) -> dict[str, Any]:
    blocked = why_not(session, reader, identity, journey, account)
    followers = None if account.followers is None else number(account.followers)
    return {
        "id": account.remote_id,
        "name": account.name,
        "picture": account.picture,
        "handle": account.handle,
        "count": account.followers,
        "followers": followers,
        "blocked": say(blocked) if blocked else None,
    }
