"""Lets a Session be told things on its phone, and lets it be again."""

import json
from pathlib import Path

from pwa import outbound, push
from pwa.rules.refusals import NoPushService
from pwa.secrets import curve_key, key_for, seal, unseal
from pwa.store import sessions, subscriptions
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.subscriptions import Address
from pwa.store.tables import PushSubscription
from pwa.store.transaction import once_more, transaction

PURPOSE = "push subscriptions"
SENDER = "web push"


@once_more
def subscribe(by: Caller, *, endpoint: str, p256dh: str, auth: str, language: str, folder: Path, loopback: bool) -> None:
    """One Session is told at one endpoint; whoever else was told by this browser is told no more. Raises NoPushService."""
    try:
        outbound.permitted(endpoint, outbound.PUSH_SERVICES, loopback=loopback)
        push.keys(p256dh, auth)
    except (outbound.Forbidden, ValueError):
        raise NoPushService from None
    name = subscriptions.new_id()
    told = json.dumps([endpoint, p256dh, auth]).encode()
    address = Address(name, seal(told, key_for(PURPOSE, folder), subscriptions.sealed_for(name)))
    with transaction() as session:
        sessions.living(session, by.session.id)
        now = database_time(session)
        subscriptions.keep(session, by.session.id, address, endpoint=endpoint, language=language, now=now)


def speak(by: Caller, language: str) -> None:
    """This Session is told things in another language from now on, if it is told any."""
    with transaction() as session:
        subscriptions.speak(session, by.session.id, language)


def unsubscribe(by: Caller) -> bool:
    """This Session is told no more. False: it was not."""
    with transaction() as session:
        return subscriptions.drop_of_session(session, by.session.id)


def sender_key(folder: Path) -> str:
    """What a browser must be told to let us, and nobody else, send to it."""
    return push.public_key(curve_key(SENDER, folder))


def opened(subscription: PushSubscription, folder: Path) -> tuple[str, bytes, bytes]:
    """Where it leads, and the browser's two keys. Raises CannotOpen."""
    sealed_for = subscriptions.sealed_for(subscription.public_id)
    endpoint, p256dh, auth = json.loads(unseal(subscription.sealed, key_for(PURPOSE, folder), sealed_for))
    return endpoint, *push.keys(p256dh, auth)
