"""Whoever said yes takes it back while nothing has left: the Post is parked. It takes no finger."""

from pwa.actions.lose_approval import lose_approvals, note_lost
from pwa.rules.approval import ApprovalEnd, ApprovalState
from pwa.rules.post import PostState
from pwa.rules.refusals import AlreadyDone, NotFound, TooLate
from pwa.store import approvals, posts
from pwa.store.moments import database_time
from pwa.store.tables import Person
from pwa.store.transaction import transaction


def withdraw_approval(public_id: str, *, by: Person) -> None:
    """Taking back what one took back is no harm. Raises NotFound when the yes is not theirs, TooLate once it has left, or AlreadyDone."""
    with transaction() as session:
        now = database_time(session)
        post, _ = posts.visible(session, by, public_id)
        approval = approvals.of_hold(session, post)
        if approval is None or approval.given_by != by.id:
            raise NotFound
        if post.state == PostState.HELD and post.approval == ApprovalState.GIVEN:
            lost = lose_approvals(session, [(post, approval)], ApprovalEnd.TAKEN_BACK, now, by=by)
            note_lost(session, lost, ApprovalEnd.TAKEN_BACK, now, by=by)
            if lost:
                return
            session.refresh(post)
            session.refresh(approval)
    if (approval.ended_why, approval.ended_by) == (ApprovalEnd.TAKEN_BACK, by.id):
        return
    if post.state == PostState.RELEASED:
        raise TooLate(post.released_at)
    raise AlreadyDone
