"""What holds for every request and answer: which host, from which page, which headers, how large."""

import gzip
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound, RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

from pwa.rules.text import Unfit
from pwa.secrets import key_for
from pwa.settings import Settings
from pwa.store.sessions import ABSOLUTE
from pwa.web import assets, current, errors
from pwa.web.cookies import Cookies
from pwa.web.words import _, n_, say

LARGEST_REQUEST = 2 * 1024 * 1024  # bytes: 20 parts of 5,000 emoji, percent-encoded, are 1.2 MB
FORM_PARTS = 200
COMPRESS_FROM = 1024  # bytes: below, the headers of the compression cost more than it saves
ANY_HOST = {"shell.health", "metrics.show"}  # asked by load balancers and monitors, by address; they say nothing about anybody
READS_ITSELF = {"shares.receive"}  # a form of any size, piece by piece: its words are not lost for the pictures beside them
LOOPBACK = {"127.0.0.1", "::1"}
POLICY = "; ".join(
    [
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("connect", "manifest", "worker")),
        "script-src 'self' '{starter}'",
        "style-src 'self' '{sheet}'",
        "img-src 'self' blob: data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types onlyhuman onlyhuman-pictures",
    ]
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "publickey-credentials-get=(self), publickey-credentials-create=(self)",
    "Cache-Control": "no-store",  # unless a route knows better: only what names nobody may be kept
}


def secure(app: Flask, settings: Settings) -> None:
    """Settings, checks and headers for the whole application."""
    origin = urlsplit(settings.url)
    app.session_interface = Cookies()
    app.config.update(
        SECRET_KEY=key_for("session cookie", settings.data),
        SERVER_NAME=origin.netloc,
        PREFERRED_URL_SCHEME=origin.scheme,
        SESSION_COOKIE_NAME="__Host-onlyhuman" if settings.secure else "onlyhuman",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,  # the Session's own row says how long it lives
        PERMANENT_SESSION_LIFETIME=max(ABSOLUTE, timedelta(days=180)),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        MAX_FORM_PARTS=FORM_PARTS,
    )
    if settings.proxies:  # the Host header is not taken from X-Forwarded-Host: a proxy passes it on unchanged
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0)  # type: ignore[method-assign]
    app.before_request(_our_host)
    app.before_request(_our_page)
    app.before_request(_no_nul)
    app.before_request(_declared)
    app.after_request(_finish)


def _our_host() -> ResponseReturnValue | None:
    """Only under our own name: otherwise another site could point its name at us, and passkeys would not work anyway."""
    ours = current.rp().origin
    if request.host == urlsplit(ours).netloc or request.endpoint in ANY_HOST:
        return None
    current.forget()
    if urlsplit(f"//{request.host}").hostname in LOOPBACK and request.method in ("GET", "HEAD"):
        return redirect(f"{ours}{request.full_path.rstrip('?')}", 302)
    errors.note(421, "ForeignHost")
    happened, link = _("This server was asked under a name that is not its own."), {"href": ours, "text": _("Go to the right address")}
    return errors.tell(421, _("Wrong address"), happened, sent=say(errors.NOTHING), link=link)


def _our_page() -> ResponseReturnValue | None:
    """Whatever changes something comes from a page of ours: browsers say so themselves, so there is no token to go stale."""
    if request.method in current.SAFE_METHODS:
        return None
    if site := request.headers.get("Sec-Fetch-Site"):
        ours = site in ("same-origin", "none")  # none: typed by the person, or reloaded
    else:
        ours = request.headers.get("Origin") == current.rp().origin
    if ours:
        return None
    current.forget()
    errors.note(403, "ForeignPage")
    happened = _("This was asked from a page that is not ours, or by a browser that does not say from where.")
    return errors.tell(403, _("Not from here"), happened, sent=errors.nothing(), next_step=_("Open Only Human itself and do it there."))


def _no_nul() -> None:
    """U+0000 never reaches a database: PostgreSQL has no room for it, and nobody types it."""
    if "\0" in request.path or any("\0" in value for value in request.args.values()):
        raise NotFound
    if request.method in current.SAFE_METHODS or (request.endpoint in READS_ITSELF and request.mimetype == "multipart/form-data"):
        return
    if (request.content_length or 0) > LARGEST_REQUEST:
        raise RequestEntityTooLarge
    for name, values in request.form.lists():
        if "\0" in name or any("\0" in value for value in values):
            raise Unfit(n_("There is a character in it that cannot be kept (U+0000). Nothing was sent. Take it out and try again."))


def _declared() -> None:
    """A route that does not say who may call it is closed to everybody."""
    view = request.routing_exception is None and errors.view_of(request.endpoint)
    if view and not hasattr(view, "authority"):
        raise NotFound


def _finish(response: Response) -> Response:
    for name, value in ({"Content-Security-Policy": POLICY.format(**assets.tree().policy)} | HEADERS).items():
        response.headers.setdefault(name, value)
    if current.settings().secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return _compressed(response)


def _compressed(response: Response) -> Response:
    kind = response.mimetype or ""
    text = kind.startswith("text/") or kind.endswith(("json", "xml"))
    if not text or response.direct_passthrough or response.status_code in (204, 304) or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) > COMPRESS_FROM and request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(body, 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
