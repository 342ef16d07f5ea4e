"""What people hear of a Channel: whether it is still so when they are told."""

from sqlmodel import Session, col, select

from pwa.rules.alert import AlertKind
from pwa.rules.emergency import is_closed
from pwa.store.moments import database_time
from pwa.store.tables import Channel, OutsidePost


def still_so(session: Session, kind: AlertKind, channel: Channel) -> bool:
    """Nobody is told of trouble that is over."""
    if channel.disconnected_at is not None:
        return False
    match kind:
        case AlertKind.SHUT_OUT:
            return channel.trouble_since is not None
        case AlertKind.OPENED:
            return channel.emergency_only and not is_closed(True, channel.open_until, database_time(session))
        case AlertKind.STOPPED:
            return channel.stopped
        case _:
            unknown = select(OutsidePost.id).where(col(OutsidePost.channel_id) == channel.id, col(OutsidePost.known_at).is_(None))
            return session.exec(unknown.limit(1)).first() is not None
