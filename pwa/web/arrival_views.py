"""What the pages of an invitation's link say, to whoever opened it and to whoever else holds it."""

from pwa.actions.come_back import comes_in_from
from pwa.rules.refusals import LinkDead
from pwa.rules.words import n_
from pwa.store import invitations, people
from pwa.store.tables import Arrival, Identity, Invitation
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.pages import View, identity_view, moment

TAKEN = n_("Somebody has opened this link already and waits to be let in. If that was not you, stop them.")


def readable(token: str) -> tuple[Invitation, Arrival | None]:
    """The invitation of a link and who opened it: for this browser whatever became of it, for others while it stands. Raises LinkDead."""
    with reading() as store:
        invited = invitations.of_link_ever(store, token)
        if invited is None:
            raise LinkDead
        waits = invitations.arrival(store, invited)
        if invitations.of_link(store, token) is None and not (waits and opened_here(waits)):
            raise LinkDead
    return invited, waits


def opened_here(waits: Arrival) -> bool:
    """Whether it is this browser that waits, or somebody who waits is signed in here."""
    if current.signed_in():
        return waits.person_id == current.person().id
    here = current.visiting()
    return here is not None and here.id == waits.session_id


def link_view(token: str, invited: Invitation) -> View:
    """Who invites whom to what."""
    with reading() as store:
        identity = store.get_one(Identity, invited.identity_id)
        by = people.person(store, invited.made_by).name if invited.made_by else None
    until = moment(invited.expires_at)
    return {"token": token, "identity": identity_view(identity), "role": invited.role, "by": by, "invited": invited.name, "until": until}


def arrival_view(token: str, invited: Invitation, waits: Arrival) -> View:
    """What became of it, for whoever waits: `state` is waiting, in, refused or late; for a member who comes back also agreed or ready."""
    state, opens = state_of(invited, waits), comes_in_from(invited, waits) if invited.back_for is not None else None
    if state == "waiting" and opens is not None:
        state = "agreed" if current.now() < opens else "ready"
    return link_view(token, invited) | {"phrase": waits.phrase, "state": state, "opens": moment(opens)}


def state_of(invited: Invitation, waits: Arrival | None) -> str:
    """open, waiting, in, refused, withdrawn or late."""
    if invited.used_at is not None:
        return "in"
    if invited.withdrawn_at is not None:
        return "refused" if waits else "withdrawn"
    if invited.expires_at <= current.now():
        return "late"
    return "waiting" if waits else "open"
