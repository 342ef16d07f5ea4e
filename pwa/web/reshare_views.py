"""What a reshare shows: the post of somebody else, with its own author and address, or the place where it was."""

from collections.abc import Collection
from typing import Any

from pwa.actions.noticeboard_store import built_in_networks
from pwa.networks.contract import Resharing, Target
from pwa.rules.reshare import notice
from pwa.store import board
from pwa.store.tables import BoardEntry, Identity
from pwa.store.transaction import Session
from pwa.web import current


def known(address: str) -> Target | None:
    """The post that this address names, on whichever network of ours can reshare it."""
    for network in built_in_networks(current.settings().url).values():
        if isinstance(network, Resharing) and (target := network.reshares(address)):
            return target
    return None


def preview(session: Session, address: str | None) -> dict[str, Any] | None:
    """What readers would see of one."""
    return previews(session, [address]).get(address) if address else None


def previews(session: Session, addresses: Collection[str | None]) -> dict[str, dict[str, Any]]:
    """The same of many, by their addresses, in one query; none for what nobody here knows."""
    targets = {address: target for address in addresses if address and (target := known(address))}
    found = board.originals(session, {target.remote_id for target in targets.values()})
    return {address: _view(target, *found[target.remote_id]) for address, target in targets.items() if _is_there(target, found)}


def embedded(identity: Identity, entry: BoardEntry) -> dict[str, Any]:
    """An entry inside another one."""
    return {
        "href": f"/board/{identity.handle}/{entry.public_id}",
        "author": {name: getattr(identity, name) for name in ("name", "handle", "kind", "colour", "initials")},
        "words": entry.text,
        "gone": entry.text is None,
    }


def _is_there(target: Target, found: dict[str, tuple[Identity, BoardEntry]]) -> bool:
    named = notice(target.address)
    return named is not None and target.remote_id in found and found[target.remote_id][0].handle == named.handle


def _view(target: Target, identity: Identity, entry: BoardEntry) -> dict[str, Any]:
    return embedded(identity, entry) | {"address": target.address}
