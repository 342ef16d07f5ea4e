"""A Person's passkeys: what they have, one more, another name, one fewer."""

from flask import Blueprint, Response, request

from pwa.actions.add_passkey import add_passkey
from pwa.actions.name_passkey import name_passkey
from pwa.actions.remove_passkey import remove_passkey
from pwa.rules.refusals import NotAllowed, StepUpRefused
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.store import invitations, people
from pwa.store.tables import Passkey
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.guards import limited, signed_in, step_up
from pwa.web.pages import View, moment, page, see_other
from pwa.web.words import _, device

blueprint = Blueprint("passkeys", __name__)


@blueprint.get("/passkeys")
@signed_in
def show() -> Response:
    """All of them, and how many recovery codes are left."""
    return page("passkeys/list.html", **_context())


@blueprint.post("/passkeys")
@limited("passkeys", 20, 60, by_session=True)
@step_up(Purpose.ADD_PASSKEY)
def create(proof: int) -> Response:
    """One more: the form brings an old one's answer and the new one's."""
    name = request.form.get("name", "")
    try:
        add_passkey(current.caller(), request.form.get("new_credential", ""), name=name, proof=proof, rp=current.rp())
    except (Unfit, StepUpRefused, NotAllowed) as why:
        return errors.in_place(why, "passkeys/list.html", **_context())
    return see_other("/passkeys", _("%(name)s was added.", name=name.strip()))


@blueprint.post("/passkeys/<public_id>/name")
@signed_in
def rename(public_id: str) -> Response:
    """A name they will know it by."""
    try:
        name_passkey(current.caller(), public_id, name=request.form.get("name", ""))
    except Unfit as why:
        return errors.in_place(why, "passkeys/list.html", **_context())
    return see_other("/passkeys", _("It has its new name."))


@blueprint.post("/passkeys/<public_id>/removal")
@step_up(Purpose.REMOVE_PASSKEY, target="public_id")
def remove(public_id: str, proof: int) -> Response:
    """One fewer, never none; sessions it opened end."""
    try:
        remove_passkey(current.caller(), public_id, proof=proof)
    except NotAllowed as why:
        return errors.in_place(why, "passkeys/list.html", **_context())
    return see_other("/passkeys", _("It was removed, and the sessions it opened have ended."))


def _context() -> View:
    with reading() as store:
        keys = people.passkeys(store, current.person())
        left = people.codes_left(store, current.person())
        back = invitations.for_member(store, current.person())
        names = people.names(store, {invited.made_by for invited, _, _ in back if invited.made_by})
    ways = [
        {
            "id": invited.public_id,
            "by": names.get(invited.made_by or 0),
            "identity": identity.name,
            "device": waits and device(waits.device),
        }
        for invited, identity, waits in back
    ]
    others = any(key.locked_at is None for key in keys)
    shown = [_view(key, is_last=len(keys) == 1, can_open=others) for key in keys]
    return {"ways_back": ways, "passkeys": shown, "codes_left": left}


def _view(key: Passkey, *, is_last: bool, can_open: bool) -> View:
    waiting = key.official_from is not None and key.official_from > current.now()
    return {
        "id": key.public_id,
        "name": key.name,
        "made": moment(key.enrolled_at),
        "used": moment(key.used_at),
        "synced": key.backed_up,
        "official_from": moment(key.official_from) if waiting else None,
        "locked": moment(key.locked_at),
        "can_open": can_open,
        "is_last": is_last,
    }
