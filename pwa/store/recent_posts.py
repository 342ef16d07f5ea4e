"""What a Person held in the last minutes, as whichever of their voices."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as row_of
from sqlmodel import Session, col, select

from pwa.rules.post import PostState
from pwa.rules.series_guard import WITHIN, Recent
from pwa.store.moments import Moment
from pwa.store.tables import Channel, Delivery, Identity, Part, Person, Post, Receipt

AT_MOST = 40  # parts; nobody’s thumb is quicker


def take_turns(session: Session, person: Person) -> None:
    """Whoever holds as the same Person waits, with nothing in their hands, and then sees what we held. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(_own_voice(), {"person": person.id})


def of_person(session: Session, person: Person, now: datetime) -> list[Recent]:
    """The Posts whose latest hold was theirs and is no older than the series guard looks back, the latest first."""
    rows = session.connection().execute(_recent(), {"person": person.id, "since": now - WITHIN, "at_most": AT_MOST})
    found = []
    for number, parts in groupby(rows, key=lambda row: int(row[0])):
        first, *others = parts
        _, held_at, state, handle, name, kind, text = first
        words = [text, *(other[-1] for other in others)]
        found.append(Recent(held_at, handle, name, kind, words, state == PostState.CANCELLED, number))
    return found


def are_spoken_to(session: Session, posts: Collection[int], handle: str, text: str, reshares: str | None) -> bool:
    """Whether words answer one of these Posts of one Identity: its address is in them, or an account of it at their beginning."""
    begins = text.lstrip().casefold()
    if begins.startswith("@"):
        theirs = select(Channel.handle).join(Identity, col(Identity.id) == col(Channel.identity_id)).where(col(Identity.handle) == handle)
        accounts = session.exec(theirs.where(col(Channel.disconnected_at).is_(None))).all()
        if begins.split()[0].rstrip(",.:!?") in {f"@{account.removeprefix('@').casefold()}" for account in accounts}:
            return True
    if not reshares and "://" not in text:
        return False
    arrived = select(Receipt.url).join(Delivery, col(Delivery.id) == col(Receipt.delivery_id)).where(col(Delivery.post_id).in_(posts))
    return any(url in text or (reshares and url.endswith(reshares)) for url in session.exec(arrived) if url)


@cache
def _recent() -> Any:
    """By an index that knows when: nobody's whole life of posts is gone through."""
    columns = (Post.id, Post.held_at, Post.state, Identity.handle, Identity.name, Identity.kind, Part.text)
    rows: Any = row_of(*(col(one) for one in columns)).select_from(Post)
    rows = rows.join(Identity, col(Identity.id) == col(Post.identity_id)).join(Part, col(Part.post_id) == col(Post.id))
    theirs = (col(Post.person_id) == bindparam("person"), col(Post.held_at) >= bindparam("since", type_=Moment()))
    return rows.where(*theirs).order_by(col(Post.held_at).desc(), col(Post.id).desc(), col(Part.position)).limit(bindparam("at_most"))


@cache
def _own_voice() -> Any:
    """The row of it: everybody has one, and nothing but their own holds and their own change of it waits for it."""
    return row_of(col(Identity.id)).where(col(Identity.person_id) == bindparam("person")).with_for_update(key_share=True)
