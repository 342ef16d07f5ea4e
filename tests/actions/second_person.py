"""What the tests of a second person share: a keeper's rule, a yes, and what became of it."""

from pwa.actions.approve_post import approve_post
from pwa.actions.edit_approval_rule import edit_approval_rule
from pwa.rules.approval import Ask, Rule, When
from pwa.rules.payload import yes_to
from pwa.rules.step_up import Purpose
from pwa.store import approvals
from pwa.store.tables import Approval, Post
from pwa.store.transaction import reading
from tests.cast import Member

MUST = Rule(Ask.YES, When.ALWAYS, answer_minutes=60)


def asks_for(keeper: Member, rule: Rule, handle: str = "wv11") -> None:
    """A keeper's choice, with a finger."""
    edit_approval_rule(keeper.caller, handle, rule=rule, proof=keeper.proves(Purpose.EDIT_IDENTITY, handle))


def approval_of(post: Post) -> Approval:
    """What its hold asks."""
    with reading() as session:
        found = approvals.of_hold(session, session.get_one(Post, post.id))
    assert found is not None
    return found


def says_yes(member: Member, post: Post) -> Post:
    """With a finger, to what is held."""
    meant = yes_to(post.public_id, approval_of(post).payload_digest)
    return approve_post(member.caller, post.public_id, meant=meant, proof=member.proves(Purpose.APPROVE, meant))


def now_of(post: Post) -> Post:
    """As it stands in the store."""
    with reading() as session:
        return session.get_one(Post, post.id)
