"""A keeper makes a link that lets one person speak as an official identity."""

from datetime import datetime, timedelta

from pwa.actions.verify_step_up import use_proof
from pwa.rules import text
from pwa.rules.identity import Kind, Role, one_of
from pwa.rules.refusals import NotAllowed, NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence, n_
from pwa.secrets import fingerprint, new_token
from pwa.store import identities, ledger, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Invitation
from pwa.store.transaction import transaction

INVITATION_LIFE = timedelta(hours=24)


def invite(by: Caller, handle: str, *, name: str, role: str, proof: int) -> tuple[str, datetime]:
    """For one named person. Returns the link's token, shown once, and until when it can be used.

    Raises NotFound, NotAllowed, Unfit or StepUpRefused.
    """
    name, role = text.name(name, what=n_("invited person's name")), one_of(role, Role, n_("a role"))
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.INVITE, handle, now))
        identity = identities.kept_by(session, by.person, handle)
        if identity.kind != Kind.OFFICIAL:
            raise NotFound  # a personal voice is nobody else's
        if name.casefold() == identity.name.casefold():
            raise NotAllowed(Sentence("%(name)s is the identity's own name. Say who is invited. Nothing was changed.", name=identity.name))
        until = now + INVITATION_LIFE
        invited = Invitation(
            token_hash=fingerprint(token := new_token()),
            identity_id=identity.id,
            name=name,
            role=role,
            made_by=by.person.id,
            made_at=now,
            expires_at=until,
        )
        session.add(invited)
        session.flush()
        called = ledger.keep_text(session, name)
        facts = {"identity": handle, "invitation": invited.public_id, "for": called, "role": role, "until": until.isoformat()}
        ledger.note(session, ledger.chain_of(session, identity), "invited", at=now, by=by.person, **facts)
        return token, until
