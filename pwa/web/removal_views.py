"""What a keeper reads of a right that ended: what ended with it, and what the store says at this moment."""

from collections.abc import Sequence

from pwa.rules.post import PostState
from pwa.store import locks, people, removals, rights
from pwa.store.moments import database_time
from pwa.store.removals import Removal
from pwa.store.rights import Pending
from pwa.store.tables import Identity, Post
from pwa.store.transaction import Session
from pwa.web.identity_views import role_words
from pwa.web.pages import View, clock_words, day_words, identity_view, moment
from pwa.web.words import _


def receipt_view(session: Session, gone: Removal) -> View:
    """Read in one look at one moment, table by table: not what the removal said of itself."""
    now, again = database_time(session), removals.speaks_again(session, gone)
    ended, left = removals.ended_with(session, gone), rights.pending(session, gone.person, gone.identity)
    later = removals.speaks_later(session, gone) if again is None else None
    names = people.names(session, {number for number in (gone.by, again.given_by if again else None) if number})
    whole = {"person": gone.person.name, "name": gone.identity.name, "time": clock_words(now), "day": day_words(now)}
    return {
        "identity": identity_view(gone.identity),
        "person": gone.person.name,
        "now": _("As of %(time)s on %(day)s, %(person)s cannot speak as %(name)s.", **whole) if again is None else None,
        "again": {"since": moment(again.from_at), "by": names.get(again.given_by)} if again else None,
        "clear": again is None and later is None and not left,
        "ended": {"time": clock_words(gone.at), "day": day_words(gone.at), "by": names.get(gone.by) if gone.by else None},
        "locked": gone.locked,
        "came_back": gone.locked and gone.by == gone.person.id,
        "was": {"role": role_words(gone.grant.role), "since": moment(gone.grant.from_at)},
        "facts": [
            _fact(_("Phones that spoke officially, ended:"), ended.leases),
            _fact(_("Held posts, parked:"), len(ended.parked), ended.parked),
            _fact(_("Posts on their way, kept back:"), len(ended.kept_back), ended.kept_back),
            _fact(_("Unused invitations, withdrawn:"), ended.invitations),
            _fact(_("Ways to a network, closed:"), ended.journeys),
        ],
        "left": [*([_fact(_("Rights to speak at other times, or after a keeper’s yes:"), 1)] if later else []), *_left(left)],
    }


def former(session: Session, identity: Identity) -> list[View]:
    """Who could speak once: a line each, with the way to the receipt."""
    gone = removals.latest(session, identity)
    return [{"grant_id": one.grant.public_id, "name": one.person.name, "at": moment(one.at)} for one in gone]


def locked_members(session: Session, identity: Identity) -> list[View]:
    """Whose phones a keeper locked, and who waits for a yes."""
    rows = locks.of_identity(session, identity)
    names = people.names(session, {grant.locked_by for grant, _, _ in rows if grant.locked_by})
    return [
        {
            "grant_id": grant.public_id,
            "name": who.name,
            "at": moment(grant.locked_at),
            "by": names.get(grant.locked_by or 0),
            "came_back": grant.locked_by == who.id,  # by another organisation's keepers
        }
        for grant, _, who in rows
    ]


def _fact(words: str, count: int, posts: Sequence[Post] = ()) -> View:
    return {"words": words, "count": count, "posts": [{"id": post.public_id, "words": _stands(post)} for post in posts]}


def _stands(post: Post) -> str:
    """Of the hold; what became of what had left stands on its page."""
    said = {PostState.PARKED: _("Parked"), PostState.CANCELLED: _("Undone"), PostState.HELD: _("Held again")}
    return said.get(PostState(post.state), _("See the post"))


def _left(left: Pending) -> list[View]:
    """What is not true of "nothing is pending", each with what a keeper can do about it."""
    counted = [
        _fact(_("Phones that still speak officially:"), left.leases),
        _fact(_("Posts that are still held:"), len(left.held), left.held),
        _fact(_("Posts that are still on their way:"), len(left.on_their_way), left.on_their_way),
        _fact(_("Invitations that are still open:"), left.invitations),
        _fact(_("Ways to a network that are still open:"), left.journeys),
        _fact(_("Notifications that still wait:"), left.pushes),
        _fact(_("Yeses on which somebody else holds:"), left.yeses),
        _fact(_("Edits that are still to be made:"), left.edits),
    ]
    return [one for one in counted if one["count"]]
