"""A keeper says whose posts an official identity may reshare without a reason, or takes one off that list again."""

from typing import Any

from pwa.actions.as_keeper import as_keeper
from pwa.rules.quarantine import SOURCES_AT_MOST, Source
from pwa.rules.text import Unfit
from pwa.rules.words import Sentence, n_
from pwa.store import ledger, sources
from pwa.store.sessions import Caller
from pwa.store.transaction import once_more, transaction

TOO_MANY = n_("There can be %(most)s sources at most. Take one off the list first. Nothing was changed.")


@once_more
def list_source(by: Caller, handle: str, source: Source, *, on_list: bool, proof: int) -> None:
    """From the next hold on; what stands as it is to stand is no harm. Raises NotFound, StepUpRefused or Unfit."""
    with transaction() as session:
        identity, now = as_keeper(session, by, handle, proof)
        if on_list and len(sources.listed(session, identity)) >= SOURCES_AT_MOST:
            raise Unfit(Sentence(TOO_MANY, most=SOURCES_AT_MOST))
        if on_list:
            changed = sources.put_on_list(session, identity, source, by.person, now)
        else:
            changed = sources.take_off_list(session, identity, source)
        if changed:
            facts: dict[str, Any] = source._asdict() | {"device": by.session.device, "identity": handle}
            verb = "source_listed" if on_list else "source_unlisted"
            ledger.note(session, ledger.chain_of(session, identity), verb, at=now, by=by.person, **facts)
