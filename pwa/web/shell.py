"""The app as the phone's system sees it: where it starts, its manifest, its worker, and whether it is well."""

from flask import Blueprint, Response, jsonify, make_response, render_template
from werkzeug.exceptions import NotFound

from pwa.actions.end_lease import end_lease
from pwa.rules.identity import LeaseEnd
from pwa.store import people
from pwa.store.transaction import reading
from pwa.web import assets, current
from pwa.web.guards import public
from pwa.web.pages import see_other

blueprint = Blueprint("shell", __name__)

PAPER = "#fbf9f4"
ICONS = {
    "icons/icon-192.png": ("192x192", "any"),
    "icons/icon-512.png": ("512x512", "any"),
    "icons/maskable-192.png": ("192x192", "maskable"),
    "icons/maskable-512.png": ("512x512", "maskable"),
    "icons/monochrome-512.png": ("512x512", "monochrome"),
}
FOR_NOW = "no-cache"


@blueprint.get("/")
@public
def home() -> Response:
    """To the composer of the active identity, or to the door."""
    return see_other(f"/as/{current.active().handle}/" if current.signed_in() else "/welcome")


@blueprint.get("/start")
@public
def start() -> Response:
    """A cold start: whatever was active, the person begins as themself."""
    if not current.signed_in():
        return see_other("/welcome")
    if current.lease() is not None:
        end_lease(current.row(), current.person(), LeaseEnd.COLD_START)
    return see_other(f"/as/{current.identities()[0].handle}/")


@blueprint.get("/health")
@public
def health() -> Response:
    """200 when it can serve: the store answers. 503 otherwise, by the error page."""
    with reading() as store:
        people.anybody(store)
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """What the phone installs."""
    tree = assets.tree()
    response = jsonify(
        id="/",
        name="Only Human",
        short_name="Only Human",
        description="One identity at a time, a finger or a face for the official voice, and a moment to take anything back.",
        lang="en-GB",
        start_url="/start",
        scope="/",
        display="standalone",
        background_color=PAPER,
        theme_color=PAPER,
        launch_handler={"client_mode": "focus-existing"},
        icons=[
            {"src": tree.address(path), "sizes": sizes, "type": "image/png", "purpose": purpose} for path, (sizes, purpose) in ICONS.items()
        ],
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = FOR_NOW
    return response


@blueprint.get("/worker.js")
@public
def worker() -> Response:
    """The service worker; its first line says which tree it keeps."""
    return assets.answer(assets.tree().worker, cache=FOR_NOW)


@blueprint.get("/offline")
@public
def offline() -> Response:
    """The page for a moment without a connection: it names nobody, even to somebody who is signed in."""
    response = make_response(render_template("offline/show.html"))
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
