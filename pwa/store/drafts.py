"""Drafts: words not yet held, kept so that nothing a person wrote is lost."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete
from sqlmodel import Session, col, func, select, update

from pwa.rules.post import DraftEnd, DraftOrigin
from pwa.rules.refusals import DraftEnded, NotFound, StaleDraft
from pwa.secrets import new_public_id
from pwa.store import pictures, variants
from pwa.store.pictures import Shown
from pwa.store.tables import Channel, Draft, DraftChannel, DraftPart, Identity, Person
from pwa.store.variants import Own


def find(session: Session, owner: Person, identity: Identity, public_id: str) -> Draft | None:
    """This Person's Draft under this Identity, open or ended; None when nobody has it. Raises NotFound for anybody else's."""
    draft = anybodys(session, public_id)
    if draft is not None and (draft.person_id, draft.identity_id) != (owner.id, identity.id):
        raise NotFound
    return draft


def anybodys(session: Session, public_id: str) -> Draft | None:
    """The Draft of this name, whoever's it is and whatever became of it."""
    found: Draft | None = session.exec(_of_name(), params={"public_id": public_id}).first()
    return found


@cache
def _of_name() -> Any:
    return select(Draft).where(col(Draft.public_id) == bindparam("public_id"))


def mine(session: Session, owner: Person, identity: Identity, public_id: str) -> Draft:
    """An open Draft. Raises NotFound, or DraftEnded when it was held, moved or deleted."""
    draft = find(session, owner, identity, public_id)
    if draft is None:
        raise NotFound
    if draft.ended_at is not None:
        raise DraftEnded(draft.ended_as or "")
    return draft


def open_of(session: Session, owner: Person, identity: Identity) -> list[Draft]:
    """A Person's open Drafts under an Identity, the latest saved first."""
    return list(session.exec(_open(), params={"person": owner.id, "identity": identity.id}))


@cache
def _open() -> Any:
    """Built once: every composer asks it."""
    theirs = select(Draft).where(col(Draft.person_id) == bindparam("person"), col(Draft.identity_id) == bindparam("identity"))
    return theirs.where(col(Draft.ended_at).is_(None)).order_by(col(Draft.saved_at).desc())


def counts(session: Session, owner: Person) -> dict[int, int]:
    """How many open Drafts wait under each identity's number."""
    theirs = select(Draft.identity_id, func.count()).where(col(Draft.person_id) == owner.id, col(Draft.ended_at).is_(None))
    return dict(session.exec(theirs.group_by(col(Draft.identity_id))).all())


def parts_of(session: Session, drafts: Sequence[Draft]) -> dict[int, list[str]]:
    """The parts of each Draft, by its number."""
    found: dict[int, list[str]] = {draft.id: [] for draft in drafts}
    rows = select(DraftPart).where(col(DraftPart.draft_id).in_(list(found))).order_by(col(DraftPart.position))
    for part in session.exec(rows):
        found[part.draft_id].append(part.text)
    return found


def channels_of(session: Session, draft: Draft) -> set[int]:
    """The numbers of the channels that were left ticked."""
    return set(session.exec(select(DraftChannel.channel_id).where(col(DraftChannel.draft_id) == draft.id)))


def kind_moved_from(session: Session, draft: Draft) -> str | None:
    """Of which kind the Identity was that these words were moved from; which one it was is its person's own business."""
    old = select(Identity.kind).join(Draft, col(Draft.identity_id) == col(Identity.id)).where(col(Draft.person_id) == draft.person_id)
    return session.exec(old.where(col(Draft.ended_as) == DraftEnd.MOVED, col(Draft.ended_at) == draft.begun_at)).first()


def begin(
    session: Session,
    owner: Person,
    identity: Identity,
    parts: Sequence[str],
    channels: Iterable[Channel],
    *,
    origin: DraftOrigin,
    now: datetime,
    public_id: str | None = None,
    page_key: str = "",
    ended_as: DraftEnd | None = None,
    shown: Sequence[Shown] = (),
    reshares: str | None = None,
    own: Sequence[Own] = (),
    corrects: int | None = None,
) -> Draft:
    """A new Draft of this Person under this Identity; one that was held before it was ever saved begins ended."""
    draft = Draft(
        public_id=public_id or new_public_id(),
        person_id=owner.id,
        identity_id=identity.id,
        version=1,
        origin=origin,
        page_key=page_key,
        begun_at=now,
        saved_at=now,
        ended_at=now if ended_as else None,
        ended_as=ended_as,
        reshares=reshares,
        corrects=corrects,
    )
    session.add(draft)
    if ended_as and not own:
        return draft
    session.flush()
    _fill(session, draft.id, parts, channels, shown or None, own or None)  # there is nothing yet that would have to go
    return draft


