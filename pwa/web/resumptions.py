"""Letting an Organisation go on after a stop, and whether that takes one keeper or two."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from pwa.actions.resume import official, resume
from pwa.actions.set_resumption import set_resumption
from pwa.rules.reason import WHY_AT_MOST
from pwa.rules.refusals import AlreadyDone, NotAllowed
from pwa.rules.step_up import Purpose
from pwa.rules.stop import Step, why_on
from pwa.rules.text import Unfit
from pwa.store import stops
from pwa.store.tables import Organisation
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.guards import signed_in, step_up
from pwa.web.pages import View, identity_view, page, see_other
from pwa.web.stop_views import whole_view
from pwa.web.words import _

blueprint = Blueprint("resumptions", __name__)


@blueprint.get("/identities/<handle>/resumption")
@signed_in
def show(handle: str) -> Response:
    """What is stopped, and what it takes to go on; for keepers."""
    return page("stops/resumption.html", **_context(handle))


@blueprint.post("/identities/<handle>/resumption")
@step_up(Purpose.RESUME, target="handle")
def create(handle: str, proof: int) -> Response:
    """A keeper's yes, with a reason."""
    shown, typed = _context(handle), request.form.get("why", "")
    try:
        done = resume(current.caller(), handle, why=why_on(typed), proof=proof)
    except (Unfit, AlreadyDone, NotAllowed) as no:
        return errors.in_place(no, "stops/resumption.html", **shown | {"typed": typed})
    name = shown["organisation"]
    if done is Step.RESUMES:
        return see_other(
            f"/as/{handle}/outbox", _("%(organisation)s goes on. What was stopped waits here until somebody decides.", organisation=name)
        )
    said = _(
        "You have said yes. Another keeper has to say it too; until then everything of %(organisation)s stays stopped.", organisation=name
    )
    return see_other(f"/identities/{handle}/resumption", said)


@blueprint.post("/identities/<handle>/resumption/keepers")
@step_up(Purpose.SET_RESUMPTION, target="handle")
def choose(handle: str, proof: int) -> Response:
    """One keeper or two."""
    shown, two = _context(handle), request.form.get("two") == "yes"
    try:
        set_resumption(current.caller(), handle, two=two, proof=proof)
    except NotAllowed as no:
        return errors.in_place(no, "stops/resumption.html", **shown)
    said = _("After a stop two keepers have to say yes.") if two else _("After a stop one keeper’s yes is enough.")
    return see_other(f"/identities/{handle}/resumption", said)


def _context(handle: str) -> View:
    with reading() as session:
        identity = official(session, current.person(), handle)
        body = session.get_one(Organisation, identity.organisation_id)
        over = stops.over_voices(session, [identity])
        return {
            "identity": identity_view(identity),
            "organisation": body.name,
            "two": body.two_resume,
            "alone": len(stops.keepers(session, body.id)) < 2,
            "stopped": whole_view(session, *over[body.id]) if over else None,
            "why_at_most": WHY_AT_MOST,
            "typed": "",
        }
