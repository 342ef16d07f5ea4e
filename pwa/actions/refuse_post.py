"""A colleague's no, with its reason: the Post is parked, and whoever held it reads why. It takes no finger, as all stopping."""

from pwa.actions.approve_post import answerable
from pwa.actions.lose_approval import lose_approvals, note_lost
from pwa.rules.approval import ApprovalEnd
from pwa.rules.refusals import AlreadyDone
from pwa.store.moments import database_time
from pwa.store.tables import Person
from pwa.store.transaction import transaction


def refuse_post(public_id: str, *, by: Person, reason: str) -> None:
    """`reason`: as `rules.approval.why_not` gave it. Raises NotFound, NotAllowed or AlreadyDone."""
    with transaction() as session:
        now = database_time(session)
        post, _, approval = answerable(session, by, public_id)
        lost = lose_approvals(session, [(post, approval)], ApprovalEnd.REFUSED, now, by=by, reason=reason)
        if not lost:
            raise AlreadyDone
        note_lost(session, lost, ApprovalEnd.REFUSED, now, by=by, reason=reason)
