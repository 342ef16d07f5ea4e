"""Notes for oneself alone: whether somebody in a politically restricted post is told when they write of parties as themself."""

from flask import Blueprint, Response, request

from pwa.actions.set_own_note import set_own_note
from pwa.rules.refusals import NotFound
from pwa.store import own_notes
from pwa.store.tables import Identity
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.guards import for_identity
from pwa.web.pages import identity_view, page, see_other
from pwa.web.words import _

blueprint = Blueprint("own_notes", __name__)


@blueprint.get("/identities/<handle>/notes")
@for_identity
def show(handle: str, identity: Identity) -> Response:
    """What they have chosen. The address is the same for everybody, and says nothing."""
    _is_own(identity)
    with reading() as session:
        wanted = own_notes.wanted(session, current.person())
    return page("identities/notes.html", identity=identity_view(identity), wanted=wanted)


@blueprint.post("/identities/<handle>/notes")
@for_identity
def choose(handle: str, identity: Identity) -> Response:
    """On or off, by the same address and with the same answer."""
    _is_own(identity)
    set_own_note(current.caller(), wanted=request.form.get("restricted") == "yes")
    return see_other(f"/identities/{handle}/notes", _("Saved."))


def _is_own(identity: Identity) -> None:
    if identity.person_id != current.person().id:
        raise NotFound
