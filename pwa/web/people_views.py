"""What the people screen says of those who may speak as an official identity."""

from typing import Any

from pwa.rules.identity import Role
from pwa.store import identities, people
from pwa.store.tables import Identity, Person
from pwa.store.transaction import Session
from pwa.web import current
from pwa.web.identity_views import role_words
from pwa.web.pages import View, identity_view, moment


def people_view(session: Session, identity: Identity, reader: Person) -> dict[str, Any]:
    """The whole page. Who may speak is for everybody who does; invitations and waiting passkeys are for keepers."""
    keeps = identities.grant_of(session, reader, identity).role == Role.KEEPER
    return {
        "identity": identity_view(identity),
        "is_keeper": keeps,
        "members": _members(session, identity, reader, keeps=keeps),
        "invitations": _invitations(session, identity) if keeps else [],
        "passkeys": waiting_passkeys(session, identity, reader) if keeps else [],
    }


def waiting_passkeys(session: Session, identity: Identity, reader: Person) -> list[View]:
    """Passkeys that were made in a recovery and wait for another keeper's yes, or for their time."""
    keys = identities.waiting_passkeys(session, identity, current.now())
    others = [(key, who) for key, who in keys if who.id != reader.id]
    return [
        {"passkey_id": key.public_id, "person": who.name, "passkey": key.name, "until": moment(key.official_from)} for key, who in others
    ]


def _members(session: Session, identity: Identity, reader: Person, *, keeps: bool) -> list[View]:
    members = identities.members(session, identity)
    names = people.names(session, {grant.given_by for grant, _ in members})
    keepers = sum(grant.role == Role.KEEPER for grant, _ in members)
    return [
        {
            "grant_id": grant.public_id,
            "name": who.name,
            "role": grant.role,
            "role_words": role_words(grant.role, alone=True),
            "since": moment(grant.from_at),
            "until": moment(grant.until_at),
            "by": names[grant.given_by],
            "is_you": who.id == reader.id,
            "is_last_keeper": grant.role == Role.KEEPER and keepers < 2,
            "can_end": (keeps or who.id == reader.id) and not (grant.role == Role.KEEPER and keepers < 2),
        }
        for grant, who in members
    ]


def _invitations(session: Session, identity: Identity) -> list[View]:
    made = identities.open_invitations(session, identity)
    return [{"role": role_words(one.role), "by": who.name, "until": moment(one.expires_at)} for one, who in made]
