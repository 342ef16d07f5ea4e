"""Takes a file as an organisation's list of who stands in its elections."""

from collections import Counter
from collections.abc import Sequence

from pwa.actions.as_keeper import as_keeper
from pwa.rules.chain import digest
from pwa.rules.listed import Entry, Sort
from pwa.rules.listed_csv import written
from pwa.rules.refusals import NotFound
from pwa.store import elections, ledger
from pwa.store.sessions import Caller
from pwa.store.transaction import transaction


def import_listed(by: Caller, handle: str, *, entries: Sequence[Entry], proof: int) -> None:
    """This list instead of the one that there was; by a keeper of any of its identities. Raises NotFound or StepUpRefused."""
    with transaction() as session:
        identity, now = as_keeper(session, by, handle, proof)
        if identity.organisation_id is None:
            raise NotFound
        elections.keep_listed(session, identity.organisation_id, entries)
        many = Counter(one.sort for one in entries)
        facts = {"people": many[Sort.PERSON], "parties": many[Sort.PARTY], "handles": many[Sort.HANDLE], "list": digest(written(entries))}
        chain = ledger.chain_of(session, identity)
        ledger.note(session, chain, "listed_set", at=now, by=by.person, identity=handle, device=by.session.device, **facts)
