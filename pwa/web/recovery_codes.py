"""The codes that let a Person back in: shown until they say they saved them."""

from flask import Blueprint, Response, request

from pwa.actions.confirm_codes import confirm_codes
from pwa.actions.renew_codes import renew_codes
from pwa.actions.show_codes import show_codes
from pwa.rules.step_up import Purpose
from pwa.store import locks, people
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.guards import limited, signed_in, step_up
from pwa.web.pages import page, see_other

blueprint = Blueprint("recovery_codes", __name__)


@blueprint.get("/recovery-codes")
@signed_in
def show() -> Response:
    """Ten codes, or home once they were confirmed."""
    return _codes(200)


@blueprint.post("/recovery-codes")
@limited("new-codes", 20, 60)
@step_up(Purpose.NEW_CODES)
def renew(proof: int) -> Response:
    """A new set; the old one is void."""
    renew_codes(current.caller(), proof=proof)
    return see_other("/recovery-codes")


@blueprint.post("/recovery-codes/confirmation")
@signed_in
def confirm() -> Response:
    """They are saved: nobody can show them again."""
    if request.form.get("saved") != "yes":
        return _codes(422)
    confirm_codes(current.person())
    return see_other("/")


def _codes(status: int) -> Response:
    with reading() as store:
        made, shut = people.recovery_set(store, current.person()), locks.opened_by_locked(store, current.row())
    codes = None if shut else show_codes(current.person(), folder=current.settings().data)
    if codes is None:
        return see_other("/")
    # A set that is as old as this session, but younger than the person, replaced one that was never confirmed.
    again = made is not None and made.made_at == current.row().opened_at != current.person().joined_at
    return page("recovery_codes/show.html", status, codes=codes, again=again)
