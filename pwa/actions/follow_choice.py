"""The other half of a split send control: the words move down to the person's own voice, and are held there in the same transaction."""

from dataclasses import replace
from datetime import datetime

from pwa.actions.move_draft import carry, ticked_at_first
from pwa.actions.save_draft import Words
from pwa.rules.identity import Kind
from pwa.rules.refusals import WrongIdentity
from pwa.rules.text import Unfit
from pwa.rules.words import Sentence
from pwa.store import identities, leases
from pwa.store.sessions import Caller
from pwa.store.tables import Identity
from pwa.store.transaction import Session


def follow_choice(session: Session, by: Caller, identity: Identity, words: Words, now: datetime) -> tuple[Identity, Words]:
    """As whom these words of a page of `identity` are held, and what they are there, as whoever holds them chose. Raises NotFound.

    Only ever down: a lease that ran out meanwhile, or a stop, keeps nobody from their own voice. Upward it is a Switch, with a finger or a
    face, and no hold brings one: Unfit. A Session that speaks as a third voice holds nothing: WrongIdentity.
    """
    if words.answers.chosen in ("", identity.handle):
        return identity, words
    chosen = identities.usable(session, by.person, words.answers.chosen)
    if chosen.kind != Kind.PERSONAL:
        raise Unfit(
            Sentence("Speaking as %(name)s takes your finger, face or PIN. Move the words there first. Nothing was sent.", name=chosen.name)
        )
    speaking = leases.active(session, by.session.id)
    if speaking and speaking[1].id != identity.id:
        raise WrongIdentity(identity.name, speaking[1].name)
    moved = carry(session, by, words, now, come_from=identity, to=chosen, proof=None)
    there = [channel.public_id for channel in ticked_at_first(identities.channels(session, chosen))]
    here = replace(words, draft=moved.public_id, version=moved.version, channels=there)
    return chosen, replace(here, pictures=None, variants=None, reshares=None)  # those of the Draft, which have found their places
