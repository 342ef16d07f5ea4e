"""What the record says of a post, in a sentence for whoever is about to say something else."""

from pwa.actions.face_the_record import note_told
from pwa.rules.truth import RecordSays
from pwa.store import posts
from pwa.store.tables import Identity
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.hold_views import verified
from pwa.web.pages import moment
from pwa.web.words import _, device, listed


def says_the_record(identity: Identity, said: RecordSays) -> str:
    """Who held it, when, on what and how they had shown that it was them; noted, for whoever holds the words all the same was told."""
    note_told(current.caller(), identity.handle, said)
    with reading() as session:
        post, _identity = posts.visible(session, current.person(), said.post)
        hold, holder = posts.holds_of(session, post)[-1]
        proof, key = posts.proofs_of(session, post)[hold.id]
    at = str((moment(hold.held_at) or {})["words"])
    who = _("The record says that %(person)s held it at %(time)s on %(device)s.", person=holder.name, time=at, device=device(hold.device))
    claims = listed([f"“{claim}”" for claim in said.claims])
    untrue = _("Saying %(words)s would not be true.", words=claims)
    then = _("Nothing was sent. Change the words. If you mean them all the same, hold them once more: the record keeps that you were told.")
    return f"{who} {verified(hold, proof, key)}. {untrue} {then}"
