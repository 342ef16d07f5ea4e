"""What a refusal looks like: mapped to its page or its JSON once, for every route."""

import logging
from typing import Any

from flask import Flask, Response, current_app, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from pwa import logs
from pwa.pictures import Busy
from pwa.rules import refusals
from pwa.rules.refusals import Refusal
from pwa.rules.text import Unfit
from pwa.rules.truth import RecordSays
from pwa.secrets import new_public_id
from pwa.store.engine import StoreUnavailable, Unheard
from pwa.store.tables import Identity
from pwa.web import current
from pwa.web.pages import clock_words, identity_view, page, see_other
from pwa.web.words import _, n_, say

log = logs.of("web")

NOT_POSSIBLE = n_("That is not possible")
NOTHING = n_("Nothing was sent.")
NOT_STOPPED = n_("This changed nothing: a post that is being held still goes out at its time.")
REFUSALS: dict[type[Refusal], tuple[int, str]] = {
    refusals.NotFound: (404, n_("Nothing here")),
    refusals.WrongIdentity: (409, n_("Another identity is active")),
    refusals.WrongPerson: (401, n_("Somebody else is signed in")),  # like a page whose session has ended, which it is
    refusals.StaleDraft: (409, n_("Changed elsewhere")),
    refusals.DraftEnded: (410, n_("This draft is one no longer")),
    refusals.TooLate: (409, n_("Too late")),
    refusals.AlreadyDone: (409, n_("Somebody was faster")),
    refusals.WrongOffset: (409, n_("Not the next piece")),
    refusals.LeaseOver: (409, n_("Your time is over")),
    refusals.Stopped: (409, n_("Everything is stopped")),
    refusals.StepUpRefused: (400, n_("Not confirmed")),
    refusals.TooManyTries: (429, n_("Too many tries")),
    refusals.LinkDead: (410, n_("This link does not work")),
    refusals.JourneyOver: (410, n_("Not connected")),
    refusals.NoPushService: (400, n_("No notifications here")),
    refusals.NotAllowed: (409, NOT_POSSIBLE),
    RecordSays: (409, n_("The record says otherwise")),
}
ELSEWHERE: dict[int, tuple[str, str, str]] = {  # what Flask itself refuses: title, what happened, what next
    404: (n_("Nothing here"), refusals.NotFound.sentence, ""),
    405: (n_("That does not work here"), n_("This page cannot be asked in that way."), n_("Go back and use the button on the page.")),
    413: (
        n_("Too much at once"),
        n_("What was sent is over the limit of two megabytes."),
        n_("Go back: your words are still on the page. Shorten them."),
    ),
}


