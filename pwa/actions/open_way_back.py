"""Somebody opens the link that lets a member back in: a new passkey is checked and kept, and waits."""

from pwa.actions.accept_invitation import wait_at
from pwa.actions.call_back import note_both
from pwa.actions.newcomer import Newcomer, kept
from pwa.actions.verify_new_passkey import must_be_new, verify_new_passkey
from pwa.passkeys import RelyingParty
from pwa.rules.identity import Listing
from pwa.rules.refusals import LinkDead
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence, n_
from pwa.secrets import fingerprint
from pwa.store import invitations, people, sessions
from pwa.store.moments import database_time
from pwa.store.tables import Identity, SessionRow
from pwa.store.transaction import reading, transaction

WAITS = n_("A phone (%(device)s) waits to come in as you. If that is not you, stop it under Passkeys.")


def open_way_back(row: SessionRow, token: str, answer: str, *, rp: RelyingParty, key_name: str) -> str:
    """Returns the phrase. Every session of the member hears of it. Raises LinkDead, NotAllowed or StepUpRefused."""
    with reading() as session:
        invited = invitations.of_link(session, token)
    if invited is None or invited.back_for is None:
        raise LinkDead
    key, _challenge = verify_new_passkey(row, Purpose.COME_BACK, fingerprint(token), answer, rp=rp)
    with transaction() as session:
        must_be_new(session, key)
        member, identity = people.person(session, invited.back_for), session.get_one(Identity, invited.identity_id)
        waiting = kept(Newcomer(member.name, Listing.UNLISTED, key, key_name, member.user_handle))
        phrase = wait_at(session, token, row, person=None, enrolment=waiting)
        now = database_time(session)
        sessions.tell_all(session, member, Sentence(WAITS, device=row.device), now)
        facts = {"invitation": invited.public_id, "identity": identity.handle, "of": member.public_id, "device": row.device}
        note_both(session, identity, member, "way_back_opened", None, now, **facts)
        return phrase
