"""What the pages of an identity say of it and of the people behind it."""

from typing import Any

from pwa.rules.identity import Colour, Kind, Role
from pwa.store import identities, people
from pwa.store.tables import Identity, Person
from pwa.store.transaction import Session
from pwa.web import current
from pwa.web.pages import identity_view, moment
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
    return identity_view(identity, **view)


def show_view(session: Session, identity: Identity, reader: Person) -> dict[str, Any]:
    """The whole page. Who may speak as it is for everybody who does; invitations and waiting passkeys are for keepers."""
    settings = {"window": identity.window_seconds, "board": identity.listing, "board_href": f"/board/{identity.handle}"}
    settings |= {"words_on_lock_screen": identity.words_on_lock_screen}
    if identity.kind == Kind.PERSONAL:
        view = identity_view(identity, lease=None, organisation=None, **settings)
        return {"identity": view, "is_keeper": True, "people": [], "invitations": [], "waiting": []}
    keeps = identities.grant_of(session, reader, identity).role == Role.KEEPER
    organisation = identities.organisation_name(session, identity)
    return {
        "identity": identity_view(identity, lease=identity.lease_minutes, organisation=organisation, **settings),
        "is_keeper": keeps,
        "people": _people(session, identity, reader, keeps=keeps),
        "invitations": _invitations(session, identity) if keeps else [],
        "waiting": _waiting(session, identity, reader) if keeps else [],
    }


def _people(session: Session, identity: Identity, reader: Person, *, keeps: bool) -> list[dict[str, Any]]:
    members = identities.members(session, identity)
    names = people.names(session, {grant.given_by for grant, _ in members})
    keepers = sum(grant.role == Role.KEEPER for grant, _ in members)
    return [
        {
            "grant_id": grant.public_id,
            "name": who.name,
            "role": role_words(grant.role, alone=True),
            "since": moment(grant.from_at),
            "until": moment(grant.until_at),
            "by": names[grant.given_by],
            "is_you": who.id == reader.id,
            "can_end": (keeps or who.id == reader.id) and not (grant.role == Role.KEEPER and keepers < 2),
        }
        for grant, who in members
    ]


def _invitations(session: Session, identity: Identity) -> list[dict[str, Any]]:
    made = identities.open_invitations(session, identity)
    return [{"role": role_words(one.role), "by": who.name, "until": moment(one.expires_at)} for one, who in made]


def _waiting(session: Session, identity: Identity, reader: Person) -> list[dict[str, Any]]:
    keys = identities.waiting_passkeys(session, identity, current.now())
    others = [(key, who) for key, who in keys if who.id != reader.id]
    return [
        {"passkey_id": key.public_id, "person": who.name, "passkey": key.name, "until": moment(key.official_from)} for key, who in others
    ]
