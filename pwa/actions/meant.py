"""What a person means to hold: the words of their page, with all that belongs to them, as they would go out."""

from collections.abc import Sequence
from dataclasses import dataclass

from pwa.actions.fit_reshare import fit_reshare
from pwa.actions.looked import Looked
from pwa.actions.save_draft import Words, draft_of, pictures_in, reshare_in, variants_in
from pwa.actions.say_on import Said, say_on
from pwa.rules import pictures, text
from pwa.rules.text import Unfit
from pwa.rules.words import n_
from pwa.store import identities
from pwa.store.pictures import Shown
from pwa.store.sessions import Caller
from pwa.store.tables import Channel, Identity, Original
from pwa.store.transaction import Session
from pwa.store.variants import Own


@dataclass(frozen=True)
class Meant:
    """It fits everywhere it is to go."""

    parts: Sequence[str]
    channels: Sequence[Channel]
    own: Sequence[Own]  # what single channels say instead of the rest; of channels that are not chosen too
    said: Said  # what each channel says in the end
    shown: Sequence[Shown]
    reshares: str | None
    original: Original | None

    def looked(self, draft: str) -> Looked:
        """As a second look sees it. `draft`: its public id."""
        others = [one for one in self.own if one.channel in self.channels]
        return Looked(self.parts, self.channels, others, self.reshares, self.original, draft=draft, alts=[one.alt for one in self.shown])


def meant_by(session: Session, by: Caller, identity: Identity, words: Words) -> Meant:
    """What stands on the page, and of what it leaves out what its Draft has. Raises Unfit for what nobody could be given as it is."""
    before = draft_of(session, by, identity, words)
    shown, reshares = pictures_in(session, by, before, words), reshare_in(before, words)
    pictures.fit_to_post([one.part for one in shown])
    parts = text.post_parts(list(words.parts), pictured={one.part for one in shown} | ({1} if reshares else set()))
    channels = identities.chosen(session, identity, words.channels)
    if not channels:
        raise Unfit(n_("Choose at least one place for it to go. Nothing was sent."))
    own = variants_in(session, by, before, words)
    said = say_on(channels, parts, own)
    original = fit_reshare(session, identity, reshares, said, channels, shown)
    return Meant(parts, channels, own, said, shown, reshares, original)
