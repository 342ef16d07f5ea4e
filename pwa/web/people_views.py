"""What the people screen says of those who may speak as an official identity."""

from typing import Any

from pwa.actions.come_back import comes_in_from
from pwa.rules.identity import Role
from pwa.store import grants, identities, invitations, people, vouches
from pwa.store.tables import Arrival, Identity, Invitation, Person
from pwa.store.transaction import Session
from pwa.web import current
from pwa.web.arrival_views import state_of
from pwa.web.identity_views import role_words
from pwa.web.pages import View, identity_view, moment
from pwa.web.removal_views import former, locked_members
from pwa.web.when import last_keeper, lasting, open_now, when
from pwa.web.words import device


def people_view(session: Session, identity: Identity, reader: Person) -> dict[str, Any]:
    """The whole page. Who may speak is for everybody who does; invitations and waiting passkeys are for keepers."""
    keeps = identities.grant_of(session, reader, identity).role == Role.KEEPER
    return {
        "identity": identity_view(identity),
        "is_keeper": keeps,
        "members": _members(session, identity, reader, keeps=keeps),
        "invitations": _invitations(session, identity, reader) if keeps else [],
        "locked": locked_members(session, identity) if keeps else [],
        "former": former(session, identity) if keeps else [],
        "passkeys": waiting_passkeys(session, identity, reader) if keeps else [],
    }


def waiting_passkeys(session: Session, identity: Identity, reader: Person) -> list[View]:
    """Passkeys that were made in a recovery and wait for another keeper's yes, or for their time."""
    keys = vouches.waiting(session, identity, current.now())
    others = [(key, who) for key, who in keys if who.id != reader.id]
    return [
        {
            "passkey_id": key.public_id,
            "person": who.name,
            "passkey": key.name,
            "until": moment(key.official_from),
            "locked": bool(key.locked_at),
        }
        for key, who in others
    ]


def _members(session: Session, identity: Identity, reader: Person, *, keeps: bool) -> list[View]:
    members = [(grant, who) for grant, who in grants.of_identity(session, identity) if open_now(grant)]
    names = people.names(session, {grant.given_by for grant, _ in members})
    return [
        {
            "grant_id": grant.public_id,
            "name": who.name,
            "role": grant.role,
            "role_words": role_words(grant.role, alone=True),
            "since": moment(grant.given_at),
            "times": "" if lasting(grant) else when(grants.times(grant)),
            "by": names[grant.given_by],
            "is_you": who.id == reader.id,
            "keeps": keeps,
            "is_last_keeper": (last := last_keeper(grant, members)),
            "can_end": (keeps or who.id == reader.id) and not last,
            "can_lock": keeps and who.id != reader.id,
            "can_call_back": keeps and who.id != reader.id,
        }
        for grant, who in members
    ]


def _invitations(session: Session, identity: Identity, reader: Person) -> list[View]:
    """What stands, and what became of others lately; one whose maker is no keeper any more is no better than withdrawn."""
    listed = invitations.listed(session, identity)
    standing = {invited.id for invited in invitations.standing(session, identity)}
    ids = {number for invited, _ in listed for number in (invited.made_by, invited.used_by, invited.ended_by) if number}
    ids |= {number for _, waits in listed if waits for number in (waits.person_id, waits.yes_by, waits.second_yes_by) if number}
    names = people.names(session, ids)
    return [_invitation(invited, waits, names, reader, stands=invited.id in standing) for invited, waits in listed]


def _invitation(invited: Invitation, waits: Arrival | None, names: dict[int, str], reader: Person, *, stands: bool) -> View:
    state = state_of(invited, waits)
    view: View = {
        "id": invited.public_id,
        "name": invited.name,
        "role": role_words(invited.role),
        "by": names.get(invited.made_by or 0),
        "until": moment(invited.expires_at),
        "state": state if stands or state not in ("open", "waiting") else "withdrawn",
        "phrase": waits.phrase if waits else None,
        "device": device(waits.device) if waits else None,
        "opened": moment(waits.at) if waits else None,
        "is_here_as": names.get(waits.person_id or 0) if waits else None,
        "ended_by": names.get(invited.ended_by or 0),
        "used": moment(invited.used_at),
        "is_back": invited.back_for is not None,
    }
    if waits is None or invited.back_for is None:
        return view
    said = {waits.yes_by, waits.second_yes_by} - {None}
    return view | {
        "agreed_by": [names[number] for number in said if number in names],
        "opens": moment(comes_in_from(invited, waits)),
        "can_agree": reader.id not in said | {invited.back_for} and waits.second_yes_by is None,
    }
