"""What the pages of an identity say of it."""

from typing import Any

from pwa.rules.identity import Colour, Kind, Role
from pwa.store import identities, invitations, vouches
from pwa.store.tables import Identity, Person
from pwa.store.transaction import Session
from pwa.web import current
from pwa.web.likeness_views import likenesses, on_its_page
from pwa.web.pages import identity_view
from pwa.web.words import _, n_, say

COLOURS = {
    Colour.TEAL: n_("Teal"),
    Colour.BRICK: n_("Brick"),
    Colour.PLUM: n_("Plum"),
    Colour.NAVY: n_("Navy"),
    Colour.MOSS: n_("Moss"),
    Colour.SLATE: n_("Slate"),
    Colour.OCHRE: n_("Ochre"),
    Colour.ROSE: n_("Rose"),
}


def role_words(role: str, *, alone: bool = False) -> str:
    """Inside a sentence, or at its beginning."""
    if role == Role.KEEPER:
        return _("Keeper") if alone else _("keeper")
    return _("Speaker") if alone else _("speaker")


def colour_words() -> dict[str, str]:
    """Every colour there is, by its name in the store."""
    return {colour.value: say(name) for colour, name in COLOURS.items()}


def card(identity: Identity, *, keeps: bool) -> dict[str, Any]:
    """One line of the list."""
    official = identity.kind == Kind.OFFICIAL
    role = _("You are a keeper") if keeps else _("You are a speaker")
    view = {"role_words": role if official else None, "board_href": f"/board/{identity.handle}", "can_edit": keeps or not official}
    return identity_view(identity, **view, likenesses=likenesses(identity, current.identities()))


def show_view(session: Session, identity: Identity, reader: Person) -> dict[str, Any]:
    """The whole page, with how many on the people screen wait for this keeper."""
    settings = {"window": identity.window_seconds, "board": identity.listing, "board_href": f"/board/{identity.handle}"}
    settings |= {"words_on_lock_screen": identity.words_on_lock_screen}
    if identity.kind == Kind.PERSONAL:
        view = identity_view(identity, lease=None, organisation=None, **settings)
        return {"identity": view, "is_keeper": True, "waiting": 0, **on_its_page(session, identity, keeps=True)}
    keeps = identities.grant_of(session, reader, identity).role == Role.KEEPER
    organisation = identities.organisation_name(session, identity)
    return {
        "identity": identity_view(identity, lease=identity.lease_minutes, organisation=organisation, **settings),
        "is_keeper": keeps,
        "waiting": waiting_for(session, identity, reader) if keeps else 0,
        **on_its_page(session, identity, keeps=keeps),
    }


def waiting_for(session: Session, identity: Identity, keeper: Person) -> int:
    """How many things on the people screen wait for this keeper's yes; nobody vouches for themself."""
    keys = [key for key, owner in vouches.waiting(session, identity, current.now()) if owner.id != keeper.id]
    return len(keys) + len(invitations.arrived(session, identity))