def handle(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(refusals.WrongIdentity, wrong_identity)
    app.register_error_handler(refusals.LeaseOver, wrong_identity)
    app.register_error_handler(Unfit, unfit)
    app.register_error_handler(StoreUnavailable, unavailable)
    app.register_error_handler(Busy, busy)
    app.register_error_handler(HTTPException, elsewhere)
    app.register_error_handler(Exception, unexpected)


def refused(error: Refusal) -> Response:
    """A refusal that no page shows in place."""
    status, title = REFUSALS.get(type(error), (409, NOT_POSSIBLE))
    note(status, type(error).__name__, reason=getattr(error, "reason", None))
    happened = say(error.sentence)
    if isinstance(error, refusals.TooLate) and error.released_at:
        happened = _("Too late: it left at %(time)s.", time=clock_words(error.released_at))
    answer = tell(status, say(title), happened, version=getattr(error, "version", None))
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
    return tell(422, _("Something needs mending"), say(error.sentence))


def unavailable(error: StoreUnavailable) -> Response:
    """The store is full, locked or away."""
    note(503, type(error).__name__, level=logging.ERROR)
    if request.path == "/stop" and request.method == "POST":
        happened = _("The server could not be asked what became of it. Some of it may have been stopped, and the rest still goes out.")
        answer = tell(503, _("Nobody knows yet"), happened, next_step=_("Look again at once: what is still held can be stopped."))
    elif isinstance(error, Unheard):
        happened = _("The connection broke while it was being written down. It may be done, or not.")
        after = _("Look in the outbox in a few seconds, before you do it again.")
        answer = tell(503, _("Nobody knows yet"), happened, next_step=after)
    else:
        happened = _("The server cannot write anything down at the moment. Nothing was changed.")
        answer = tell(503, _("Not at the moment"), happened, sent=nothing(), next_step=_("Try again in a few seconds."))
    answer.headers["Retry-After"] = "5"
    return answer


def busy(error: Busy) -> Response:
    """Too many pictures are being read at this moment."""
    note(503, type(error).__name__)
    answer = tell(
        503, _("Not at the moment"), _("Other pictures are being read."), sent=nothing(), next_step=_("Try again in a few seconds.")
    )
    answer.headers["Retry-After"] = "2"
    return answer


def elsewhere(error: HTTPException) -> ResponseReturnValue:
    """What Flask or Werkzeug refused before a route was reached."""
    status = error.code or 500
    if error.response is not None or status < 400:
        return error
    note(status, type(error).__name__)
    title, happened, next_step = ELSEWHERE.get(status, (n_("That did not work"), n_("The server did not understand what was sent."), ""))
    answer = tell(status, say(title), say(happened), sent=nothing(), next_step=say(next_step))
    if valid := getattr(error, "valid_methods", None):
        answer.headers["Allow"] = ", ".join(sorted(valid))
    return answer


def unexpected(error: Exception) -> Response:
    """A mistake of ours. The log line says where, by files and lines; never with what, which may be somebody's words."""
    reference = new_public_id()[:8]
    note(500, type(error).__name__, level=logging.ERROR, where=logs.where(error), reference=reference)
    look = n_("Look in the outbox before you do it again. Whoever runs this server finds it in the log as %(reference)s.")
    return tell(500, _("Something broke"), _("That is our mistake, not yours."), next_step=_(look, reference=reference))


def in_place(why: Refusal | Unfit, template: str, **context: Any) -> Response:
    """The page that asked, again, with what was wrong."""
    status = 422 if isinstance(why, Unfit) else REFUSALS[type(why)][0]
    note(status, type(why).__name__, reason=getattr(why, "reason", None))
    return page(template, status, problem=say(why.sentence), **context)


def view_of(endpoint: str | None) -> object | None:
    """The function behind an endpoint."""
    return current_app.view_functions.get(endpoint) if endpoint else None


def signed_out() -> Response:
    """Nobody is signed in: to the door, or, when something was sent, the page that gives the words back."""
    if request.method in current.SAFE_METHODS:
        return see_other("/welcome")
    note(401, "SignedOut")
    link = {"href": "/welcome", "text": _("Sign in")}
    return tell(
        401, _("You are signed out"), _("This session has ended."), sent=nothing(), next_step=_("Sign in, then do it again."), link=link
    )


def not_recovering() -> Response:
    """The quarter of an hour is over, or never began."""
    return see_other("/recover", _("The time to make a passkey is over. Use the next code on your list."))


def tell(status: int, title: str, happened: str, *, sent: str = "", next_step: str = "", **more: Any) -> Response:
    """The error page, or its sentence as JSON for a script. `more`: `link`, and `version` for a script."""
    if wants_json():
        sentence = " ".join(word for word in (happened, sent, next_step) if word)
        said = {"error": sentence, "title": title, "body": sentence}
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
    return say(NOT_STOPPED if request.path.startswith(("/posts/", "/stop")) else NOTHING)


def wants_json() -> bool:
    """Whether a script of ours asked: an autosave, an upload, the start of a ceremony, or a hold or an undo that is seen through."""
    scripted = request.method == "PUT" or request.path == "/challenges" or request.path.startswith("/uploads")
    return scripted or request.accept_mimetypes.best == "application/json"


def posted_parts() -> list[str]:
    """The words that came with the request, those of single channels behind the rest, so that no error page loses them."""
    try:
        own = [words for name, words in request.form.items(multi=True) if name.startswith("variant-")]
        return [part for part in (*request.form.getlist("part"), *own) if part.strip()]
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
