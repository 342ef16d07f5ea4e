"""What is offered where it makes sense, and never when a page opens: notifications, to whoever may stop what others post."""

from typing import Any

from pwa.actions.subscribe import sender_key
from pwa.rules.identity import Kind
from pwa.store import subscriptions
from pwa.store.tables import Identity
from pwa.store.transaction import reading
from pwa.web import current


def offer(identity: Identity) -> dict[str, Any] | None:
    """To be told on this phone of what is posted as an official Identity; None where it is told already."""
    if identity.kind != Kind.OFFICIAL:
        return None
    with reading() as session:
        if subscriptions.is_told(session, current.row().id):
            return None
    return {"name": identity.name, "key": push_key()}


def push_key() -> str:
    """For the browser, when it subscribes."""
    return sender_key(current.settings().data)
