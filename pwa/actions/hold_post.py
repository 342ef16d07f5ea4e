"""Commits a Draft into its undo window: it becomes a Post, and nothing leaves before `due_at`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pwa.actions.ask_approval import ask_approval, terms_of
from pwa.actions.face_the_record import about_correction, face_the_record
from pwa.actions.follow_choice import follow_choice
from pwa.actions.freeze import freeze, told_of
from pwa.actions.look_twice import about_look, keep_look, look_twice, looked_again, must_answer
from pwa.actions.looked import Looked
from pwa.actions.may_go_there import may_go_there
from pwa.actions.may_hold import may_hold, nothing_stopped
from pwa.actions.meant import meant_by
from pwa.actions.park_overrun import park_overrun
from pwa.actions.save_draft import Words, use_up
from pwa.actions.say_on import unsaid
from pwa.rules.approval import Terms
from pwa.rules.post import PostState
from pwa.rules.refusals import AlreadyDone
from pwa.rules.second_look import NO_ANSWERS, Answers, Look
from pwa.store import fingerprints, grants, identities, ledger, people, posts, recent_posts, sessions, wake
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Draft, Hold, Identity, Lease, Post
from pwa.store.transaction import Session, once_more, transaction


@dataclass(frozen=True)
class Grounds:
    """What a hold rests on, once every guard has let it pass."""

    lease: Lease | None
    look: Look
    answers: Answers
    asked: Terms

    def times(self, now: datetime) -> dict[str, Any]:
        """What the row of the Post says of its window."""
        return self.asked.times(now) | {"least_seconds": self.look.window_seconds}


@once_more
def hold_post(by: Caller, handle: str, words: Words) -> Post:
    """Hold the words as the Identity of this handle, or as oneself if that was chosen. The page's key again gives the same Post.

    Raises NotFound, WrongIdentity, LeaseOver, Stopped, Unfit, StaleDraft, DraftEnded, RecordSays or SecondLook; then nothing is held
    nor saved.
    """
    with transaction() as session:
        recent_posts.take_turns(session, by.person)  # first of all locks: two phones of one person see each other's posts
        sessions.living(session, by.session.id)  # a double tap takes its turn, and then finds the first one's Post
        identity = identities.usable(session, by.person, handle)
        if already := posts.by_hold_key(session, by.person, words.page_key):
            return already
        now = database_time(session)
        identity, words = follow_choice(session, by, identity, words, now)
        lease = may_hold(session, by, identity, now)
        nothing_stopped(session, identity)
        meant = meant_by(session, by, identity, words)
        looked = meant.looked(words.draft)
        grounds = _grounds(session, by, identity, looked, lease, words.answers, now)
        draft = use_up(session, by, identity, words, now, unsaid=unsaid(meant.channels, meant.own))
        knew = face_the_record(session, identity, looked.heard, now, corrects=draft.corrects, knows=words.knows)
        post = _new_post(session, by, identity, draft, grounds.times(now))
        varied = freeze(session, post, meant)
        fingerprints.keep(session, post, [(channel.id, words) for channel in meant.channels for words in meant.said[channel.id]])
        told = told_of(session, draft, meant, varied) | about_correction(session, post, knew)
        _begin_window(session, by, post, identity, grounds, words.page_key, told)
    return post


@once_more
def hold_again(by: Caller, public_id: str, *, hold_key: str, knows: bool = False, answers: Answers = NO_ANSWERS) -> Post:
    """A new window for a parked Post, with every guard of a first hold.

    Raises NotFound, WrongIdentity, LeaseOver, Stopped, Unfit, RecordSays, SecondLook or AlreadyDone.
    """
    with transaction() as session:
        recent_posts.take_turns(session, by.person)
        sessions.living(session, by.session.id)
        post, identity = posts.visible(session, by.person, public_id)
        if already := posts.by_hold_key(session, by.person, hold_key):
            return already
        now = database_time(session)
        lease = may_hold(session, by, identity, now)
        nothing_stopped(session, identity)
        looked = looked_again(session, post, identity)
        grounds = _grounds(session, by, identity, looked, lease, answers, now)
        knew = face_the_record(session, identity, looked.heard, now, corrects=post.corrects, knows=knows)
        afresh = {"parking_reason": None, "parked_at": None, "heard_at": None, "extended_at": None}
        now_theirs = {"person_id": by.person.id, **afresh, **grounds.times(now)}
        if not posts.move(session, post.id, PostState.PARKED, PostState.HELD, **now_theirs):
            raise AlreadyDone
        session.refresh(post)
        _begin_window(session, by, post, identity, grounds, hold_key, about_correction(session, post, knew))
    return post


def _grounds(
    session: Session, by: Caller, identity: Identity, looked: Looked, lease: Lease | None, answers: Answers, now: datetime
) -> Grounds:
    """Raises SecondLook, or Unfit, while something stands in its way."""
    look = look_twice(session, by, identity, looked, now)
    must_answer(look, answers, identity)
    asked = terms_of(session, identity, now, look, answers)
    may_go_there(looked.channels, now, asked.soonest(now))
    return Grounds(lease, look, answers, asked)


def _new_post(session: Session, by: Caller, identity: Identity, draft: Draft, times: dict[str, Any]) -> Post:
    about: dict[str, Any] = {"origin": draft.origin, "corrects": draft.corrects}
    post = Post(identity_id=identity.id, person_id=by.person.id, state=PostState.HELD, **about, **times)
    session.add(post)
    session.flush()
    return post


def _begin_window(
    session: Session, by: Caller, post: Post, identity: Identity, grounds: Grounds, hold_key: str, told: dict[str, Any]
) -> None:
    """The row of the hold and its line; whoever has to hear of it, or to say yes, is told."""
    lease, look, answers, now = grounds.lease, grounds.look, grounds.answers, post.held_at
    hold = posts.hold(session, post, by, hold_key=hold_key, lease=lease, window_seconds=grounds.asked.window_seconds)
    chain = ledger.chain_of(session, identity, by.person)
    facts = _facts(session, post, identity, hold, lease) | told | about_look(session, look, answers)
    ledger.note(session, chain, "held", at=now, by=by.person, **facts)
    keep_look(session, post, hold, identity, look, answers, by)
    ask_approval(session, post, hold, identity, grounds.asked, by)
    if lease and post.due_at > lease.expires_at:  # else it leaves in time: no lease outlives its grant
        park_overrun(session, grants.overrunning(session, [post.public_id]), now)
    wake.ring_after(session, wake.HOLDS)


def _facts(session: Session, post: Post, identity: Identity, hold: Hold, lease: Lease | None) -> dict[str, Any]:
    facts = {"post": post.public_id, "identity": identity.handle, "device": hold.device, "window_seconds": hold.window_seconds}
    facts["due"] = post.due_at.isoformat()
    if lease:
        facts["lease_opened"] = lease.opened_at.isoformat()
    if hold.passkey_id:
        facts["passkey"] = people.public_id_of(session, hold.passkey_id)
    return facts
