"""Tells people on their phones what happened to a post or a channel: spread to every subscription first, then one push at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pwa import logs, outbound, push
from pwa.actions.subscribe import SENDER, opened
from pwa.outbound import Answer, NoAnswer, Way
from pwa.rules.alert import ATTEMPTS, LOOK_AFTER, AlertKind, Told, to_tell, try_again_after
from pwa.rules.alert_words import Say, in_english, of_channel, payload
from pwa.rules.approval import ApprovalState
from pwa.rules.post import PostState
from pwa.secrets import CannotOpen, curve_key
from pwa.store import alerts, hearers, ledger, people, posts, subscriptions
from pwa.store.alerts import SHOWN, Telling
from pwa.store.hearers import Hearing
from pwa.store.ledger import Note
from pwa.store.moments import database_time
from pwa.store.tables import Push
from pwa.store.transaction import Session, reading, transaction

log = logs.of("push")
KEPT_FOR = timedelta(hours=12)  # by the push service, for a phone that is off; what is about a running window only as long as that runs
GONE = {404, 410}
LATER = {408, 425, 429}
Step = Callable[[Session, Push], None]


@dataclass(frozen=True)
class Sender:
    """Who sends: the folder of our key, our address, which a push service may complain to, and the way out."""

    folder: Path
    site: str
    zone: ZoneInfo
    way: Way
    say: Say = in_english


def spread_alerts() -> int:
    """Returns how many alerts were spread: call again until it is none. Whose phones hear of an official post stands in the ledger."""
    with transaction() as session:
        now = database_time(session)
        taken = alerts.spread(session, now)
        if told := hearers.of_alerts(session, taken) if taken else []:
            voices = ledger.chains_of(session, {one.identity_id for one in told})
            ledger.note_all(session, [_line(one, *voices[one.identity_id], now) for one in told])
        return len(taken)


def _line(one: Hearing, handle: str, chain: str, now: datetime) -> Note:
    return Note(chain, "told", now, {"post": one.post, "identity": handle, "about": one.kind, "people": one.people})


def tell_next(sender: Sender) -> int:
    """Make the push that is next. Returns how many were made: call again until it is none.

    What it says is looked up now, and so is whether its hearer may still hear it: what is no longer true is not told.
    """
    with transaction() as session:
        claimed = alerts.claim(session)
    if claimed is None:
        return 0
    with reading() as session:
        now = database_time(session)
        telling = alerts.telling(session, claimed)
        told = _true_now(telling) if telling and claimed.attempts <= ATTEMPTS else Told.NOTHING
        words = _payload(session, sender, telling, told, now) if telling and told not in (Told.NOTHING, Told.LATER) else b""
    if telling is None or told is Told.NOTHING:
        _write_down(claimed, alerts.over)
    elif told is Told.LATER:
        until = max(telling.due_at, now) + LOOK_AFTER
        _write_down(claimed, lambda session, push: alerts.wait(session, push, until))
    else:
        _write_down(claimed, _send(sender, telling, told, words, now))
    return 1


def _true_now(telling: Telling) -> Told:
    post, alert = telling.post, telling.alert
    if post is None:
        return Told(alert.kind) if telling.still else Told.NOTHING
    same_hold = post.held_at == alert.at
    facts = {"same_hold": same_hold, "told": telling.push.told in SHOWN, "asked": post.approval == ApprovalState.ASKED}
    return to_tell(AlertKind(alert.kind), PostState(post.state), telling.deliveries, **facts)


def _payload(session: Session, sender: Sender, telling: Telling, told: Told, now: datetime) -> bytes:
    post, identity, held = telling.post, telling.identity, alerts.held_for(session, telling.hearer)

    def say(english: str, named: Mapping[str, object]) -> str:
        return sender.say(telling.subscription.language, english, named)

    if post is None:
        account = telling.channel.handle if telling.channel else ""
        return of_channel(told, tag=telling.about, handle=identity.handle, name=identity.name, account=account, held=held, say=say)
    words = None
    if identity.words_on_lock_screen:
        first = posts.parts_of(session, [post])[post.id][0].text
        words = (people.person(session, post.person_id).name, first)
    return payload(
        told,
        post=post.public_id,
        name=identity.name,
        words=words,
        at=(post.released_at or post.due_at).astimezone(sender.zone),
        due=post.due_at,
        now=now,
        held=held,
        say=say,
    )


def _send(sender: Sender, telling: Telling, told: Told, words: bytes, now: datetime) -> Step:
    """Ask the push service, and what is to be written down of it."""
    window = telling.due_at - now
    if told in (Told.HELD, Told.ASKED) and window <= timedelta():
        return _look(now + LOOK_AFTER) if telling.push.told else alerts.over  # nobody could stop it, or say yes to it, any more
    try:
        endpoint, *keys = opened(telling.subscription, sender.folder)
        service = outbound.origin(endpoint)
        key = curve_key(SENDER, sender.folder)
        headers = {
            "Authorization": push.authorization(key, service, subject=sender.site, now=now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(min(window if told in (Told.HELD, Told.ASKED) else KEPT_FOR, KEPT_FOR).total_seconds())),
            "Urgency": "high",
            "Topic": push.in_url(sha256(telling.about.encode()).digest())[:32],  # a later one about the same takes its place
        }
        answer = sender.way.ask("POST", endpoint, headers, content=push.encrypt(words, *keys))
    except (CannotOpen, outbound.Forbidden) as wrong:
        log.warning("push_impossible", kind=type(wrong).__name__, post=telling.about)
        return _forget(telling)
    except NoAnswer as silence:
        log.info("push_put_off", kind=str(silence), post=telling.about, attempts=telling.push.attempts)
        return _look(now + try_again_after(telling.push.attempts, None))
    return _answered(telling, told, answer, service, now)


def _answered(telling: Telling, told: Told, answer: Answer, service: str, now: datetime) -> Step:
    facts: dict[str, Any] = {"status": answer.status, "network": service, "post": telling.about, "attempts": telling.push.attempts}
    if answer.status in GONE:
        return _forget(telling)
    if answer.status in LATER or answer.status >= 500:
        log.info("push_put_off", **facts)
        return _look(now + try_again_after(telling.push.attempts, _asked_to_wait(answer)))
    if answer.status >= 300:
        log.warning("push_refused", **facts)
        return alerts.over
    return _arrived(telling, told)


def _arrived(telling: Telling, told: Told) -> Step:
    def step(session: Session, made: Push) -> None:
        subscriptions.reached(session, telling.subscription.id, database_time(session))
        if told in (Told.HELD, Told.ASKED):
            alerts.shown(session, made, AlertKind(told.value), telling.due_at + LOOK_AFTER)
        else:
            alerts.over(session, made)

    return step


def _look(at: datetime) -> Step:
    return lambda session, made: alerts.again(session, made, at)


def _forget(telling: Telling) -> Step:
    return lambda session, _: subscriptions.drop_one(session, telling.subscription)


def _write_down(made: Push, step: Step) -> None:
    with transaction() as session:
        step(session, made)


def _asked_to_wait(answer: Answer) -> timedelta | None:
    asked = answer.headers.get("Retry-After", "")
    return timedelta(seconds=min(int(asked), KEPT_FOR.total_seconds())) if asked.isdecimal() and len(asked) < 6 else None
