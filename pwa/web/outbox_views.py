"""What an outbox says of its Posts: pictures of rows, made with a number of queries that does not grow with the posts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pwa.rules.approval import ApprovalState
from pwa.rules.identity import Kind
from pwa.rules.post import ParkingReason, PostState, Word, word
from pwa.store import deliveries, people, pictures, posts, settling, variants
from pwa.store.settling import Settled
from pwa.store.tables import Cancellation, Channel, Identity, Part, Person, Post
from pwa.store.transaction import Session
from pwa.store.variants import Own
from pwa.web import current
from pwa.web.approval_views import Asked, about_yes, asked_of
from pwa.web.delivery_views import TONES, channel_view, network_label, outbox_line, overdue_sentence, series_view, words_at
from pwa.web.flag_views import noticed_of_posts
from pwa.web.hold_views import why_parked
from pwa.web.pages import moment
from pwa.web.picture_views import by_part
from pwa.web.reshare_views import previews
from pwa.web.retention_views import words_gone
from pwa.web.series import Series, Way, overdue, series_of, taken_down_at
from pwa.web.variant_views import said_where
from pwa.web.words import _, say

STOPPABLE = {PostState.HELD, PostState.PARKED}


@dataclass(frozen=True)
class Known:
    """What the store knows of all the Posts of an outbox, each by the Post's number unless it says otherwise."""

    parts: Mapping[int, Sequence[Part]]
    own: Mapping[int, Sequence[Own]]
    pictures: Mapping[int, Sequence[pictures.Shown]]
    channels: Mapping[int, Sequence[Channel]]
    ways: Mapping[int, Sequence[Way]]
    settled: Mapping[int, Sequence[Settled]]  # by the Delivery's number
    undone: Mapping[int, tuple[Cancellation, Person]]
    stops: Mapping[int, tuple[ParkingReason, str | None]]
    asked: Mapping[int, Asked]
    noticed: Mapping[int, str]
    names: Mapping[int, str]  # of who held them, by their own number; none for a personal voice
    reshares: Mapping[str, Mapping[str, Any]]  # by address


def outbox_views(session: Session, identity: Identity, rows: Sequence[Post], now: datetime) -> list[dict[str, Any]]:
    """One picture for each Post of an outbox; ten queries whatever their number. First what can still be stopped, then what asks."""
    known = _known(session, identity, rows)
    shown = [_view(post, known, now) for post in rows]
    return sorted(shown, key=lambda view: 0 if view["answer"] else 1 if view["can_park"] else 2 if view["needs_person"] else 3)


def _known(session: Session, identity: Identity, rows: Sequence[Post]) -> Known:
    parts = posts.parts_of(session, rows)
    return Known(
        parts=parts,
        own=variants.of_posts(session, rows),
        pictures=pictures.of_posts(session, rows),
        channels=posts.channels_of(session, rows),
        ways=deliveries.of_posts(session, rows),
        settled=settling.of_posts(session, rows),
        undone=posts.cancellations_of(session, rows),
        stops=settling.why_parked(session, rows),
        asked=asked_of(session, rows),
        noticed=noticed_of_posts(session, [post for post in rows if post.state in STOPPABLE]),
        names=people.names(session, {post.person_id for post in rows}) if identity.kind == Kind.OFFICIAL else {},
        reshares=previews(session, identity.id, [series[0].reshares for series in parts.values() if series]),
    )


def _view(post: Post, known: Known, now: datetime) -> dict[str, Any]:
    series = series_of(known.ways[post.id], known.settled, post, now)
    verdict = word(PostState(post.state), [state for one in series for state in one.states])
    held, parked = post.state == PostState.HELD, post.state == PostState.PARKED
    waits = held and post.approval == ApprovalState.ASKED
    answer = waits and post.person_id != current.person().id
    late, asks = held and not waits and overdue(post.due_at, now), any(one.needs_person for one in series)
    cancelled_at = known.undone[post.id][0].at if post.id in known.undone else None
    times = {"ring_ends_at": post.ring_ends_at.isoformat(), "due_at": post.due_at.isoformat()}
    parts, channels = known.parts[post.id], known.channels[post.id]
    return {
        "id": post.public_id,
        "word": say(verdict),
        "tone": "bad" if late else TONES[verdict],
        "at": moment(post.released_at or cancelled_at or post.parked_at or post.held_at),
        "sentences": [*_sentences(post, series, known, now), *([known.noticed[post.id]] if post.id in known.noticed else [])],
        "said": said_where([part.text for part in parts], known.own[post.id], channels),
        "reshare": known.reshares.get(parts[0].reshares or ""),
        "pictures": by_part(known.pictures[post.id], len(parts)),
        "by": known.names.get(post.person_id),
        "deliveries": [series_view(one, may_send=False) for one in series] or [channel_view(one) for one in channels],
        "held": times if held and not waits else None,
        "answer": answer,
        "overdue_since": words_at(post.due_at) if late else None,
        "can_undo": held or parked,
        "can_park": held,
        "parked": parked,
        "asks": asks,
        "needs_person": late or parked or asks or answer,
        "moving": verdict == Word.GOING_OUT or any(one.moving for one in series),
    }


def _sentences(post: Post, series: Sequence[Series], known: Known, now: datetime) -> list[str]:
    if post.state == PostState.HELD:
        if said := about_yes(post, known.asked.get(post.id)):
            return [said]
        return [overdue_sentence(post.due_at, now) if overdue(post.due_at, now) else _("Nothing has gone out yet.")]
    if post.state == PostState.CANCELLED:
        return [_("%(person)s undid it. Nothing went out.", person=known.undone[post.id][1].name), *words_gone(post)]
    if post.state == PostState.PARKED:
        return [*_why_parked(post, known), _("Nothing has gone out. Hold it again, or undo it.")]
    taken_down = [_("It was taken down again.")] if taken_down_at([way for one in series for way in one.ways]) else []
    lines = ((one, outbox_line(one)) for one in series)
    many = len(series) > 1
    told = [f"{network_label(one.channel.network)} {one.channel.handle}: {said}" if many else said for one, said in lines if said]
    return [*taken_down, *told, *words_gone(post)]


def _why_parked(post: Post, known: Known) -> list[str]:
    if post.id not in known.stops:
        return []
    reason, who = known.stops[post.id]
    if reason == ParkingReason.APPROVAL_LOST and (said := about_yes(post, known.asked.get(post.id))):
        return [said]
    return [why_parked(reason, who)]
