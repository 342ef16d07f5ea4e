"""Back in without a passkey: a code opens a quarter of an hour in which a new one can be made."""

from flask import Blueprint, Response, request

from pwa.actions.recover import recover
from pwa.actions.redeem_code import redeem_code
from pwa.rules.identity import RECOVERED_PASSKEY_HOURS
from pwa.rules.refusals import LinkDead, NotAllowed, StepUpRefused
from pwa.rules.text import Unfit
from pwa.store import identities
from pwa.store.sessions import Caller
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.guards import limited, public, recovering, visitor
from pwa.web.pages import View, moment, page, see_other
from pwa.web.words import _, listed, ngettext

blueprint = Blueprint("recoveries", __name__)


@blueprint.get("/recover")
@public
def new() -> Response:
    """Where a code is typed."""
    return page("recoveries/new.html")


@blueprint.post("/recover")
@limited("recover", 10, 60)
@visitor
def create() -> Response:
    """Use a code up."""
    try:
        token = redeem_code(current.visitor(), request.form.get("code", ""))
    except LinkDead as why:
        return errors.in_place(why, "recoveries/new.html")
    current.remember_recovery(token)
    return see_other("/recover/passkey")


@blueprint.get("/recover/passkey")
@recovering
def passkey(by: Caller) -> Response:
    """What the quarter of an hour is for."""
    return page("recoveries/passkey.html", **_context(by))


@blueprint.post("/recover/passkey")
@limited("newcomers", 20, 60)
@recovering
def enrol(by: Caller) -> Response:
    """Make the new passkey, and be in."""
    try:
        token = recover(by, request.form.get("credential", ""), name=request.form.get("name", ""), rp=current.rp())
    except (Unfit, StepUpRefused, NotAllowed) as why:
        return errors.in_place(why, "recoveries/passkey.html", **_context(by))
    current.remember_signed_in(token)
    return see_other("/", _("You are back in. Look at your passkeys, and remove the one you lost."))


def _context(by: Caller) -> View:
    with reading() as store:
        official = identities.usable_by(store, by.person)[1:]
        alone = [one.name for one in official if not identities.keepers_but(store, one, by.person)]
    minded = [one.name for one in official if one.name not in alone]
    words = [_shut_words(minded)] if minded else []
    if alone:
        only = ngettext(
            "%(names)s stays shut for this passkey for %(hours)s hours: nobody else keeps it, so nobody can say that it is you.",
            "%(names)s stay shut for this passkey for %(hours)s hours: nobody else keeps them, so nobody can say that it is you.",
            len(alone),
            names=listed(alone),
            hours=RECOVERED_PASSKEY_HOURS,
        )
        words.append(only)
    return {"name": by.person.name, "ends_at": moment(by.session.expires_at), "official_words": " ".join(words) or None}


def _shut_words(official: list[str]) -> str:
    return ngettext(
        "%(names)s stays shut for this passkey for %(hours)s hours, or until a keeper says that it is you.",
        "%(names)s stay shut for this passkey for %(hours)s hours, or until a keeper says that it is you.",
        len(official),
        names=listed(official),
        hours=RECOVERED_PASSKEY_HOURS,
    )
