"""Whether one keeper or two let an Organisation go on after a stop."""

from pwa.actions.resume import official
from pwa.actions.verify_step_up import use_proof
from pwa.rules.refusals import NotAllowed
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence, n_
from pwa.store import identities, ledger, sessions, step_ups, stops
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.transaction import transaction

ALONE = n_("There is one keeper only, so nobody could be the second. Make another keeper first. Nothing was changed.")
WHILE_STOPPED = n_("Everything is stopped, so this stays as it is until it goes on. Nothing was changed.")


def set_resumption(by: Caller, handle: str, *, two: bool, proof: int) -> None:
    """By a keeper; everybody is told. Not while everything is stopped. Raises NotFound, NotAllowed or StepUpRefused."""
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.SET_RESUMPTION, handle, now))
        identity = official(session, by.person, handle)
        body = stops.lock(session, identity.organisation_id or 0)
        if stops.standing(session, body.id):
            raise NotAllowed(WHILE_STOPPED)
        if two and len(stops.keepers(session, body.id)) < 2:
            raise NotAllowed(ALONE)
        if body.two_resume == two:
            return
        body.two_resume = two
        session.add(body)
        told = n_("%(who)s decided that after a stop of %(organisation)s two keepers have to say yes.")
        other = n_("%(who)s decided that after a stop of %(organisation)s one keeper’s yes is enough.")
        said = Sentence(told if two else other, who=by.person.name, organisation=body.name)
        for voice in stops.voices_of(session, body.id):
            for _, person in identities.members(session, voice):
                sessions.tell_all(session, person, said, now, but=by.session.id)
        facts = {"two_keepers": two, "device": by.session.device}
        ledger.note(session, ledger.chain_of_organisation(body), "resumption_set", at=now, by=by.person, **facts)
