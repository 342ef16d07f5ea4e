"""What is kept of each voice by whoever learns it, and which sent Posts it was learnt from: those up to a mark that still count."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, text
from sqlalchemy import select as row_of
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select, update

from pwa.rules.learning import Learner, Said
from pwa.rules.post import PostState
from pwa.store.moments import Moment
from pwa.store.tables import Identity, Learnt, Looked, OwnUp, Part, PartPicture, Post

NEVER = datetime.fromtimestamp(0, UTC)  # what comes before every Post
# Begun and locked in one statement: whoever comes while there is no row yet must still wait for whoever came first.
_TAKE = text(
    "INSERT INTO learnt (identity_id, learner, version, to_due, to_post, revision, behind, kept) "
    "VALUES (:identity, :learner, :version, 0, 0, 0, true, :kept) "
    "ON CONFLICT (identity_id, learner) DO UPDATE SET revision = learnt.revision + 1"
)
_LOOKED = text(
    "INSERT INTO looked (learner, to_due) VALUES (:learner, :to_due) ON CONFLICT (learner) DO UPDATE "
    "SET to_due = CASE WHEN looked.to_due < excluded.to_due THEN excluded.to_due ELSE looked.to_due END"
).bindparams(bindparam("to_due", type_=Moment()))


class Known(NamedTuple):
    """What a learner keeps of a voice, and how far it is."""

    identity_id: int
    version: int
    to_due: datetime
    to_post: int
    revision: int
    behind: bool
    kept: bytes

    def nothing(self) -> "Known":
        """The same, before it knew anything."""
        return self._replace(to_due=NEVER, to_post=0, behind=True, kept=b"")


class Beside(NamedTuple):
    """What is kept of an official voice, and of the own voice of a person who speaks as it."""

    name: str  # of their own voice
    theirs: bytes
    official: bytes


class Sent(NamedTuple):
    """A Post that left, and whether anything may be learnt from it."""

    id: int
    due_at: datetime
    held_at: datetime
    counts: bool


def wanted(session: Session, learner: Learner, settled: datetime) -> list[int]:
    """The voices of which this learner does not know everything that was due by then."""
    looked = session.exec(select(Looked.to_due).where(col(Looked.learner) == learner.name)).first()
    sent = session.execute(_sent(), {"looked": looked or NEVER, "settled": settled})
    behind = row_of(col(Learnt.identity_id)).where(col(Learnt.learner) == learner.name)
    behind = behind.where(col(Learnt.behind) | (col(Learnt.version) != learner.version))
    return sorted({*(number for number, kind in sent if kind in learner.kinds), *session.execute(behind).scalars()})


def own_beside(session: Session, learner: Learner, person_id: int, identity_id: int) -> Beside | None:
    """None while either voice is not known. Of a person's own voice nothing is read but for that person."""
    asked = {"learner": learner.name, "version": learner.version, "person": person_id, "identity": identity_id}
    found = session.execute(_beside(), asked).first()
    return Beside(*found) if found else None


def looked(session: Session, learner: Learner, settled: datetime) -> None:
    """It knows everything that was due by then."""
    session.execute(_LOOKED, {"learner": learner.name, "to_due": settled})


def take(session: Session, learner: Learner, identity_id: int) -> Known:
    """What it keeps, for this transaction alone: whoever learns from the same voice meanwhile finds that it was out of date."""
    session.execute(_TAKE, {"identity": identity_id, "learner": learner.name, "version": learner.version, "kept": b""})
    known = known_of(session, learner, identity_id)
    if known is None:
        raise LookupError(identity_id)
    return known


def known_of(session: Session, learner: Learner, identity_id: int) -> Known | None:
    """What it keeps, to look at."""
    columns = (col(getattr(Learnt, name)) for name in Known._fields)
    found = session.execute(row_of(*columns).where(col(Learnt.identity_id) == identity_id, col(Learnt.learner) == learner.name)).first()
    return Known(*found) if found else None


def keep(session: Session, learner: Learner, before: Known, after: Known) -> bool:
    """Instead of what was kept before. False: somebody else changed it since it was looked at."""
    same = (col(Learnt.identity_id) == before.identity_id, col(Learnt.learner) == learner.name, col(Learnt.revision) == before.revision)
    mark = {"to_due": after.to_due, "to_post": after.to_post, "behind": after.behind}
    changed = update(Learnt).where(*same).values(kept=after.kept, revision=before.revision + 1, version=learner.version, **mark)
    return session.exec(changed).rowcount == 1


def forget(session: Session, learner: Learner, identity_id: int) -> None:
    """Everything that it keeps of a voice; what still counts is learnt anew."""
    known = take(session, learner, identity_id)
    keep(session, learner, known, known.nothing())


