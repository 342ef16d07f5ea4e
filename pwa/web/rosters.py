"""The roster of an official identity, and the form by which a keeper says when somebody may speak."""

from flask import Blueprint, Response, request

from pwa.actions.set_times import set_times
from pwa.rules.grant_times import DAYS, Choice, Span, Weekly, once, weekly
from pwa.rules.identity import one_of
from pwa.rules.refusals import NotAllowed
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.store import grants
from pwa.store.tables import Grant, Identity
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.guards import for_official, signed_in, step_up
from pwa.web.pages import View, identity_view, page, see_other
from pwa.web.roster_views import roster_view
from pwa.web.when import hour, weekday, when
from pwa.web.words import _, n_

blueprint = Blueprint("rosters", __name__)


@blueprint.get("/identities/<handle>/roster")
@for_official
def show(handle: str, identity: Identity) -> Response:
    """Who may speak when."""
    with reading() as session:
        return page("rosters/show.html", **roster_view(session, identity, current.person()))


@blueprint.get("/grants/<public_id>/times")
@signed_in
def ask(public_id: str) -> Response:
    """The form."""
    return page("rosters/times.html", **_context(public_id))


@blueprint.post("/grants/<public_id>/times")
@step_up(Purpose.SET_TIMES, target="public_id")
def create(public_id: str, proof: int) -> Response:
    """From now on they may speak then."""
    shown = _context(public_id)
    try:
        identity = set_times(current.caller(), public_id, wanted=_wanted(), proof=proof)
    except (Unfit, NotAllowed) as no:
        return errors.in_place(no, "rosters/times.html", **shown | {"values": _typed()})
    with reading() as session:
        said = when(grants.times(grants.by_id(session, public_id)[0]))
    return see_other(f"/identities/{identity.handle}/roster", _("%(person)s: %(when)s.", person=shown["person_name"], when=said))


def _wanted() -> Span | Weekly | None:
    """What the form says. Raises Unfit."""
    form, zone = request.form, current.settings().zone
    choice = one_of(form.get("choice", ""), Choice, n_("when they may speak"))
    if choice == Choice.WEEKLY:
        return weekly(form.getlist("day"), form.get("starts", ""), form.get("ends", ""), zone)
    return once(form.get("from", ""), form.get("until", ""), zone, current.now()) if choice == Choice.ONCE else None


def _context(public_id: str) -> View:
    with reading() as session:
        grant, identity, person = grants.kept_by_id(session, current.person(), public_id)
    view = identity_view(identity)
    names = {"person_name": person.name, "is_you": person.id == current.person().id, "when": when(grants.times(grant))}
    days = [(day, weekday(day)) for day in DAYS]
    return {"grant_id": public_id, "identity": view, "days": days, "zone": current.settings().timezone, "values": _kept(grant), **names}


def _kept(grant: Grant) -> View:
    """The times that it has, as the form would have said them."""
    times, zone = grants.times(grant), current.settings().zone
    if times.weekly:
        hours = {"starts": hour(times.weekly.starts), "ends": hour(times.weekly.ends)}
        return {"choice": Choice.WEEKLY, "day": times.weekly.in_order, **hours}
    starts, ends = (at and f"{at.astimezone(zone):%Y-%m-%dT%H:%M}" for at in times.span)
    timed = ends or times.span.starts > current.now()
    return {"choice": Choice.ONCE, "from": starts, "until": ends or ""} if timed else {"choice": Choice.ALWAYS}


def _typed() -> View:
    form = request.form
    return {name: form.get(name, "") for name in ("choice", "from", "until", "starts", "ends")} | {"day": form.getlist("day")}
