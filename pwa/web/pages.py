"""Answers: a page with what every page knows, or a redirect with a sentence to say once."""

import math
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, flash, get_flashed_messages, make_response, redirect, render_template, request, session
from werkzeug.exceptions import HTTPException

from pwa import clock
from pwa.rules.identity import Kind
from pwa.store import alerts, sessions, stops
from pwa.store.leases import IDLE
from pwa.store.tables import Identity, Lease, Organisation, Stop
from pwa.store.transaction import reading
from pwa.web import current, faces
from pwa.web.words import _, day, device, ngettext, told

View = dict[str, Any]
UNSAID_AT_MOST = 5  # sentences that no page has shown yet; browsers drop a cookie of more than 4 KiB, and with it the session


def page(template: str, status: int = 200, **context: Any) -> Response:
    """The page of a template, with the global context of every page around it."""
    return varies(make_response(render_template(template, **(_globals() | context)), status))


def varies(answer: Response) -> Response:
    """Whoever keeps this answer keeps it for one language."""
    answer.vary.update(("Accept-Language", "Cookie"))
    return answer


def see_other(path: str, *said: str) -> Response:
    """Send the browser on to another of our pages, which says these sentences once."""
    for sentence in said:
        flash(sentence)
    if len(unsaid := session.get("_flashes", [])) > UNSAID_AT_MOST:
        session["_flashes"] = unsaid[-UNSAID_AT_MOST:]
    return make_response(redirect(path, 303))


def back() -> str:
    """The page of ours that the person came from, when it can be opened again; the composer otherwise. Never another site."""
    came = urlsplit(request.referrer or "")
    if f"{came.scheme}://{came.netloc}" != current.rp().origin:
        return "/"
    try:
        current_app.url_map.bind("").match(came.path, "GET")
    except HTTPException:
        return "/"
    return came.path


def moment(at: datetime | None) -> View | None:
    """A time for a template: exact for machines, and in words as people here read it."""
    if at is None:
        return None
    zone = current.settings().zone
    here, today = at.astimezone(zone), clock.now().astimezone(zone)
    time, days = f"{here:%H:%M}", (here.date() - today.date()).days
    if days == 0:
        words = time
    elif days == -1:
        words = _("%(time)s yesterday", time=time)
    elif days == 1:
        words = _("%(time)s tomorrow", time=time)
    else:
        words = _("%(time)s on %(day)s", time=time, day=day(here, year=here.year != today.year))
    return {"iso": at.isoformat(), "words": words}


def clock_words(at: datetime) -> str:
    """To the second: 14:03:07."""
    return f"{at.astimezone(current.settings().zone):%H:%M:%S}"


def day_words(at: datetime) -> str:
    """With its year, for what is read later: 26 Nov 2026."""
    return day(at.astimezone(current.settings().zone), year=True)


def window_words(seconds: int) -> str:
    """The length of an undo window: 30 seconds, 1 minute, 10 minutes."""
    if seconds % 60:
        return ngettext("%(num)s second", "%(num)s seconds", seconds)
    return ngettext("%(num)s minute", "%(num)s minutes", seconds // 60)


def first_passkey() -> str:
    """The name of a newcomer's passkey, until they choose another."""
    return _("First passkey, on %(device)s", device=device(current.visitor().device))


def identity_view(identity: Identity, **more: Any) -> View:
    """What templates show of an identity; `more` is laid over it."""
    official = identity.kind == Kind.OFFICIAL
    return {
        "handle": identity.handle,
        "name": identity.name,
        "kind": identity.kind,
        "colour": identity.colour,
        "initials": identity.initials,
        "crest": f"/crests/{identity.crest}" if identity.crest else None,
        "sub": _("Official") if official else _("Personal"),
        "is_active": current.signed_in() and identity.id == current.active().id,
        "marked": current.signed_in() and identity.id in faces.marked(),
        "lease_minutes": identity.lease_minutes if official else None,
    } | more


def _globals() -> View:
    known: View = {"server_now": current.now().isoformat(), "identities": [], "notices": [], "stops": {}}
    if current.signed_in():
        with reading() as store:
            waiting = sessions.notices(store, current.row().id)
            held = alerts.held_for(store, current.person())
            over = stops.over_voices(store, voices := current.identities())
        known |= {
            "voice": identity_view(current.active()),
            "person": current.person().name,
            "person_id": current.person().public_id,
            "identities": [identity_view(one) for one in current.identities()],
            "lease": _lease_view(current.lease(), current.now()),
            "notices": [{"id": notice.public_id, "text": told(notice.text)} for notice in waiting],
            "held": held,
            "stops": {one.handle: stop_view(*over[one.organisation_id]) for one in voices if one.organisation_id in over},
        }
    # A poll is not read by anybody: what is to be said once waits for a page that is.
    known["said"] = [] if request.headers.get("X-Poll") == "1" else get_flashed_messages()
    return known


def stop_view(stop: Stop, body: Organisation, who: str) -> View:
    """What everybody is told of a stop, wherever they look at a voice that is under it."""
    return {"organisation": body.name, "id": body.public_id, "by": who, "at": moment(stop.stopped_at), "words": stop.words}


def _lease_view(lease: Lease | None, now: datetime) -> View | None:
    if lease is None:
        return None
    left = lease.expires_at - now
    return {
        "ends_at": lease.expires_at.isoformat(),
        "idle_ends_at": (lease.active_at + IDLE).isoformat(),
        "minutes_left": max(0, math.ceil(left.total_seconds() / 60)),
    }
