"""What the pages of one Post say of it: its hold screen and its receipt."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pwa.rules.delivery import DeliveryState
from pwa.rules.identity import Kind
from pwa.rules.post import HEARTBEAT_SECONDS, PostState, Word, word
from pwa.store import deliveries, drafts, people, pictures, posts, settling, variants
from pwa.store.tables import Identity, Person, Post, Retraction
from pwa.store.transaction import Session
from pwa.web import current
from pwa.web.approval_views import waiting_view
from pwa.web.delivery_views import TONES, channel_view, overdue_sentence, series_view
from pwa.web.flag_views import noticed_view, own_note_on
from pwa.web.hold_views import hold_facts
from pwa.web.outcomes import told_together
from pwa.web.own_up_lines import own_up_line
from pwa.web.pages import clock_words, identity_view, moment
from pwa.web.picture_views import by_part
from pwa.web.prices import costs, paid, removal_words
from pwa.web.reshare_views import preview
from pwa.web.retention_views import retention
from pwa.web.series import Series, overdue, series_of, taken_down_at
from pwa.web.variant_views import goes, said_where
from pwa.web.words import _, n_, say

OUTCOMES = {
    Word.GOING_OUT: n_("It left at %(left)s and is on its way."),
    Word.SENT: n_("It left at %(left)s and arrived."),
    Word.PARTLY_SENT: n_("It left at %(left)s, and not all of it arrived. Below is what became of it."),
    Word.NOT_SENT: n_("It was to leave at %(left)s, and nothing arrived. Below is why."),
    Word.NOT_SURE: n_("It left at %(left)s, and nobody knows yet whether all of it arrived. Nothing is sent a second time by itself."),
}


def held_view(session: Session, post: Post, identity: Identity) -> dict[str, Any]:
    """What the hold screen shows."""
    hold, holder = posts.holds_of(session, post)[-1]
    times = {"ring_ends_at": post.ring_ends_at.isoformat(), "due_at": post.due_at.isoformat(), "goes_words": clock_words(post.due_at)}
    words, channels = told(session, post), posts.channels_of(session, [post])[post.id]
    return {
        "id": post.public_id,
        "identity": identity_view(identity),
        **words,
        "channels": [channel_view(channel) for channel in channels],
        "costs": costs(words["goes"]),
        "by": holder.name,
        "hold": {"window_seconds": hold.window_seconds, "key": hold.hold_key, "here": hold.session_id == current.row().id, **times},
        "extended": post.extended_at is not None,
        "extends_seconds": 0 if post.extended_at else current.settings().lost_signal_seconds,
        "heartbeat_seconds": HEARTBEAT_SECONDS,
        "can_send_now": identity.kind == Kind.PERSONAL,
        "noticed": noticed_view(session, hold, identity, current.person()),
        "own_note": own_note_on(session, post, identity),
        "waits": waiting_view(session, post, identity, current.person()) if post.approval else None,
    }


def receipt_view(session: Session, post: Post, identity: Identity, reader: Person, now: datetime, *, active: bool) -> dict[str, Any]:
    """What the page of a Post shows: who, as whom, on what, how verified, where it is now, and what it asks. `active`: its identity is."""
    ways, settled = deliveries.of_posts(session, [post])[post.id], settling.of_posts(session, [post])
    series = series_of(ways, settled, post, now)
    verdict = word(PostState(post.state), [state for one in series for state in one.states])
    costs_of = paid(session, post, series)
    shown = [series_view(one, may_send=active) | {"cost": cost} for one, cost in zip(series, costs_of, strict=True)]
    asks = [view["ask"] for view in shown if view["ask"]]
    held = post.state == PostState.HELD
    return {
        "id": post.public_id,
        "identity": identity_view(identity),
        "state": post.state,
        "word": say(verdict),
        "settled": verdict in (Word.UNDONE, Word.SENT),
        **retention(session, post, identity, reader),
        "tone": "bad" if held and overdue(post.due_at, now) else TONES[verdict],
        "sentence": _sentence(session, post, verdict, series, now),
        **told(session, post),
        "deliveries": shown,
        "switch_to_send": any(ask["switch"] for ask in asks),
        "can_take_down": any(receipt and _may_ask(retraction) for _, _, receipt, retraction in ways),
        "removal_costs": removal_words(channel.network for _, channel, receipt, retraction in ways if receipt and _may_ask(retraction)),
        "asks_to_take_down": any(ask["take_down"] for ask in asks),
        "holds": hold_facts(session, post, reader),
        "retracted": moment(taken_down_at(ways)),
        "own_up": own_up_line(session, post, reader),
        "moving": held or verdict == Word.GOING_OUT or any(one.moving for one in series),
        "asks": bool(asks),
        "draft_href": _draft_href(session, post, identity, reader),
    }


def _may_ask(retraction: Retraction | None) -> bool:
    """What nobody asked to be taken down, or its network refused to."""
    return retraction is None or retraction.state == DeliveryState.REFUSED


def told(session: Session, post: Post) -> dict[str, Any]:
    """The parts as they will appear, and where; the pictures of each, and what the first reshares."""
    series = posts.parts_of(session, [post])[post.id]
    parts = [part.text for part in series]
    own, channels = variants.of_posts(session, [post])[post.id], posts.channels_of(session, [post])[post.id]
    return {
        "said": said_where(parts, own, channels),
        "goes": goes(parts, own, channels),
        "reshare": preview(session, post.identity_id, series[0].reshares, history=post.state in (PostState.HELD, PostState.PARKED)),
        "pictures": by_part(pictures.of_posts(session, [post])[post.id], len(parts)),
    }


def _sentence(session: Session, post: Post, verdict: Word, series: Sequence[Series], now: datetime) -> str:
    if verdict == Word.HELD:
        if overdue(post.due_at, now):
            return overdue_sentence(post.due_at, now)
        return _("Nothing has gone out yet. It goes out at %(time)s.", time=clock_words(post.due_at))
    if verdict == Word.PARKED:
        return _("Nothing has gone out. It waits until somebody holds it again or undoes it.")
    if verdict == Word.UNDONE:
        cancellation, who = posts.cancellations_of(session, [post])[post.id]
        holder = people.person(session, post.person_id).name
        undone = _("%(person)s undid it at %(time)s.", person=who.name, time=clock_words(cancellation.at))
        return undone + " " + _("Nothing went out, and the words went back to %(holder)s's drafts.", holder=holder)
    left = clock_words(post.released_at or post.due_at)
    together = told_together(series)
    return _("It left at %(time)s.", time=left) + " " + together if together else _(OUTCOMES[verdict], left=left)


def _draft_href(session: Session, post: Post, identity: Identity, reader: Person) -> str | None:
    if post.state != PostState.CANCELLED or post.person_id != reader.id:
        return None
    cancellation = posts.cancellations_of(session, [post])[post.id][0]
    waiting = {draft.id: draft.public_id for draft in drafts.open_of(session, reader, identity)}
    return f"/as/{identity.handle}/drafts/{waiting[cancellation.draft_id]}" if cancellation.draft_id in waiting else None
