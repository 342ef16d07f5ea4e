"""Looks whether the words of an official post sound like its house voice."""

import json
from collections.abc import Iterable
from datetime import datetime

from pwa.actions.looked import Looked
from pwa.rules.house_voice import Voice, reasons
from pwa.rules.identity import Kind
from pwa.rules.second_look import Reason
from pwa.rules.voice_habits import HOUSE, habits
from pwa.store import house_voices, learning
from pwa.store.sessions import Caller
from pwa.store.tables import Identity
from pwa.store.transaction import Session


def look_for_voice(session: Session, by: Caller, identity: Identity, looked: Looked, now: datetime) -> Iterable[Reason]:
    """Mostly nothing. Two short statements, however much it has posted."""
    if identity.kind != Kind.OFFICIAL:
        return ()
    kept = learning.kept_of(session, HOUSE, [identity.id]).get(identity.id, b"")
    voice = Voice(identity.name, habits(kept), house_voices.wishes_of(session, identity))
    return reasons(voice, looked.texts, now, _passed_on(looked), looked.alts)


def _passed_on(looked: Looked) -> str:
    """The words of somebody else's post that it reshares, as a look showed them."""
    return str(json.loads(looked.original.shown).get("text") or "") if looked.original and looked.original.shown else ""