def next_sent(session: Session, known: Known, settled: datetime, at_most: int) -> list[Sent]:
    """What left as this voice after the mark, in the order in which it was due."""
    after = {"identity": known.identity_id, "due": known.to_due, "post": known.to_post, "settled": settled, "at_most": at_most}
    return [Sent(*row) for row in session.execute(_next(), after)]


def still_known(session: Session, known: Known, posts: Collection[int]) -> list[tuple[int, datetime]]:
    """Those of these Posts that it was learnt from, each with the time at which it was held; asked while it is taken."""
    upto = or_(col(Post.due_at) < known.to_due, and_(col(Post.due_at) == known.to_due, col(Post.id) <= known.to_post))
    some = row_of(col(Post.id), col(Post.held_at)).join(Identity, col(Identity.id) == col(Post.identity_id)).where(col(Post.id).in_(posts))
    return [(number, at) for number, at in session.execute(some.where(col(Post.state) == PostState.RELEASED, upto, _counts()))]


def said(session: Session, held: Sequence[tuple[int, datetime]]) -> list[Said]:
    """The words of these Posts, each with the time at which it was held."""
    parts: dict[int, list[Part]] = {number: [] for number, _ in held}
    for part in session.exec(select(Part).where(col(Part.post_id).in_(list(parts))).order_by(col(Part.post_id), col(Part.position))):
        parts[part.post_id].append(part)
    pictured = set(session.exec(select(Part.post_id).join(PartPicture).where(col(Part.post_id).in_(list(parts)))))
    return [Said(tuple(one.text for one in parts[number]), at, _reshared(parts[number]), number in pictured) for number, at in held]


def kept_of(session: Session, learner: Learner, identity_ids: Collection[int]) -> dict[int, bytes]:
    """What it keeps of these voices; of one that it does not know yet, or only by an older version, there is nothing."""
    asked = {"learner": learner.name, "version": learner.version, "identities": list(identity_ids)}
    return {number: kept for number, kept in session.execute(_kept(), asked) if kept}


@cache
def _kept() -> Select[int, bytes]:
    mine = (col(Learnt.learner) == bindparam("learner"), col(Learnt.version) == bindparam("version"))
    asked = col(Learnt.identity_id).in_(bindparam("identities", expanding=True))
    return row_of(col(Learnt.identity_id), col(Learnt.kept)).where(asked, *mine)


@cache
def _beside() -> Select[str, bytes, bytes]:
    theirs, official = aliased(Learnt), aliased(Learnt)
    both = row_of(col(Identity.name), col(theirs.kept), col(official.kept)).join(theirs, col(theirs.identity_id) == col(Identity.id))
    both = both.join(official, col(official.identity_id) == bindparam("identity")).where(col(Identity.person_id) == bindparam("person"))
    for one in (theirs, official):
        both = both.where(col(one.learner) == bindparam("learner"), col(one.version) == bindparam("version"), col(one.kept) != b"")
    return both


@cache
def _sent() -> Select[int, str]:
    since, settled = bindparam("looked", type_=Moment()), bindparam("settled", type_=Moment())
    sent = row_of(col(Post.identity_id), col(Identity.kind)).distinct().join(Identity, col(Identity.id) == col(Post.identity_id))
    return sent.where(col(Post.state) == PostState.RELEASED, col(Post.due_at) > since, col(Post.due_at) <= settled)


@cache
def _next() -> Select[int, datetime, datetime, bool]:
    due, at_due = bindparam("due", type_=Moment()), col(Post.due_at)
    after = (at_due >= due, or_(at_due > due, col(Post.id) > bindparam("post")), at_due <= bindparam("settled", type_=Moment()))
    sent = row_of(col(Post.id), at_due, col(Post.held_at), _counts()).join(Identity, col(Identity.id) == col(Post.identity_id))
    sent = sent.where(col(Post.state) == PostState.RELEASED, col(Post.identity_id) == bindparam("identity"), *after)
    return sent.order_by(at_due, col(Post.id)).limit(bindparam("at_most"))


def _counts() -> ColumnElement[bool]:
    """A mistake that was taken back or owned up to is nobody's voice, and what somebody wants forgotten is not remembered here."""
    owned_up = row_of(col(OwnUp.id)).where(col(OwnUp.post_id) == col(Post.id)).exists()
    stands = and_(col(Post.retracted_at).is_(None), col(Post.words_deleted_at).is_(None), ~owned_up)
    return and_(stands, or_(col(Identity.words_until).is_(None), col(Post.held_at) >= col(Identity.words_until)))


def _reshared(parts: Sequence[Part]) -> str | None:
    return parts[0].reshares if parts else None
