"""Sets a Channel *emergency only*, or lifts that: while it is set, nothing goes there unless a keeper has opened it."""

from pwa.actions.verify_step_up import use_proof
from pwa.rules.identity import Kind
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.store import channels, emergencies, ledger, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Channel, Identity, Person
from pwa.store.transaction import Session, transaction


def mark_channel(by: Caller, public_id: str, *, emergency_only: bool, proof: int) -> Identity:
    """What is held for it now is stopped there when it would leave. Doing it twice does it once. Raises NotFound or StepUpRefused."""
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.MARK_CHANNEL, public_id, now))
        channel, identity = official_channel(session, by.person, public_id)
        if emergencies.mark(session, channel, emergency_only):
            verb = "emergency_only_set" if emergency_only else "emergency_only_lifted"
            chain = ledger.chain_of(session, identity)
            ledger.note(session, chain, verb, at=now, by=by.person, **facts_of(by, channel, identity))
        return identity


def official_channel(session: Session, keeper: Person, public_id: str) -> tuple[Channel, Identity]:
    """A Channel of an official Identity that this Person keeps; one's own voice knows no emergencies. Raises NotFound."""
    channel, identity = channels.kept_by(session, keeper, public_id)
    if identity.kind != Kind.OFFICIAL:
        raise NotFound
    return channel, identity


def facts_of(by: Caller, channel: Channel, identity: Identity) -> dict[str, str]:
    """What every line about it says."""
    where = {"channel": channel.public_id, "network": channel.network, "account": channel.handle}
    return {"identity": identity.handle, **where, "device": by.session.device}
