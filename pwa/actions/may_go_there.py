"""The guard of every hold and of sending again: nothing is meant for a Channel that is closed because it is for emergencies only."""

from collections.abc import Iterable
from datetime import datetime

from pwa.rules.emergency import is_closed
from pwa.rules.text import Unfit
from pwa.rules.words import Sentence, n_
from pwa.store.tables import Channel

CLOSED = n_("%(account)s is for emergencies only, and closed. Nothing was sent. Leave it out, or ask a keeper to open it.")
CLOSES = n_("%(account)s closes before this would leave. Nothing was sent. Leave it out, or ask a keeper to open it for longer.")


def may_go_there(channels: Iterable[Channel], now: datetime, leaves_at: datetime | None = None) -> None:
    """Raises Unfit. `leaves_at`: the end of the undo window; what would surely come too late is not held."""
    for channel in channels:
        if is_closed(channel.emergency_only, channel.open_until, now):
            raise Unfit(Sentence(CLOSED, account=channel.handle))
        if leaves_at and is_closed(channel.emergency_only, channel.open_until, leaves_at):
            raise Unfit(Sentence(CLOSES, account=channel.handle))
