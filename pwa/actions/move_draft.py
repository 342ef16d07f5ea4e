"""Move to...: the words begin a new Draft under another identity; upward that is a Switch that carries them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pwa.actions.may_hold import may_hold
from pwa.actions.save_draft import Words, write
from pwa.actions.switch_identity import switch
from pwa.rules.post import DraftEnd, DraftOrigin
from pwa.rules.refusals import NotAllowed
from pwa.rules.words import Sentence
from pwa.store import drafts, identities, ledger, pictures, sessions, variants
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Channel, Draft, Identity
from pwa.store.transaction import Session, transaction
from pwa.store.variants import Own


def move_draft(by: Caller, handle: str, words: Words, *, to: str, proof: int | None) -> str:
    """Save, switch, begin the new Draft and end the old one, all or nothing. Returns the new Draft's public id.

    Raises NotFound, WrongIdentity, LeaseOver, NotAllowed (to where it already is), Unfit, StaleDraft, DraftEnded or StepUpRefused.
    """
    with transaction() as session:
        sessions.living(session, by.session.id)
        now = database_time(session)
        identity, target = identities.usable(session, by.person, handle), identities.usable(session, by.person, to)
        may_hold(session, by, identity, now)
        if identity.id == target.id:
            raise NotAllowed(Sentence("This draft already belongs to %(name)s. Nothing was changed.", name=target.name))
        return carry(session, by, words, now, come_from=identity, to=target, proof=proof).public_id


def carry(session: Session, by: Caller, words: Words, now: datetime, *, come_from: Identity, to: Identity, proof: int | None) -> Draft:
    """The same, inside the caller's transaction, whose guards have been asked. The new Draft."""
    old = write(session, by, come_from, words, now)
    parts, shown = drafts.parts_of(session, [old])[old.id], pictures.of_drafts(session, [old])[old.id]
    own, there = variants.of_drafts(session, [old])[old.id], identities.channels(session, to)
    switch(session, by, to, proof)
    carried: dict[str, Any] = {"origin": DraftOrigin.MOVED, "now": now, "shown": shown, "reshares": old.reshares}
    new = drafts.begin(session, by.person, to, parts, ticked_at_first(there), own=_at_home(own, there), **carried)
    drafts.end(session, old, DraftEnd.MOVED, now)
    facts = {"draft": new.public_id, "from_draft": old.public_id}
    ledger.note(session, ledger.chain_of_person(by.person), "draft_moved", at=now, by=by.person, **facts)
    return new


def ticked_at_first(there: Sequence[Channel]) -> list[Channel]:
    """As on a page that is blank."""
    return [channel for channel in there if not channel.emergency_only]


def _at_home(own: Sequence[Own], there: Sequence[Channel]) -> list[Own]:
    """What was written for a network is said there too. What has no place there stays for a person to see, and goes nowhere."""
    here = {channel.id for channel in there}
    found = {(one.channel.id, one.part): one for one in own if one.channel.id in here}  # it came from there
    for one in own:
        if one.channel.id in here:
            continue
        places = (channel for channel in there if channel.network == one.channel.network and (channel.id, one.part) not in found)
        place = next(places, one.channel)
        found[place.id, one.part] = one._replace(channel=place)
    return list(found.values())
