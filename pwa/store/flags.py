"""The reasons that stood beside a Hold: keeping them, and reading them again as whoever may."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, func, or_, select, update

from pwa.rules.second_look import Answers, Need, Reason
from pwa.rules.words import kept
from pwa.store.tables import Flag, Hold, Person, Post


def add(session: Session, hold: Hold, reasons: Sequence[Reason], answers: Answers) -> None:
    """With what was answered to them; the Hold has its number already."""
    for one in reasons:
        why = (answers.reason or None) if one.need is Need.WHY else None
        fine, said = one.rule in answers.fine, kept(one.kept)
        session.add(Flag(hold_id=hold.id, rule=one.rule, private=one.private, fine=fine, counts=one.counts, said=said, why=why))


def of_holds(session: Session, holds: Collection[int], reader: Person) -> dict[int, list[Flag]]:
    """Beside each of these Holds, by its number: the public ones, and the private ones to whoever held it."""
    seen = or_(~col(Flag.private), col(Hold.person_id) == reader.id)
    rows = select(Flag).join(Hold, col(Hold.id) == col(Flag.hold_id)).where(col(Flag.hold_id).in_(holds), seen).order_by(col(Flag.id))
    found: dict[int, list[Flag]] = {number: [] for number in holds}
    for flag in session.exec(rows):
        found[flag.hold_id].append(flag)
    return found


def public_of_posts(session: Session, posts: Collection[int]) -> dict[int, list[Flag]]:
    """Beside the newest Hold of each of these Posts that anything public stands beside, by the Post's number."""
    newest = select(func.max(Hold.id)).where(col(Hold.post_id).in_(posts)).group_by(col(Hold.post_id))
    rows = select(Hold.post_id, Flag).join(Flag, col(Flag.hold_id) == col(Hold.id)).where(col(Hold.id).in_(newest), ~col(Flag.private))
    found: dict[int, list[Flag]] = {}
    for number, flag in session.exec(rows.order_by(col(Flag.id))) if posts else ():
        found.setdefault(number, []).append(flag)
    return found


def beside(session: Session, hold: Hold, rule: str) -> Flag | None:
    """The one of this rule."""
    return session.exec(select(Flag).where(col(Flag.hold_id) == hold.id, col(Flag.rule) == rule)).first()


def wave_through(session: Session, flag: Flag) -> bool:
    """Whoever held it says that it is fine, wherever that rule noticed it. False: they had said so."""
    those = (col(Flag.hold_id) == flag.hold_id, col(Flag.rule) == flag.rule, ~col(Flag.fine))
    return session.exec(update(Flag).where(*those).values(fine=True)).rowcount > 0


def forget_words(session: Session, post: Post) -> None:
    """The sentences quote the words, so they go with them; that there was a reason stays."""
    holds = select(Hold.id).where(col(Hold.post_id) == post.id)
    session.exec(update(Flag).where(col(Flag.hold_id).in_(holds)).values(said="", why=None))
