"""Lets an Organisation go on after a stop. What was stopped stays stopped: a person decides of each thing, and nothing bursts out."""

from datetime import datetime

from pwa.actions.finish_stop import AT_ONCE, finish_stop, park_some
from pwa.actions.verify_step_up import use_proof
from pwa.rules.identity import Kind
from pwa.rules.refusals import AlreadyDone, NotAllowed, NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.stop import Asked, Step, step
from pwa.rules.words import Sentence, n_
from pwa.store import identities, ledger, sessions, step_ups, stops, wake
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Identity, Organisation, Person, Stop
from pwa.store.transaction import Session, once_more, reading, transaction

BEING_SENT = n_("A network is still being asked for something that was on its way. Everything is still stopped. Try again in a minute.")
ASKED = n_("%(who)s asks for %(organisation)s to go on: %(why)s. Another keeper has to say yes. Everything is still stopped.")
RESUMED = n_("%(who)s let %(organisation)s go on: %(why)s. What was stopped waits in the outbox until somebody decides.")


def resume(by: Caller, handle: str, *, why: str, proof: int) -> Step:
    """By a keeper; `why`: as `rules.stop.why_on` gave it. Where two keepers are asked for, the first one's yes only asks for the second's.

    Raises NotFound, AlreadyDone when it goes on already, NotAllowed or StepUpRefused; then everything is as it was.
    """
    _catch_up(by, handle)
    return _resume(by, handle, why, proof)


def _catch_up(by: Caller, handle: str) -> None:
    """What it caught and nobody has parked yet: most of it in transactions of its own, so that the last one is short."""
    with reading() as session:
        identity = identities.kept_by(session, by.person, handle)
        stop = stops.standing(session, identity.organisation_id) if identity.organisation_id else None
    while stop and finish_stop(stop):
        pass


@once_more
def _resume(by: Caller, handle: str, why: str, proof: int) -> Step:
    with transaction() as session:
        sessions.living(session, by.session.id)
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.RESUME, handle, now))
        identity = official(session, by.person, handle)
        body = stops.lock(session, identity.organisation_id or 0)
        stop = stops.standing(session, body.id)
        if stop is None:
            raise AlreadyDone(n_("Somebody was faster: nothing is stopped any more. What you pressed changed nothing."))
        keepers = stops.keepers(session, body.id)
        asked = asked_of(stop, keepers)
        done = step(by.person.id, now, two=body.two_resume, keepers=len(keepers), asked=asked)
        if done is Step.RESUMES:
            if stops.being_sent(session, body.id):
                raise NotAllowed(BEING_SENT)
            _let_go(session, stop, by, now)
        elif done is Step.ASKS:
            stops.ask(session, stop, by.person, why, now)
        if done is not Step.WAITS:
            _tell(session, body, by, RESUMED if done is Step.RESUMES else ASKED, why, now)
            _note(session, stop, body, by, "resumed" if done is Step.RESUMES else "resumption_asked", why, now)
        return done


def official(session: Session, keeper: Person, handle: str) -> Identity:
    """An official Identity that this Person keeps; nobody can stop a personal one but its person. Raises NotFound."""
    identity = identities.kept_by(session, keeper, handle)
    if identity.kind != Kind.OFFICIAL:
        raise NotFound
    return identity


def asked_of(stop: Stop, keepers: set[int]) -> Asked | None:
    """Who asked for it to go on, as long as they are a keeper."""
    return Asked(stop.asked_by, stop.asked_at) if stop.asked_by in keepers and stop.asked_by and stop.asked_at else None


def _let_go(session: Session, stop: Stop, by: Caller, now: datetime) -> None:
    """First whatever could leave now is parked, then the way is open."""
    stops.look_no_more(session, stop.organisation_id)  # before: what a look made due until now is parked with the rest
    while park_some(session, stop, AT_ONCE):
        pass
    stops.end(session, stop, by.person, now)
    stops.flag(session, stop.organisation_id, stopped=False)
    wake.ring_after(session, wake.ERRANDS)


def _tell(session: Session, body: Organisation, by: Caller, english: str, why: str, now: datetime) -> None:
    """Everybody who speaks for it, in each of their sessions but the one that did it."""
    said = Sentence(english, who=by.person.name, organisation=body.name, why=why.rstrip("."))
    everybody = {person.id: person for voice in stops.voices_of(session, body.id) for _, person in identities.members(session, voice)}
    for person in everybody.values():
        sessions.tell_all(session, person, said, now, but=by.session.id)


def _note(session: Session, stop: Stop, body: Organisation, by: Caller, verb: str, why: str, now: datetime) -> None:
    facts = {"stop": stop.public_id, "why": ledger.keep_text(session, why), "device": by.session.device, "two_keepers": body.two_resume}
    ledger.note(session, ledger.chain_of_organisation(body), verb, at=now, by=by.person, **facts)
