"""Who may speak as an official identity: the list of them, invitations, and the end of a grant."""

from flask import Blueprint, Response, request

from pwa.actions.call_back import call_back
from pwa.actions.confirm_passkey import confirm_passkey
from pwa.actions.end_grant import end_grant
from pwa.actions.invite import invite
from pwa.actions.let_in import let_in
from pwa.actions.withdraw_invitation import withdraw_invitation
from pwa.rules.refusals import NotAllowed
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.store import identities, invitations
from pwa.store.tables import Identity
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.guards import for_official, signed_in, step_up, usable
from pwa.web.identity_views import role_words
from pwa.web.pages import identity_view, moment, page, see_other
from pwa.web.people_views import people_view
from pwa.web.words import _

blueprint = Blueprint("people", __name__)


@blueprint.get("/identities/<handle>/people")
@for_official
def show(handle: str, identity: Identity) -> Response:
    """Who may speak, in which role, since when; for keepers, what waits for their yes as well."""
    with reading() as session:
        return page("people/show.html", **people_view(session, identity, current.person()))


@blueprint.post("/identities/<handle>/invitations")
@step_up(Purpose.INVITE, target="handle")
def make_invitation(handle: str, proof: int) -> Response:
    """The link of an invitation, shown this once."""
    name, role, identity = request.form.get("name", ""), request.form.get("role", ""), usable(handle)
    try:
        token, until = invite(current.caller(), handle, name=name, role=role, proof=proof)
    except (Unfit, NotAllowed) as why:
        return _in_place(why, identity, invited=name)
    link, shown = f"{current.settings().url}/join/{token}", identity_view(identity)
    return page("invitations/made.html", identity=shown, invited=name.strip(), role=role_words(role), link=link, until=moment(until))


@blueprint.post("/invitations/<public_id>/admission")
@step_up(Purpose.LET_IN, target="public_id")
def admit(public_id: str, proof: int) -> Response:
    """Their screen says the same words: they are in."""
    with reading() as session:
        back = invitations.kept_by(session, current.person(), public_id).back_for is not None
    handle = let_in(current.caller(), public_id, proof=proof)
    return see_other(_people_or_list(handle), _("You have said that it is them.") if back else _("They are in."))


@blueprint.post("/grants/<public_id>/reentry")
@step_up(Purpose.CALL_BACK, target="public_id")
def let_back(public_id: str, proof: int) -> Response:
    """The link that lets a member back in who lost their passkeys, shown this once."""
    token, until, identity, member = call_back(current.caller(), public_id, proof=proof)
    link = f"{current.settings().url}/join/{token}"
    return page("people/called_back.html", identity=identity_view(identity), member=member.name, link=link, until=moment(until))


@blueprint.post("/invitations/<public_id>/withdrawal")
@signed_in
def withdraw(public_id: str) -> Response:
    """The link is dead, and whoever opened it is not let in. Stopping takes no finger."""
    with reading() as session:
        own = invitations.stoppable_by(session, current.person(), public_id).back_for == current.person().id
    handle = withdraw_invitation(public_id, by=current.person())
    return see_other("/passkeys" if own else _people_or_list(handle), _("It is withdrawn. Nobody comes in by it."))


@blueprint.post("/grants/<public_id>/end")
@step_up(Purpose.END_GRANT, target="public_id")
def end(public_id: str, proof: int) -> Response:
    """End what somebody may do, or leave."""
    handle = end_grant(current.caller(), public_id, proof=proof)
    kept = _keeps(handle)
    return see_other(f"/grants/{public_id}/receipt" if kept else _people_or_list(handle), _("Ended. What they still held is parked."))


@blueprint.post("/passkeys/<public_id>/confirmation")
@step_up(Purpose.CONFIRM_PASSKEY, target="public_id")
def confirm(public_id: str, proof: int) -> Response:
    """A keeper's yes to a passkey made in a recovery or on a phone that was locked; to the latter one's own, too, with another."""
    handle = confirm_passkey(current.caller(), public_id, proof=proof)
    if not handle:
        return see_other("/passkeys", _("Opened. This passkey counts again."))
    return see_other(_people_or_list(handle), _("Confirmed. They can speak officially with it again."))


def _in_place(why: Unfit | NotAllowed, identity: Identity, **typed: str) -> Response:
    with reading() as session:
        view = people_view(session, identity, current.person())
    return errors.in_place(why, "people/show.html", **view, **typed)


def _keeps(handle: str) -> bool:
    with reading() as session:
        return any(one.handle == handle for one in identities.kept(session, current.person()))


def _people_or_list(handle: str) -> str:
    """The people of an identity, for as long as one may speak as it."""
    with reading() as session:
        still = any(one.handle == handle for one in identities.usable_by(session, current.person()))
    return f"/identities/{handle}/people" if still else "/identities"
