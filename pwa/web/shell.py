"""The app as machines see it: its worker, the page without a connection, and whether it is well."""

from flask import Blueprint, Response, make_response, render_template
from werkzeug.exceptions import NotFound

from pwa.store import people
from pwa.store.transaction import reading
from pwa.web import assets, current
from pwa.web.guards import public
from pwa.web.pages import see_other, varies

blueprint = Blueprint("shell", __name__)

FOR_NOW = "no-cache"


@blueprint.get("/")
@public
def home() -> Response:
    """To the composer of the active identity, or to the door."""
    return see_other(f"/as/{current.active().handle}/" if current.signed_in() else "/welcome")


@blueprint.get("/health")
@public
def health() -> Response:
    """200 when it can serve: the store answers. 503 otherwise, by the error page."""
    with reading() as store:
        people.anybody(store)
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/worker.js")
@public
def worker() -> Response:
    """The service worker; its first line says which tree it keeps."""
    return assets.answer(assets.tree().worker, cache=FOR_NOW)


@blueprint.get("/offline")
@public
def offline() -> Response:
    """The page for a moment without a connection: it names nobody, even to somebody who is signed in."""
    response = varies(make_response(render_template("offline/show.html")))
    response.headers["Cache-Control"] = FOR_NOW
    return response


@blueprint.get("/favicon.ico")
@public
def favicon() -> Response:
    """For browsers that ask without being told."""
    icon = assets.tree().files.get("icons/favicon.ico")
    if icon is None:
        raise NotFound
    return assets.answer(icon, cache="public, max-age=86400")
