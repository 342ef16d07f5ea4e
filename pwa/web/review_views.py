"""Who is asked about in the quarterly review of an official identity, and what a keeper should know to answer."""

from collections.abc import Mapping
from datetime import datetime

from pwa.rules.identity import Kind
from pwa.rules.review import Asks, asked_at, asks
from pwa.store import grants, people
from pwa.store.tables import Grant, Identity, Person
from pwa.store.transaction import Session
from pwa.web import current
from pwa.web.identity_views import role_words
from pwa.web.pages import View, identity_view, moment
from pwa.web.when import coming, last_keeper, when
from pwa.web.words import _

TONES = {Asks.NOT_YET: "quiet", Asks.ONCE: "wait", Asks.LOUDER: "bad", Asks.LOUDEST: "bad"}


def review_view(session: Session, identity: Identity, keeper: Person) -> View:
    """The whole page: whoever waits for an answer first, the longest of them at the top."""
    theirs = sorted(grants.of_identity(session, identity), key=lambda one: asked_at(one[0].given_at, one[0].kept_at))
    names = people.names(session, {one for grant, _ in theirs for one in (grant.given_by, grant.kept_by) if one})
    spoke, alone = grants.last_spoke(session, identity), not grants.another_keeps(session, identity, keeper)
    rows = [
        _row(grant, who, names)
        | {
            "is_you": who.id == keeper.id,
            "spoke": moment(spoke.get(who.id)),
            "may_keep": who.id != keeper.id or alone,
            "may_end": not last_keeper(grant, theirs),
        }
        for grant, who in theirs
    ]
    asked = [row for row in rows if row["asks"]]
    return {"identity": identity_view(identity), "asked": asked, "answered": [row for row in rows if not row["asks"]]}


def reminder(session: Session, identity: Identity) -> View | None:
    """What a keeper of this identity is reminded of; nobody else, and nobody of a personal voice."""
    waiting = grants.asking(session, current.person(), identity) if identity.kind == Kind.OFFICIAL else []
    if not waiting:
        return None
    first = waiting[0]
    how = asks(first.given_at, first.kept_at, current.now())
    since = moment(asked_at(first.given_at, first.kept_at))
    return {"handle": identity.handle, "count": len(waiting), "since": since, "tone": TONES[how], "loud": how >= Asks.LOUDER}


def _row(grant: Grant, who: Person, names: Mapping[int, str]) -> View:
    how, at = asks(grant.given_at, grant.kept_at, current.now()), asked_at(grant.given_at, grant.kept_at)
    kept = {"kept_at": moment(grant.kept_at), "kept_by": names[grant.kept_by] if grant.kept_by else ""}
    said = {"role": role_words(grant.role, alone=True), "when": when(grants.times(grant)), "state": _state(how, at), "tone": TONES[how]}
    return {"grant_id": grant.public_id, "name": who.name, "asks": how > Asks.NOT_YET, **said, **_given(grant, names), **kept}


def _given(grant: Grant, names: Mapping[int, str]) -> View:
    return {"since": moment(grant.given_at), "by": names[grant.given_by]}


def _state(how: Asks, at: datetime) -> str:
    if how is Asks.NOT_YET:
        return _("Asks again on %(day)s", day=coming(at)["words"])
    words = (moment(at) or {})["words"]
    return _("Asks since %(time)s", time=words) if how is Asks.ONCE else _("Unanswered since %(time)s", time=words)
