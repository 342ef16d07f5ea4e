"""What a reshare shows: the post of somebody else, with its own author and address, or the place where it was."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from pwa.actions.networks import far_post
from pwa.actions.noticeboard_store import built_in_networks
from pwa.networks.contract import Resharing, Target
from pwa.rules.identity import Kind
from pwa.rules.quarantine import readers_see, source
from pwa.rules.reshare import Carries, links_in, notice
from pwa.store import board, originals, sources
from pwa.store.identities import NOTICEBOARD
from pwa.store.tables import BoardEntry, Channel, Identity, Original
from pwa.store.transaction import Session
from pwa.web import current
from pwa.web.delivery_views import network_label
from pwa.web.pages import moment
from pwa.web.source_views import known_words
from pwa.web.words import say, told


def known(address: str) -> Target | None:
    """The post that this address names, on whichever network can reshare it."""
    here: object = built_in_networks(current.settings().url)[NOTICEBOARD]
    target = here.reshares(address) if isinstance(here, Resharing) else None
    return target or far_post(address)


def preview(session: Session, identity_id: int, address: str | None, *, history: bool = True) -> dict[str, Any] | None:
    """What readers would see of one, and, of an official Identity, how often it reshared that account before."""
    view = previews(session, identity_id, [address]).get(address) if address else None
    if view is None:
        return None
    identity, author = session.get_one(Identity, identity_id), view["author"]
    if author:
        account = f"{author['name']} (@{author['handle']})" if view["on"] == NOTICEBOARD else f"@{author['handle']}"
        view["sees"] = say(readers_see(view["on"], identity.name, account, with_words=False))
    if history and identity.kind == Kind.OFFICIAL:
        whose = source(view["on"], author["handle"] if author else "")
        view["history"] = known_words(sources.known(session, identity_id, whose) if whose.account else None)
    return view


def previews(session: Session, identity_id: int, addresses: Collection[str | None]) -> dict[str, dict[str, Any]]:
    """The same of many, by their addresses, in one query for each kind; none for what is no post.

    What stands on a far network shows what a look of this Identity's has shown.
    """
    targets = {address: target for address in addresses if address and (target := known(address))}
    notices = {address: target for address, target in targets.items() if target.network == NOTICEBOARD}
    found = board.originals(session, {target.remote_id for target in notices.values()})
    shown = {address: _view(target, *found[target.remote_id]) for address, target in notices.items() if _is_there(target, found)}
    far = {address: target for address, target in targets.items() if address not in notices}
    seen = originals.of(session, identity_id, {target.address for target in far.values()})
    return shown | {address: _far_view(target, seen.get(target.address)) for address, target in far.items()}


def embedded(identity: Identity, entry: BoardEntry) -> dict[str, Any]:
    """An entry inside another one."""
    return {
        "href": f"/board/{identity.handle}/{entry.public_id}",
        "author": {name: getattr(identity, name) for name in ("name", "handle", "kind", "colour", "initials")},
        "words": entry.text,
        "gone": entry.text is None,
    }


def offered(channels: Sequence[Channel], parts: Sequence[str]) -> dict[str, str] | None:
    """The first link in these words that is a post on a network where this voice has a channel: it could be reshared instead."""
    here = {channel.network for channel in channels}
    for link in (link for part in parts for link in links_in(part)):
        target = known(link)
        if target and target.network in here:
            return {"link": link, "network": network_label(target.network)}
    return None


def _is_there(target: Target, found: dict[str, tuple[Identity, BoardEntry]]) -> bool:
    named = notice(target.address)
    return named is not None and target.remote_id in found and found[target.remote_id][0].handle == named.handle


def _view(target: Target, identity: Identity, entry: BoardEntry) -> dict[str, Any]:
    about = {"on": NOTICEBOARD, "network": network_label(NOTICEBOARD), "carries": Carries.ALL}
    return embedded(identity, entry) | {"address": target.address} | about


def _far_view(target: Target, seen: Original | None) -> dict[str, Any]:
    shown = json.loads(seen.shown) if seen and seen.shown else None
    view: dict[str, Any] = {
        "href": target.address,
        "address": target.address,
        "on": target.network,
        "network": network_label(target.network),
    }
    view |= {"far": True, "looked": seen is not None, "gone": seen is not None and seen.gone, "carries": seen.carries if seen else None}
    view |= {"trouble": told(seen.trouble) if seen and seen.trouble else "", "author": None, "words": ""}
    if shown:
        view |= {"author": {"name": shown["author"], "handle": shown["handle"]}, "words": shown["text"], "pictures": shown["pictures"]}
        view |= {"reshares": shown["reshares"], "at": moment(datetime.fromisoformat(shown["at"])) if shown["at"] else None}
    return view
