"""Changes what an official identity's house voice looks at: which rules, and which words of its own."""

from collections.abc import Sequence

from pwa.actions.as_keeper import as_keeper
from pwa.rules.house_words import Wishes
from pwa.store import house_voices, ledger
from pwa.store.sessions import Caller
from pwa.store.transaction import Session, once_more, transaction


@once_more
def edit_house_voice(by: Caller, handle: str, *, wishes: Wishes, proof: int) -> None:
    """From the next hold on; by a keeper. Raises NotFound or StepUpRefused."""
    with transaction() as session:
        identity, now = as_keeper(session, by, handle, proof)
        house_voices.keep(session, identity, wishes)
        lists = {"flagged": wishes.flagged, "passing": wishes.passing}
        words = {name: _kept(session, those) for name, those in lists.items() if those}
        facts = {"off": sorted(wishes.off), "words": words, "device": by.session.device}
        ledger.note(session, ledger.chain_of(session, identity), "house_voice_set", at=now, by=by.person, identity=handle, **facts)


def _kept(session: Session, those: Sequence[str]) -> str:
    """A list as the record keeps it, under `words`: one to a line."""
    return ledger.keep_text(session, "\n".join(those))
