"""The second person: when a Post of an official identity waits for a colleague, for how long, and what becomes of a yes. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pwa.rules.calendar import Period, covering
from pwa.rules.identity import GRACE_SECONDS
from pwa.rules.reason import reason
from pwa.rules.words import n_


class Ask(StrEnum):
    """What a keeper wants of a second person."""

    NONE = "none"
    OBJECTION = "objection"  # it goes unless a colleague stops it, and they have longer for that
    YES = "yes"  # it stays unless a colleague says yes


class When(StrEnum):
    """Of which posts."""

    ALWAYS = "always"
    ASKED_FOR = "asked_for"  # when the second look asks for it
    PERIODS = "periods"  # on certain days


class ApprovalState(StrEnum):
    """What a Post carries of it; one that nobody is asked about carries nothing."""

    ASKED = "asked"  # it cannot leave
    GIVEN = "given"


class ApprovalEnd(StrEnum):
    """Why an approval that was asked for is none, or one no longer."""

    REFUSED = "refused"
    UNANSWERED = "unanswered"
    TAKEN_BACK = "taken_back"
    GRANT_ENDED = "grant_ended"  # whoever said yes may no longer speak as this identity
    PASSKEY_REMOVED = "passkey_removed"  # the one that said it
    CHANNELS_CHANGED = "channels_changed"  # of the identity, since it was said


OBJECTION_MINUTES, DEFAULT_OBJECTION_MINUTES = range(1, 241), 10
ANSWER_MINUTES, DEFAULT_ANSWER_MINUTES = range(1, 1441), 60
TAKE_BACK_SECONDS = 15  # after a yes at the least, so that whoever said it can take it back


@dataclass(frozen=True)
class Rule:
    """What a keeper chose for one identity."""

    ask: Ask = Ask.NONE
    when: When = When.ALWAYS
    objection_minutes: int = DEFAULT_OBJECTION_MINUTES
    answer_minutes: int = DEFAULT_ANSWER_MINUTES
    periods: tuple[Period, ...] = ()

    def asks(self, at: datetime, *, asked_for: bool) -> Ask:
        """Of a hold at that time. `asked_for`: whether the second look asks for it."""
        applies = {When.ALWAYS: True, When.ASKED_FOR: asked_for, When.PERIODS: covering(self.periods, at) is not None}
        return self.ask if applies[self.when] else Ask.NONE


@dataclass(frozen=True)
class Terms:
    """How long one hold waits, and whether for a yes: then `answer_minutes` is how long for that."""

    window_seconds: int
    answer_minutes: int | None = None

    @property
    def asks(self) -> bool:
        """Whether a colleague must say yes to it."""
        return self.answer_minutes is not None

    def times(self, now: datetime) -> dict[str, Any]:
        """What the Post carries. One that waits for a yes is due when nobody will have said it, and does not leave then."""
        if self.answer_minutes is None:
            return _leaving(now, now + timedelta(seconds=self.window_seconds)) | {"approval": None}
        until = now + timedelta(minutes=self.answer_minutes)
        return {"held_at": now, "ring_ends_at": until, "due_at": until, "approval": ApprovalState.ASKED}

    def soonest(self, now: datetime) -> datetime:
        """When it could leave at the earliest."""
        return now + timedelta(seconds=self.window_seconds + GRACE_SECONDS)


def terms(rule: Rule, window_seconds: int, at: datetime, *, asked_for: bool, needs_yes: bool = False) -> Terms:
    """Those of a hold at that time; no rule makes a window shorter than it is. `needs_yes`: the second look leaves no other way."""
    leaves = at + timedelta(seconds=window_seconds + GRACE_SECONDS)  # at midnight it belongs to both days
    applies = any(rule.asks(moment, asked_for=asked_for) is not Ask.NONE for moment in (at, leaves))
    match Ask.YES if needs_yes else rule.ask if applies else Ask.NONE:
        case Ask.OBJECTION:
            return Terms(max(window_seconds, 60 * rule.objection_minutes))
        case Ask.YES:
            return Terms(window_seconds, rule.answer_minutes)
        case _:
            return Terms(window_seconds)


def times_after_yes(held_at: datetime, window_seconds: int, now: datetime) -> dict[str, Any]:
    """It leaves when its window is over, and not before whoever said yes had time to take it back."""
    return _leaving(held_at, max(held_at + timedelta(seconds=window_seconds), now + timedelta(seconds=TAKE_BACK_SECONDS)))


def why_not(raw: str) -> str:
    """The reason for a no, a sentence on one line. Raises Unfit."""
    return reason(
        raw,
        nothing=n_("Say in a few words why not, so that it can be mended. It still waits, and nothing has gone out."),
        too_long=n_("The reason is %(long)s characters long; %(most)s are enough. It still waits, and nothing has gone out."),
    )


def _leaving(held_at: datetime, ring_ends_at: datetime) -> dict[str, Any]:
    return {"held_at": held_at, "ring_ends_at": ring_ends_at, "due_at": ring_ends_at + timedelta(seconds=GRACE_SECONDS)}
