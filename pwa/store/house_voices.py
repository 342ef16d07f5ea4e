"""What keepers want of a house voice, and how often its reasons were right."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, case
from sqlalchemy import select as row_of
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func

from pwa.rules.house_words import Wishes
from pwa.rules.post import PostState
from pwa.rules.second_look import Rule
from pwa.store.tables import Flag, Hold, HouseVoice, Identity, Post

NO_WISHES = Wishes()


class Right(NamedTuple):
    """What became of the holds beside which one rule stood."""

    rule: Rule
    flagged: int
    undone: int  # or taken down again later
    fine: int  # waved through, and left
    sent: int  # all the same, without a word


def wishes_of(session: Session, identity: Identity) -> Wishes:
    """Those that hold now; asked at every hold of an official voice."""
    found = session.execute(_wishes(), {"identity": identity.id}).first()
    if found is None:
        return NO_WISHES
    off, flagged, passing = (json.loads(one) for one in found)
    return Wishes(frozenset(map(Rule, off)), tuple(flagged), tuple(passing))


@cache
def _wishes() -> Select[str, str, str]:
    of_it = row_of(col(HouseVoice.off_rules), col(HouseVoice.flagged), col(HouseVoice.passing))
    return of_it.where(col(HouseVoice.identity_id) == bindparam("identity"))


def keep(session: Session, identity: Identity, wishes: Wishes) -> None:
    """From the next hold on."""
    said = {"off_rules": _json(sorted(wishes.off)), "flagged": _json(wishes.flagged), "passing": _json(wishes.passing)}
    session.merge(HouseVoice(identity_id=identity.id, **said))
    session.flush()


def how_right(session: Session, identity: Identity, since: datetime) -> dict[Rule, Right]:
    """Of each rule, over what was held since; nothing that rests on anybody's own posts.

    A Post that was held again counts once: with its last hold, or as undone where that one had this reason no more.
    """
    gone = (col(Post.state) == PostState.CANCELLED) | col(Post.retracted_at).is_not(None) | _held_again()
    left = ~gone & (col(Post.state) == PostState.RELEASED)
    counted = (_sum(gone), _sum(left & col(Flag.fine)), _sum(left & ~col(Flag.fine)))
    public = (*_of(identity, since), ~col(Flag.private), ~_held_again(with_this_reason=True))
    asked = row_of(col(Flag.rule), func.count(), *counted).where(*public).group_by(col(Flag.rule))
    return {Rule(rule): Right(Rule(rule), *map(int, numbers)) for rule, *numbers in session.execute(_beside_posts(asked))}


def private_reasons(session: Session, identity: Identity, since: datetime) -> int:
    """How many Posts waited for a reason that rests on somebody's own: all of them together, whoever held and whatever became of it."""
    asked = row_of(func.count(func.distinct(col(Hold.post_id)))).where(*_of(identity, since), col(Flag.private), col(Flag.counts))
    return int(session.execute(_beside_posts(asked)).scalar_one())


def _beside_posts(asked: Select[Any]) -> Select[Any]:
    held = asked.select_from(Flag).join(Hold, col(Hold.id) == col(Flag.hold_id))
    return held.join(Post, col(Post.id) == col(Hold.post_id))


def _held_again(*, with_this_reason: bool = False) -> Any:
    later, beside = aliased(Hold), aliased(Flag)
    found = row_of(col(later.id)).where(col(later.post_id) == col(Hold.post_id), col(later.id) > col(Hold.id))
    if with_this_reason:
        found = found.join(beside, col(beside.hold_id) == col(later.id)).where(col(beside.rule) == col(Flag.rule), ~col(beside.private))
    return found.correlate(Hold, Flag).exists()


def _of(identity: Identity, since: datetime) -> tuple[Any, ...]:
    return col(Post.identity_id) == identity.id, col(Post.held_at) >= since


def _sum(what: Any) -> Any:
    return func.coalesce(func.sum(case((what, 1), else_=0)), 0)


def _json(words: Sequence[str]) -> str:
    return json.dumps(list(words), ensure_ascii=False)
