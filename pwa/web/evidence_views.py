"""What "Was it us?" shows of a post: pictures of what was found, in the words and the order of an inquiry."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pwa.rules.evidence import Standing
from pwa.rules.identity import Role
from pwa.store import deliveries
from pwa.store.evidence import Told, moment_of
from pwa.web import current
from pwa.web.delivery_views import network_label
from pwa.web.evidence_findings import Evidence, OneHold
from pwa.web.evidence_words import Known, line_words
from pwa.web.pages import clock_words, window_words
from pwa.web.words import _, day, device, listed, n_, ngettext, say

ORIGINS = {
    "typed": n_("Typed here"),
    "moved": n_("Moved here from another identity"),
    "undone": n_("Typed, held before, undone, and held again"),
    "saved_beside": n_("Typed here; the second of two versions that were written at the same time"),
    "scrap": n_("Written without an identity, and then picked up as this one"),
    "shared": n_("Shared into the app from another app"),
}
MOVED_FROM = {"personal": n_("Moved from a personal draft"), "official": n_("Moved from a draft of another official identity")}
ROLES = {Role.KEEPER: n_("Keeper"), Role.SPEAKER: n_("Speaker")}
STATES = {
    "due": n_("On its way"),
    "sending": n_("On its way"),
    "sent": n_("It arrived"),
    "refused": n_("The network refused it"),
    "unsure": n_("The network did not say whether it arrived"),
    "parked": n_("Stopped on its way"),
    "dropped": n_("Given up"),
}
DOWN = {
    "due": n_("Asked for, not confirmed yet"),
    "sending": n_("Asked for, not confirmed yet"),
    "sent": n_("Taken down; the network said so"),
    "refused": n_("The network did not take it down"),
    "unsure": n_("Asked for; the network did not say"),
    "parked": n_("Stopped"),
    "dropped": n_("Given up"),
}


def exact(at: datetime) -> dict[str, str]:
    """A time as an inquiry needs it: to the second, with its day; the page names the zone once."""
    here = at.astimezone(current.settings().zone)
    return {"iso": at.isoformat(), "words": _("%(time)s on %(day)s", time=clock_words(at), day=day(here, year=True))}


def lines_view(told: Sequence[Told], known: Known, broken: Sequence[int]) -> list[dict[str, Any]]:
    """What happened, step by step, with the line that carries it."""
    return [
        {
            "words": line_words(one.facts, known),
            "at": exact(at) if (at := moment_of(one.facts.get("at"))) else None,
            "number": one.line.number,
            "hash": one.line.hash,
            "broken": one.line.number in broken,
        }
        for one in told
    ]


def standing_view(standing: Standing) -> dict[str, Any]:
    """How far the record was found whole, and by which mark."""
    mark = standing.mark
    return {
        "whole": standing.whole,
        "broken": listed([str(number) for number in standing.broken[:5]]),
        "signed": {"size": mark.size, "head": mark.head, "at": exact(datetime.fromisoformat(mark.at))} if mark else None,
        "unsigned": len(standing.unsigned),
    }


def holds_view(found: Evidence) -> list[dict[str, Any]]:
    """Each hold: by whom, in which role, on what, how they were verified, and how the words came in."""
    return [
        {
            "who": hold.who,
            "role": say(ROLES[hold.role]) if hold.role else _("Not known"),
            "at": exact(hold.at),
            "device": device(str(hold.facts.get("device", ""))) or _("Not known"),
            "verified": _verified(hold),
            "lease": exact(opened) if (opened := moment_of(hold.facts.get("lease_opened"))) else None,
            "window": window_words(hold.facts["window_seconds"]) if isinstance(hold.facts.get("window_seconds"), int) else None,
            "due": exact(due) if (due := moment_of(hold.facts.get("due"))) else None,
            "origin": _origin(hold.facts),
            "noticed": hold.noticed,
        }
        for hold in found.holds
    ]


def ways_view(found: Evidence) -> list[dict[str, Any]]:
    """Where it went, part by part, with what the networks gave back."""
    many = len({way[0].position for way in found.ways}) > 1
    return [
        {
            "place": f"{network_label(channel.network)} {channel.handle}",
            "part": delivery.position if many else None,
            "state": say(STATES[delivery.state]),
            "at": exact(receipt.at) if receipt else None,
            "address": receipt.url if receipt and receipt.url.startswith(("https://", "http://")) else None,
            "remote_id": deliveries.remote_id_of(receipt) if receipt else None,
            "attempts": delivery.attempts,
            "down": say(DOWN[retraction.state]) if retraction else None,
        }
        for delivery, channel, receipt, retraction in found.ways
    ]


def digests_view(found: Evidence) -> list[dict[str, Any]]:
    """What proves, to the byte, what each channel was given of each part."""
    return [
        {"place": f"{network_label(channel.network)} {channel.handle}", "part": part.position, "digest": one.digest}
        for one, part, channel in found.renderings
    ]


def before_words(proved: datetime, held: datetime) -> str:
    """How long before the hold somebody proved who they are."""
    seconds = max(0, int((held - proved).total_seconds()))
    if seconds < 60:
        return ngettext("%(num)s second", "%(num)s seconds", seconds)
    return ngettext("%(num)s minute", "%(num)s minutes", seconds // 60)


def _verified(hold: OneHold) -> str:
    if hold.proof is None:
        return _("Not known")
    named = {"time": exact(hold.proof.verified_at)["words"], "passkey": hold.key.name if hold.key else "…"}
    return _("By finger, face or PIN at %(time)s, with the passkey “%(passkey)s”", **named)


def _origin(facts: dict[str, Any]) -> str | None:
    if (kind := facts.get("moved_from")) in MOVED_FROM:
        return say(MOVED_FROM[kind])
    return say(ORIGINS[facts["origin"]]) if facts.get("origin") in ORIGINS else None
