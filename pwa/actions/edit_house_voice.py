"""Changes what an official identity's house voice looks at: which rules, and which words of its own."""

from collections.abc import Sequence

from pwa.actions.verify_step_up import use_proof
from pwa.rules.house_voice import Wishes
from pwa.rules.identity import Kind
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.store import house_voices, identities, ledger, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.transaction import Session, once_more, transaction


@once_more
def edit_house_voice(by: Caller, handle: str, *, wishes: Wishes, proof: int) -> None:
    """From the next hold on; by a keeper. Raises NotFound or StepUpRefused."""
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.EDIT_IDENTITY, handle, now))
        identity = identities.kept_by(session, by.person, handle)
        if identity.kind != Kind.OFFICIAL:
            raise NotFound
        house_voices.keep(session, identity, wishes)
        lists = {"flagged": wishes.flagged, "passing": wishes.passing}
        words = {name: _kept(session, those) for name, those in lists.items() if those}
        facts = {"off": sorted(wishes.off), "words": words, "device": by.session.device}
        ledger.note(session, ledger.chain_of(session, identity), "house_voice_set", at=now, by=by.person, identity=handle, **facts)


def _kept(session: Session, those: Sequence[str]) -> str:
    """A list as the record keeps it, under `words`: one to a line."""
    return ledger.keep_text(session, "\n".join(those))
