"""What another app shares, in a browser that has no worker yet: the words are shown and kept on the phone; nothing is kept here."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from pwa.web.guards import public
from pwa.web.pages import page, see_other

blueprint = Blueprint("shares", __name__)


@blueprint.post("/share")
@public
def receive() -> Response:
    """The share target; the service worker answers it by itself as soon as there is one."""
    pictures = sum(1 for file in request.files.getlist("pictures") if file.filename)
    return page("shares/show.html", words=_words(), pictures=pictures)


@blueprint.get("/share")
@public
def again() -> Response:
    """Somebody loads the page anew, or comes back to it."""
    return see_other("/waiting")


def _words() -> str:
    """Apps repeat themselves: a link stands in the text as well, and so does the title."""
    text, title, url = (request.form.get(name, "").strip() for name in ("text", "title", "url"))
    return "\n\n".join(one for one in (title if title not in text else "", text, url if url not in text else "") if one)
