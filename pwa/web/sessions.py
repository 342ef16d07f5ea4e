"""Coming in, going out, and the list of browsers that are in."""

import re

from flask import Blueprint, Response, request

from pwa.actions.end_session import end_other_sessions, end_session
from pwa.actions.sign_in import sign_in
from pwa.rules.refusals import StepUpRefused
from pwa.store import leases, people, sessions, subscriptions
from pwa.store.tables import SessionRow
from pwa.store.transaction import Session, reading
from pwa.web import current, errors
from pwa.web.guards import limited, public, signed_in, visitor
from pwa.web.offers import push_key
from pwa.web.pages import View, moment, page, see_other
from pwa.web.words import _, device, n_, ngettext, say

blueprint = Blueprint("sessions", __name__)

LINK_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")
NOT_SET_UP = n_("This server has not been set up. Its operator has the link.")


@blueprint.get("/welcome")
@public
def welcome() -> Response:
    """The door."""
    if current.signed_in():
        return see_other("/")
    with reading() as store:
        problem = None if people.anybody(store) else say(NOT_SET_UP)
    return page("welcome/show.html", problem=problem)


@blueprint.post("/sign-in")
@limited("sign-in", 20, 1)
@visitor
def open_one() -> Response:
    """With a passkey, and as oneself. A link that was being followed goes on."""
    joining = request.form.get("join", "")
    joining = joining if LINK_TOKEN.fullmatch(joining) else ""
    try:
        token = sign_in(current.visitor(), request.form.get("credential", ""), rp=current.rp())
    except StepUpRefused as why:
        return see_other(f"/join/{joining}", say(why.sentence)) if joining else errors.in_place(why, "welcome/show.html")
    if current.signed_in():  # somebody was, in another tab: this browser has one session
        end_session(current.caller(), current.row().public_id)
    current.remember_signed_in(token)
    if joining:
        return see_other(f"/join/{joining}")
    with reading() as store:
        codes = people.recovery_set(store, current.person())
    return see_other("/recovery-codes" if codes is None or codes.confirmed_at is None else "/")


@blueprint.get("/sign-out")
@signed_in
def leaving() -> Response:
    """Words that only this phone has are shown first."""
    return page("sessions/sign_out.html")


@blueprint.post("/sign-out")
@public
def close_this() -> Response:
    """However often it is pressed."""
    return _close_this()


@blueprint.get("/sessions")
@signed_in
def show() -> Response:
    """Every browser this Person is signed in with."""
    with reading() as store:
        rows = sessions.of_person(store, current.person())
        told = subscriptions.of_sessions(store, rows)
        views = [_view(store, row) | {"is_told": row.id in told} for row in rows]
    told_here = current.row().id in told
    return page("sessions/list.html", sessions=sorted(views, key=lambda view: not view["is_current"]), told=told_here, push_key=push_key())


@blueprint.post("/sessions/<public_id>/end")
@signed_in
def end(public_id: str) -> Response:
    """End one; it takes effect at its next request."""
    if public_id == current.row().public_id:
        return _close_this()
    end_session(current.caller(), public_id)
    return see_other("/sessions", _("That session is over."))


@blueprint.post("/sessions/end")
@signed_in
def end_others() -> Response:
    """End all but this one."""
    ended = end_other_sessions(current.caller())
    return see_other("/sessions", ngettext("%(num)s other session is over.", "%(num)s other sessions are over.", ended))


def _close_this() -> Response:
    """Pages in the browser's cache go too; words on the phone stay, for nobody else to see."""
    if current.signed_in():
        end_session(current.caller(), current.row().public_id)
    current.sign_out()
    response = page("sessions/signed_out.html")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _view(store: Session, row: SessionRow) -> View:
    speaking = leases.active(store, row.id)
    return {
        "id": row.public_id,
        "device": device(row.device),
        "started": moment(row.opened_at),
        "seen": moment(row.seen_at),
        "is_current": row.id == current.row().id,
        "same_passkey": row.passkey_id == current.row().passkey_id,
        "speaking_as": speaking[1].name if speaking else None,
    }
