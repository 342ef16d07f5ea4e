"""What a refusal looks like: mapped to its page or its JSON once, for every route."""

import logging
from typing import Any

from flask import Flask, Response, current_app, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from pwa import logs
from pwa.rules import refusals
from pwa.rules.refusals import Refusal
from pwa.rules.text import Unfit
from pwa.secrets import new_public_id
from pwa.store.engine import StoreUnavailable, Unheard
from pwa.store.tables import Identity
from pwa.web import current
from pwa.web.pages import clock_words, identity_view, page, see_other

log = logs.of("web")

NOTHING = "Nothing was sent."
NOT_STOPPED = "This changed nothing: a post that is being held still goes out at its time."
REFUSALS: dict[type[Refusal], tuple[int, str]] = {
    refusals.NotFound: (404, "Nothing here"),
    refusals.WrongIdentity: (409, "Another identity is active"),
    refusals.StaleDraft: (409, "Changed elsewhere"),
    refusals.DraftEnded: (410, "This draft is one no longer"),
    refusals.TooLate: (409, "Too late"),
    refusals.AlreadyDone: (409, "Somebody was faster"),
    refusals.LeaseOver: (409, "Your time is over"),
    refusals.StepUpRefused: (400, "Not confirmed"),
    refusals.TooManyTries: (429, "Too many tries"),
    refusals.LinkDead: (410, "This link does not work"),
    refusals.NotAllowed: (409, "That is not possible"),
}
ELSEWHERE: dict[int, tuple[str, str, str]] = {  # what Flask itself refuses: title, what happened, what next
    404: ("Nothing here", refusals.NotFound.sentence, ""),
    405: ("That does not work here", "This page cannot be asked in that way.", "Go back and use the button on the page."),
    413: (
        "Too much at once",
        "What was sent is over the limit of two megabytes.",
        "Go back: your words are still on the page. Shorten them.",
    ),
}


