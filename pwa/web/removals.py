"""After a right has ended: the keeper's receipt, and the words of a page that was still open."""

from flask import Blueprint, jsonify, make_response, request
from werkzeug.wrappers import Response

from pwa.actions.keep_as_own import keep_as_own
from pwa.rules.refusals import NotFound
from pwa.rules.text import Unfit
from pwa.store import identities, removals
from pwa.store.transaction import reading, snapshot
from pwa.web import current, errors
from pwa.web.guards import RightEnded, signed_in
from pwa.web.pages import page
from pwa.web.posted import own_id, posted
from pwa.web.removal_views import receipt_view
from pwa.web.words import _

blueprint = Blueprint("removals", __name__)


@blueprint.get("/grants/<public_id>/receipt")
@signed_in
def show(public_id: str) -> Response:
    """For keepers, for as long as they are: what ended, and what is so now. To be printed."""
    with snapshot() as session:
        gone = removals.removal(session, current.person(), public_id)
        return page("removals/show.html", **receipt_view(session, gone))


@blueprint.app_errorhandler(RightEnded)
def words_of_an_open_page(error: RightEnded) -> Response:
    """Nothing that somebody wrote is lost: it is their own draft now. Whoever never had the right finds nothing, as everywhere."""
    try:
        words = posted(own_id((request.view_args or {}).get("public_id") or request.form.get("draft", "")))
        name, draft = keep_as_own(current.caller(), error.handle, words)
    except (NotFound, Unfit):
        return errors.refused(NotFound())
    errors.note(410, "RightEnded")
    with reading() as session:
        own = identities.personal(session, current.person())
    title = _("You cannot speak as %(name)s now", name=name)
    happened, link = _("These words are a draft of your own now."), f"/as/{own.handle}/drafts/{draft}"
    if errors.wants_json():
        sentence = f"{title}. {errors.nothing()} {happened}"
        return make_response(jsonify(error=sentence, title=title, body=sentence, page=link), 410)
    return errors.tell(410, title, happened, sent=errors.nothing(), link={"href": link, "text": _("Open your draft")})
