"""Changes an organisation's pre-election periods: from the next hold on, of all its identities."""

from collections.abc import Sequence

from pwa.actions.as_keeper import as_keeper
from pwa.rules.calendar import Period
from pwa.rules.refusals import NotFound
from pwa.store import elections, ledger
from pwa.store.sessions import Caller
from pwa.store.transaction import transaction


def edit_election(by: Caller, handle: str, *, periods: Sequence[Period], proof: int) -> None:
    """These instead of those that there were; by a keeper of any of its identities. Raises NotFound or StepUpRefused."""
    with transaction() as session:
        identity, now = as_keeper(session, by, handle, proof)
        if identity.organisation_id is None:
            raise NotFound
        elections.keep_periods(session, identity.organisation_id, periods)
        said = [[one.name, one.from_at.isoformat(), one.until_at.isoformat()] for one in periods]
        chain, facts = ledger.chain_of(session, identity), {"device": by.session.device, "periods": said}
        ledger.note(session, chain, "elections_set", at=now, by=by.person, identity=handle, **facts)