def handle(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(refusals.WrongIdentity, wrong_identity)
    app.register_error_handler(refusals.LeaseOver, wrong_identity)
    app.register_error_handler(Unfit, unfit)
    app.register_error_handler(StoreUnavailable, unavailable)
    app.register_error_handler(HTTPException, elsewhere)
    app.register_error_handler(Exception, unexpected)


def refused(error: Refusal) -> Response:
    """A refusal that no page shows in place."""
    status, title = REFUSALS.get(type(error), (409, "That is not possible"))
    note(status, type(error).__name__, reason=getattr(error, "reason", None))
    happened = error.sentence
    if isinstance(error, refusals.TooLate) and error.released_at:
        happened = f"Too late: it left at {clock_words(error.released_at)}."
    answer = tell(status, title, happened, version=getattr(error, "version", None))
    if isinstance(error, refusals.TooManyTries):
        answer.headers["Retry-After"] = str(max(1, error.seconds))
    return answer


def wrong_identity(error: Refusal) -> Response:
    """The page that names both identities. Routes that take words have kept them as a draft before they raise this."""
    wanted = _wanted(error)
    if wanted is None or wanted.id == current.active().id or wants_json():
        return refused(error)
    note(409, type(error).__name__)
    parts, draft_id = posted_parts(), (request.view_args or {}).get("draft_id")
    return page("switches/wrong.html", 409, wanted=identity_view(wanted), parts=parts, kept=False, draft_id=draft_id)


def unfit(error: Unfit) -> Response:
    """Words or a value that cannot be taken, on a page that does not show it in place."""
    note(422, "Unfit")
    return tell(422, "Something needs mending", str(error))


def unavailable(error: StoreUnavailable) -> Response:
    """The store is full, locked or away."""
    note(503, type(error).__name__, level=logging.ERROR)
    if isinstance(error, Unheard):
        happened = "The connection broke while it was being written down. It may be done, or not."
        answer = tell(503, "Nobody knows yet", happened, next_step="Look in the outbox in a few seconds, before you do it again.")
    else:
        happened = "The server cannot write anything down at the moment. Nothing was changed."
        answer = tell(503, "Not at the moment", happened, sent=nothing(), next_step="Try again in a few seconds.")
    answer.headers["Retry-After"] = "5"
    return answer


def elsewhere(error: HTTPException) -> ResponseReturnValue:
    """What Flask or Werkzeug refused before a route was reached."""
    status = error.code or 500
    if error.response is not None or status < 400:
        return error
    note(status, type(error).__name__)
    title, happened, next_step = ELSEWHERE.get(status, ("That did not work", "The server did not understand what was sent.", ""))
    answer = tell(status, title, happened, sent=nothing(), next_step=next_step)
    if valid := getattr(error, "valid_methods", None):
        answer.headers["Allow"] = ", ".join(sorted(valid))
    return answer


def unexpected(error: Exception) -> Response:
    """A mistake of ours. The log line says where, by files and lines; never with what, which may be somebody's words."""
    reference = new_public_id()[:8]
    note(500, type(error).__name__, level=logging.ERROR, where=logs.where(error), reference=reference)
    next_step = f"Look in the outbox before you do it again. Whoever runs this server finds it in the log as {reference}."
    return tell(500, "Something broke", "That is our mistake, not yours.", next_step=next_step)


def in_place(why: Refusal | Unfit, template: str, **context: Any) -> Response:
    """The page that asked, again, with what was wrong."""
    status = 422 if isinstance(why, Unfit) else REFUSALS[type(why)][0]
    note(status, type(why).__name__, reason=getattr(why, "reason", None))
    return page(template, status, problem=str(why), **context)


def view_of(endpoint: str | None) -> object | None:
    """The function behind an endpoint."""
    return current_app.view_functions.get(endpoint) if endpoint else None


def signed_out() -> Response:
    """Nobody is signed in: to the door, or, when something was sent, the page that gives the words back."""
    if request.method in current.SAFE_METHODS:
        return see_other("/welcome")
    note(401, "SignedOut")
    link = {"href": "/welcome", "text": "Sign in"}
    return tell(401, "You are signed out", "This session has ended.", sent=nothing(), next_step="Sign in, then do it again.", link=link)


def not_recovering() -> Response:
    """The quarter of an hour is over, or never began."""
    return see_other("/recover", "The time to make a passkey is over. Use the next code on your list.")


def tell(status: int, title: str, happened: str, *, sent: str = "", next_step: str = "", **more: Any) -> Response:
    """The error page, or its sentence as JSON for a script. `more`: `link`, and `version` for a script."""
    if wants_json():
        said = {"error": " ".join(word for word in (happened, sent, next_step) if word)}
        return make_response(
            jsonify(said | {name: value for name, value in more.items() if name == "version" and value is not None}), status
        )
    told = {"title": title, "happened": happened, "sent": sent, "next": next_step, "link": more.get("link"), "words": posted_parts()}
    try:
        return page("errors/show.html", status, **told)
    except StoreUnavailable:
        current.forget()
        return page("errors/show.html", status, **told)


def nothing() -> str:
    """What is true of a request that was refused: of a Post that was to be stopped, that it was not."""
    return NOT_STOPPED if request.path.startswith("/posts/") else NOTHING


def wants_json() -> bool:
    """Whether a script of ours asked: the autosave, the start of a passkey ceremony, or a hold or an undo that is seen through."""
    return request.method == "PUT" or request.path == "/challenges" or request.accept_mimetypes.best == "application/json"


def posted_parts() -> list[str]:
    """The words that came with the request, so that no error page loses them."""
    try:
        return [part for part in request.form.getlist("part") if part.strip()]
    except HTTPException:
        return []


def note(status: int, kind: str, *, level: int = logging.INFO, **facts: object) -> None:
    """One line for the operator: ids, and never a secret or anybody's words."""
    known = {"status": status, "kind": kind, "method": request.method, "endpoint": request.endpoint}
    known |= {name: value for name, value in (request.view_args or {}).items() if name != "token"}
    if (asking := current.known_session()) is not None:
        known["session"] = asking
    known |= {name: value for name, value in facts.items() if value is not None}
    log.log(level, "request_failed" if status >= 500 else "request_refused", **known)


def _wanted(error: Refusal) -> Identity | None:
    handle = (request.view_args or {}).get("handle")
    name = getattr(error, "page", None)
    return next((one for one in current.identities() if one.handle == handle or (not handle and one.name == name)), None)
