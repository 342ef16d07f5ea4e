"""Changes an organisation's pre-election periods: from the next hold on, of all its identities."""

from collections.abc import Sequence

from pwa.actions.verify_step_up import use_proof
from pwa.rules.calendar import Period
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.store import elections, identities, ledger, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.transaction import transaction


def edit_election(by: Caller, handle: str, *, periods: Sequence[Period], proof: int) -> None:
    """These instead of those that there were; by a keeper of any of its identities. Raises NotFound or StepUpRefused."""
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.EDIT_IDENTITY, handle, now))
        identity = identities.kept_by(session, by.person, handle)
        if identity.organisation_id is None:
            raise NotFound
        elections.keep_periods(session, identity.organisation_id, periods)
        said = [[one.name, one.from_at.isoformat(), one.until_at.isoformat()] for one in periods]
        chain, facts = ledger.chain_of(session, identity), {"device": by.session.device, "periods": said}
        ledger.note(session, chain, "elections_set", at=now, by=by.person, identity=handle, **facts)
