"""The identities a Person may speak as: making, showing and editing them."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from pwa.actions.create_identity import create_identity, may_found
from pwa.actions.edit_identity import edit_identity
from pwa.rules import text
from pwa.rules.identity import (
    DEFAULT_LEASE_MINUTES,
    LEASE_MINUTES,
    OFFICIAL_WINDOW_SECONDS,
    WINDOW_SECONDS,
    Colour,
    Kind,
    Listing,
    Shape,
    crest,
    one_of,
    within,
)
from pwa.rules.identity import handle as valid_handle
from pwa.rules.refusals import NotAllowed, NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.store import identities, locks, organisations
from pwa.store.tables import Identity
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.guards import for_identity, signed_in, step_up, usable
from pwa.web.identity_views import card, colour_words, show_view
from pwa.web.likeness_views import unlike
from pwa.web.pages import moment, page, see_other
from pwa.web.review_views import reminder
from pwa.web.roster_views import coming_views
from pwa.web.words import _, n_

blueprint = Blueprint("identities", __name__)

FIELDS = ("organisation", "of", "name", "handle", "initials", "colour", "window", "lease", "board", "words_on_lock_screen")
USUAL = {"window": OFFICIAL_WINDOW_SECONDS, "lease": DEFAULT_LEASE_MINUTES}  # what the form of a new one begins with


@blueprint.get("/identities")
@signed_in
def index() -> Response:
    """Every voice this Person may use."""
    with reading() as session:
        kept = {one.id for one in identities.kept(session, current.person())}
        founds, coming = may_found(session, current.person()), coming_views(session, current.person())
        shut = [{"name": one.name, "at": moment(grant.locked_at)} for grant, one, _who in locks.of_person(session, current.person())]
    mine = [card(one, keeps=one.id in kept) for one in current.identities()]
    return page("identities/list.html", mine=mine, coming=coming, locked=shut, may_found=founds)


@blueprint.get("/identities/new")
@signed_in
def new() -> Response:
    """The form for an official identity; for keepers, and for whoever set the server up."""
    with reading() as session:
        if not may_found(session, current.person()):
            raise NotFound
        colour = unlike(session)  # two voices in one colour are soon one voice
    return page("identities/new.html", **_choices(), values=USUAL | {"colour": colour})


@blueprint.post("/identities")
@step_up(Purpose.CREATE_IDENTITY)
def create(proof: int) -> Response:
    """An official identity, of a new Organisation or of one that this keeper knows."""
    try:
        handle, body = valid_handle(_field("handle")), {"organisation": _field("organisation"), "of": _field("of")}
        create_identity(current.caller(), **body, handle=handle, shape=_shape(None), proof=proof)
    except (Unfit, NotAllowed) as problem:
        return errors.in_place(problem, "identities/new.html", **_choices(), values=_values())
    return see_other(f"/identities/{handle}", _("%(name)s is made, and you are its keeper.", name=_field("name").strip()))


@blueprint.get("/identities/<handle>")
@for_identity
def show(handle: str, identity: Identity) -> Response:
    """One identity: its rules."""
    return page("identities/show.html", **_context(identity))


@blueprint.post("/identities/<handle>")
@step_up(Purpose.EDIT_IDENTITY, target="handle")
def edit(handle: str, proof: int) -> Response:
    """Everything but the handle can be changed, by a keeper."""
    identity = usable(handle)
    try:
        edit_identity(current.caller(), handle, shape=_shape(identity), proof=proof, crest=_crest())
    except (Unfit, NotAllowed) as problem:
        return errors.in_place(problem, "identities/show.html", **_context(identity), values=_values())
    return see_other(f"/identities/{handle}", _("Saved."))


def _choices() -> dict[str, Any]:
    with reading() as session:
        bodies = organisations.kept(session, current.person())
    return {"colours": colour_words(), "bodies": [{"id": body.public_id, "name": body.name} for body in bodies]}


def _context(identity: Identity) -> dict[str, Any]:
    with reading() as session:
        asks = reminder(session, identity)
        return {"colours": colour_words(), "reminder": asks, **show_view(session, identity, current.person())}


def _shape(before: Identity | None) -> Shape:
    """What the form says, checked by the rules. A personal voice has no lease to choose. Raises Unfit."""
    name = text.name(_field("name"))
    personal = before is not None and before.kind == Kind.PERSONAL
    return Shape(
        name=name,
        initials=crest(_field("initials"), name),
        colour=Colour(one_of(_field("colour"), Colour, n_("a colour"))),
        window_seconds=within(_field("window"), WINDOW_SECONDS, n_("The undo window in seconds")),
        lease_minutes=before.lease_minutes if before and personal else within(_field("lease"), LEASE_MINUTES, n_("The lease in minutes")),
        listing=Listing(one_of(_field("board"), Listing, n_("who may find the noticeboard"))),
        words_on_lock_screen=_field("words_on_lock_screen") == "yes",
    )


def _crest() -> str:
    """A picture's id, or the wish to have none; empty when it is to stay."""
    return next((said for said in reversed(request.form.getlist("crest")) if said), "")


def _field(name: str) -> str:
    return request.form.get(name, "")


def _values() -> dict[str, str]:
    return {name: _field(name) for name in FIELDS}
