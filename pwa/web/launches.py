"""How the app is opened: from the home screen and its shortcuts, always as oneself, and how it gets there."""

from flask import Blueprint, Response, jsonify

from pwa.actions.end_lease import end_lease
from pwa.rules.identity import LeaseEnd
from pwa.rules.step_up import Purpose
from pwa.store import held, step_ups
from pwa.store.transaction import reading
from pwa.web import assets, current
from pwa.web.guards import public
from pwa.web.pages import page, see_other, varies
from pwa.web.words import _, direction, language, n_, say

blueprint = Blueprint("launches", __name__)

PAPER = "#fbf9f4"
ICONS = {
    "icons/icon-192.png": ("192x192", "any"),
    "icons/icon-512.png": ("512x512", "any"),
    "icons/maskable-192.png": ("192x192", "maskable"),
    "icons/maskable-512.png": ("512x512", "maskable"),
    "icons/monochrome-512.png": ("512x512", "monochrome"),
}
SHORTCUTS = {
    "write": (n_("Write as me"), n_("Write")),
    "outbox": (n_("Outbox"), n_("Outbox")),
    "stop": (n_("Stop everything"), n_("Stop")),
}
SCREENSHOTS = {  # made by `python -m tests.screenshots`
    "narrow": {
        "write": n_("Writing as yourself"),
        "official": n_("The official voice wears another face"),
        "going-out": n_("Everything can be taken back before it leaves"),
        "second-look": n_("It notices the slip before you do"),
        "stop": n_("One press stops everything"),
    },
    "wide": {"going-out": n_("Everything can be taken back before it leaves"), "outbox": n_("What is held and what has left")},
}
SHARE = {
    "action": "/share",
    "method": "POST",
    "enctype": "multipart/form-data",
    "params": {"title": "title", "text": "text", "url": "url", "files": [{"name": "pictures", "accept": ["image/*"]}]},
}
SCREENSHOT_SIZES = {"narrow": "780x1688", "wide": "1280x800"}


@blueprint.get("/start")
@public
def start() -> Response:
    """A cold start: whatever was active, the person begins as themself."""
    return _cold("write", "")


@blueprint.get("/start/<any(write, outbox, stop):place>")
@public
def shortcut(place: str) -> Response:
    """A shortcut of the app's icon is a cold start too."""
    return _cold(place, "?new=1")


def _cold(place: str, fresh: str) -> Response:
    """End the lease and any switch on its way, and go there. A countdown of this session stays on the screen, unless the place shows it."""
    if not current.signed_in():
        return see_other("/welcome")
    with reading() as session:
        on_its_way = step_ups.asked(session, current.row(), Purpose.SPEAK_AS)
    if on_its_way or current.lease() is not None:
        end_lease(current.row(), current.person(), LeaseEnd.COLD_START)
        current.reread()
    if place == "stop":
        return see_other("/stop")
    me = current.identities()[0].handle
    with reading() as session:
        counting = held.countdown_of(session, current.row())
    if counting:
        return see_other(f"/posts/{counting.public_id}")
    return see_other(f"/as/{me}/outbox" if place == "outbox" else f"/as/{me}/{fresh}")


@blueprint.get("/install")
@public
def install() -> Response:
    """How to put it on the home screen, phone by phone."""
    return page("launches/install.html", shortcut=f"{current.settings().url}/waiting#text=")


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """What the phone installs."""
    response = jsonify(
        id="/",
        name="Only Human",
        short_name="Only Human",
        description=_("One identity at a time, a finger or a face for the official voice, and a moment to take anything back."),
        lang=language(),
        dir=direction(),
        start_url="/start",
        scope="/",
        display="standalone",
        background_color=PAPER,
        theme_color=PAPER,
        categories=["social", "productivity"],
        share_target=SHARE,
        launch_handler={"client_mode": "navigate-existing"},
        icons=[_picture(path, sizes, purpose=purpose) for path, (sizes, purpose) in ICONS.items()],
        shortcuts=[_shortcut(place, *names) for place, names in SHORTCUTS.items()],
        screenshots=[_screenshot(form, name, label) for form, shots in SCREENSHOTS.items() for name, label in shots.items()],
    )
    varies(response).mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _shortcut(place: str, name: str, short_name: str) -> dict[str, object]:
    icon = _picture(f"icons/shortcut-{place}.png", "192x192")
    return {"name": say(name), "short_name": say(short_name), "url": f"/start/{place}", "icons": [icon]}


def _screenshot(form: str, name: str, label: str) -> dict[str, str]:
    return _picture(f"screenshots/{form}-{name}.webp", SCREENSHOT_SIZES[form], form_factor=form, label=say(label))


def _picture(path: str, sizes: str, **more: str) -> dict[str, str]:
    kind = "image/webp" if path.endswith(".webp") else "image/png"
    return {"src": assets.tree().address(path), "sizes": sizes, "type": kind, **more}