def save(
    session: Session,
    draft: Draft,
    parts: Sequence[str],
    channels: Iterable[Channel],
    *,
    version: int,
    page_key: str,
    now: datetime,
    ended_as: DraftEnd | None = None,
    shown: Sequence[Shown] | None = None,
    reshares: str | None = None,
    own: Sequence[Own] | None = None,
) -> int:
    """Write over an open Draft and raise its version; without `shown` its pictures stay, without `own` its variants, and so on.

    Raises StaleDraft when another page saved it since, DraftEnded when it is none.
    """
    end = {"ended_at": now, "ended_as": ended_as} if ended_as else {}
    again = {} if reshares is None else {"reshares": reshares or None}
    unchanged = (col(Draft.version) == version) | (col(Draft.page_key) == page_key)  # a page's own retry is no conflict
    still = update(Draft).where(col(Draft.id) == draft.id, col(Draft.ended_at).is_(None), unchanged)
    raised = session.exec(
        still.values(version=col(Draft.version) + 1, page_key=page_key, saved_at=now, **end, **again).returning(col(Draft.version))
    ).scalar_one_or_none()
    if raised is None:
        session.refresh(draft)
        raise DraftEnded(draft.ended_as) if draft.ended_as else StaleDraft(draft.version)
    _empty(session, draft.id)
    _fill(session, draft.id, parts, channels, () if ended_as else shown, own)
    return int(raised)


def end(session: Session, draft: Draft, how: DraftEnd, now: datetime) -> bool:
    """It is a Draft no longer. Unless it was deleted (and may be put back) its words go: they live in the Post or the new Draft."""
    still = update(Draft).where(col(Draft.id) == draft.id, col(Draft.ended_at).is_(None))
    ended = session.exec(still.values(ended_at=now, ended_as=how)).rowcount == 1
    if ended and how != DraftEnd.DELETED:
        _empty(session, draft.id)
        pictures.take_out_of_draft(session, draft.id)
        variants.take_out_of_draft(session, draft.id)
    return ended


def delete_all(session: Session, owner: Person, identity: Identity, now: datetime) -> int:
    """Every open Draft of this Person under this Identity is forgotten at once, and what was deleted before with it. How many were open."""
    theirs = (col(Draft.person_id) == owner.id, col(Draft.identity_id) == identity.id)
    standing = list(session.exec(select(Draft).where(*theirs, col(Draft.ended_at).is_(None))))
    deleted = list(session.exec(select(Draft).where(*theirs, col(Draft.ended_as) == DraftEnd.DELETED)))
    for draft in (*standing, *deleted):
        _empty(session, draft.id)
        pictures.take_out_of_draft(session, draft.id)
        variants.take_out_of_draft(session, draft.id)
        ended = {"ended_as": DraftEnd.FORGOTTEN, "ended_at": draft.ended_at or now, "reshares": None}
        session.exec(update(Draft).where(col(Draft.id) == draft.id).values(**ended))
    return len(standing)


def put_back(session: Session, draft: Draft, now: datetime) -> bool:
    """Undo a deletion. False: it was not deleted."""
    deleted = update(Draft).where(col(Draft.id) == draft.id, col(Draft.ended_as) == DraftEnd.DELETED)
    return session.exec(deleted.values(ended_at=None, ended_as=None, saved_at=now)).rowcount == 1


def _empty(session: Session, draft_id: int) -> None:
    session.exec(delete(DraftPart).where(col(DraftPart.draft_id) == draft_id))
    session.exec(delete(DraftChannel).where(col(DraftChannel.draft_id) == draft_id))


def _fill(
    session: Session,
    draft_id: int,
    parts: Sequence[str],
    channels: Iterable[Channel],
    shown: Sequence[Shown] | None,
    own: Sequence[Own] | None,
) -> None:
    if shown is not None:
        pictures.put_in_draft(session, draft_id, shown)
    if own is not None:
        variants.put_in_draft(session, draft_id, own, parts)
    session.add_all(DraftPart(draft_id=draft_id, position=position, text=text) for position, text in enumerate(parts, 1))
    session.add_all(DraftChannel(draft_id=draft_id, channel_id=channel.id) for channel in channels)
    session.flush()
