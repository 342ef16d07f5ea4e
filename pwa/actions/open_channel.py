"""Opens a Channel that is for emergencies only, with a reason and an end. It closes by itself."""

from zoneinfo import ZoneInfo

from pwa.actions.mark_channel import facts_of, official_channel
from pwa.actions.verify_step_up import use_proof
from pwa.rules.alert import AlertKind
from pwa.rules.emergency import OpenFor, open_until
from pwa.rules.refusals import AlreadyDone
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence, n_
from pwa.store import alerts, emergencies, identities, ledger, sessions, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Channel, Identity
from pwa.store.transaction import Session, transaction

TOLD = n_("%(who)s opened %(account)s, a channel of %(name)s for emergencies, until %(until)s: %(why)s. It closes by itself.")


def open_channel(by: Caller, public_id: str, *, why: str, chosen: OpenFor, zone: ZoneInfo, proof: int) -> Identity:
    """`why`: as `rules.emergency.why_open` gave it. `zone`: where midnight is meant. Opened again, the new reason and end count.

    Raises NotFound, StepUpRefused, or AlreadyDone when it is not marked any more.
    """
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.OPEN_CHANNEL, public_id, now))
        channel, identity = official_channel(session, by.person, public_id)
        until = open_until(chosen, now, zone)
        if not emergencies.open_one(session, channel, why, until, by.person):
            raise AlreadyDone
        facts = {"why": ledger.keep_text(session, why), "until": until.isoformat(), **facts_of(by, channel, identity)}
        _tell(session, by, channel, identity, f"{until.astimezone(zone):%H:%M, %d/%m}", why)
        ledger.note(session, ledger.chain_of(session, identity), "channel_opened", at=now, by=by.person, **facts)
        alerts.note_channel(session, AlertKind.OPENED, channel, now, but=by.session.id)
        return identity


def _tell(session: Session, by: Caller, channel: Channel, identity: Identity, until: str, why: str) -> None:
    """Everybody who may speak, in each of their sessions but the one that did it."""
    facts = {"who": by.person.name, "account": channel.handle, "name": identity.name, "until": until, "why": why.rstrip(".")}
    said = Sentence(TOLD, **facts)
    for _, person in identities.members(session, identity):
        sessions.tell_all(session, person, said, database_time(session), but=by.session.id)
