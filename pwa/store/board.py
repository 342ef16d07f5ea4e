"""What stands on the built-in noticeboard: the embedded network's own store."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select, update

from pwa.rules.refusals import NotFound
from pwa.rules.reshare import Notice
from pwa.store.identities import NOTICEBOARD
from pwa.store.tables import BoardEntry, BoardPicture, Channel, Identity, Picture


def board(session: Session, handle: str) -> tuple[Identity, Channel]:
    """The noticeboard of an identity; it is public. Raises NotFound."""
    shown = select(Identity, Channel).join(Channel, col(Channel.identity_id) == col(Identity.id))
    shown = shown.where(col(Channel.network) == NOTICEBOARD, col(Channel.remote_id) == handle, col(Channel.disconnected_at).is_(None))
    found = session.exec(shown).first()
    if found is None:
        raise NotFound
    return found


def pin(
    session: Session,
    remote_id: str,
    attempt_key: str,
    text: str,
    reply_to: str | None,
    now: datetime,
    pictures: Sequence[tuple[Picture, str]] = (),
    *,
    reshares: str | None = None,
    corrects: str | None = None,
) -> BoardEntry:
    """Put a text on a noticeboard, once for one key: the same key again finds the first entry. `pictures`: each with its description."""
    if standing := by_key(session, attempt_key):
        return standing
    channel = session.exec(select(Channel).where(col(Channel.network) == NOTICEBOARD, col(Channel.remote_id) == remote_id)).one()
    before = session.exec(select(BoardEntry).where(col(BoardEntry.public_id) == reply_to)).first() if reply_to else None
    entry = BoardEntry(channel_id=channel.id, attempt_key=attempt_key, text=text, published_at=now)
    entry.reply_to, entry.reshares, entry.corrects = before.id if before else None, reshares, corrects
    session.add(entry)
    session.flush()
    session.add_all(
        BoardPicture(entry_id=entry.id, place=place, picture_id=picture.id, alt=alt) for place, (picture, alt) in enumerate(pictures, 1)
    )
    session.flush()
    return entry


def by_key(session: Session, attempt_key: str) -> BoardEntry | None:
    """The entry that this key put up."""
    return session.exec(select(BoardEntry).where(col(BoardEntry.attempt_key) == attempt_key)).first()


def originals(session: Session, public_ids: Collection[str]) -> dict[str, tuple[Identity, BoardEntry]]:
    """The entries that others show, standing or withdrawn, each with whose board it is on; by public id."""
    if not public_ids:
        return {}
    named = select(Identity, BoardEntry).join(Channel, col(Channel.identity_id) == col(Identity.id))
    named = named.join(BoardEntry, col(BoardEntry.channel_id) == col(Channel.id)).where(col(BoardEntry.public_id).in_(public_ids))
    named = named.where(col(Channel.disconnected_at).is_(None))  # a board that is not there any more shows nothing elsewhere either
    return {shown.public_id: (identity, shown) for identity, shown in session.exec(named)}


def stands(session: Session, notice: Notice) -> bool:
    """Whether this notice is up, on the board that its address says."""
    identity, shown = originals(session, [notice.public_id]).get(notice.public_id, (None, None))
    return identity is not None and shown is not None and identity.handle == notice.handle and shown.text is not None


def withdraw(session: Session, public_id: str, now: datetime) -> bool:
    """Take an entry's text and pictures down for good; a tombstone stays. False: it was down already."""
    theirs = select(BoardEntry.id).where(col(BoardEntry.public_id) == public_id)
    session.exec(delete(BoardPicture).where(col(BoardPicture.entry_id).in_(theirs)))
    standing = update(BoardEntry).where(col(BoardEntry.public_id) == public_id, col(BoardEntry.withdrawn_at).is_(None))
    return session.exec(standing.values(text=None, withdrawn_at=now)).rowcount == 1


def latest(session: Session, channel: Channel, at_most: int, *, before: datetime | None = None) -> list[BoardEntry]:
    """The openings of the latest posts on a board, newest first; `before` pages on."""
    first = select(BoardEntry).where(col(BoardEntry.channel_id) == channel.id, col(BoardEntry.reply_to).is_(None))
    if before is not None:
        first = first.where(col(BoardEntry.published_at) < before)
    return list(session.exec(first.order_by(col(BoardEntry.published_at).desc(), col(BoardEntry.id).desc()).limit(at_most)))


def series(session: Session, openings: Sequence[BoardEntry]) -> dict[int, list[BoardEntry]]:
    """Each opening with the parts that follow it, by the opening's number. One query for each further part of the longest series."""
    found = {entry.id: [entry] for entry in openings}
    opening_of = {entry.id: entry.id for entry in openings}
    while opening_of:
        replies = session.exec(select(BoardEntry).where(col(BoardEntry.reply_to).in_(list(opening_of)))).all()
        opening_of = {reply.id: opening_of[reply.reply_to] for reply in replies if reply.reply_to is not None}
        for reply in replies:
            found[opening_of[reply.id]].append(reply)
    return found


def words_of(session: Session, public_id: str) -> BoardEntry | None:
    """An entry that stands; None when it was taken down or never was."""
    standing = select(BoardEntry).where(col(BoardEntry.public_id) == public_id, col(BoardEntry.withdrawn_at).is_(None))
    return session.exec(standing).first()


def corrections(session: Session, channel: Channel, openings: Sequence[BoardEntry]) -> dict[str, list[BoardEntry]]:
    """What stands on this board and owns up to one of these, oldest first, by the public id of what it corrects."""
    found: dict[str, list[BoardEntry]] = {}
    owning = select(BoardEntry).where(col(BoardEntry.channel_id) == channel.id, col(BoardEntry.withdrawn_at).is_(None))
    for one in session.exec(
        owning.where(col(BoardEntry.corrects).in_([entry.public_id for entry in openings])).order_by(col(BoardEntry.id))
    ):
        found.setdefault(one.corrects or "", []).append(one)
    return found


def corrected(session: Session, channel: Channel, openings: Sequence[BoardEntry]) -> dict[str, BoardEntry]:
    """What these own up to, by its public id."""
    named = [entry.corrects for entry in openings if entry.corrects]
    theirs = select(BoardEntry).where(col(BoardEntry.channel_id) == channel.id, col(BoardEntry.public_id).in_(named))
    return {one.public_id: one for one in session.exec(theirs)} if named else {}


def entry(session: Session, channel: Channel, public_id: str) -> BoardEntry:
    """One entry of a board, standing or withdrawn. Raises NotFound."""
    found = session.exec(select(BoardEntry).where(col(BoardEntry.channel_id) == channel.id, col(BoardEntry.public_id) == public_id)).first()
    if found is None:
        raise NotFound
    return found
