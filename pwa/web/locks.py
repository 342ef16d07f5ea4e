"""Lock this phone: from another one, with a recovery code, or by a keeper for a member. None of it takes a finger; opening again does."""

from flask import Blueprint, Response

from pwa.actions.lock_member import lock_member, open_member
from pwa.actions.lock_phone import lock_every_phone, lock_phone
from pwa.rules.step_up import Purpose
from pwa.store.sessions import Caller
from pwa.web import current
from pwa.web.guards import limited, recovering, signed_in, step_up
from pwa.web.pages import clock_words, see_other
from pwa.web.words import _, device

blueprint = Blueprint("locks", __name__)

A_DAY = 24 * 60  # minutes
LOCKS_A_DAY = 5  # of members, by one keeper's session: whoever finds that phone open cannot lock out a whole press team


@blueprint.post("/sessions/<public_id>/lock")
@signed_in
def lock(public_id: str) -> Response:
    """A phone of one's own that is gone."""
    where = device(lock_phone(current.caller(), public_id))
    at = clock_words(current.now())
    return see_other(
        "/sessions", _("%(device)s is locked since %(time)s. What you held is parked, in your outboxes.", device=where, time=at)
    )


@blueprint.post("/recover/lock")
@limited("recover", 10, 60)
@recovering
def lock_all(by: Caller) -> Response:
    """Every phone, by whoever has nothing left but a code."""
    lock_every_phone(by)
    return see_other("/recover/passkey", _("Every phone is locked. What you held is parked. Now make a new passkey."))


@blueprint.post("/grants/<public_id>/lock")
@limited("locks", LOCKS_A_DAY, A_DAY, by_session=True)
@signed_in
def lock_them(public_id: str) -> Response:
    """A member's, as far as a keeper reaches; the answer is the same however many phones there were."""
    lock_member(current.caller(), public_id)
    return see_other(f"/grants/{public_id}/receipt", _("Locked. Their phones are signed out."))


@blueprint.post("/grants/<public_id>/opening")
@step_up(Purpose.CONFIRM_PASSKEY, target="public_id")
def open_again(public_id: str, proof: int) -> Response:
    """A keeper's yes."""
    handle = open_member(current.caller(), public_id, proof=proof)
    return see_other(f"/identities/{handle}/people", _("Opened. They can speak officially again."))
