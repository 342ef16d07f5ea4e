"""Looks at somebody else's post before it is reshared: who wrote it, and what its readers see."""

import json
import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pwa import logs
from pwa.actions.deliver_due import Networks
from pwa.actions.networks import LABELS
from pwa.actions.place_of import place_of
from pwa.networks.contract import NotShown, Refused, Showing, Shown, Target, TryLater
from pwa.rules.text import Unfit, shortened
from pwa.rules.words import Sentence, kept, n_
from pwa.store import identities, originals
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Channel, Original
from pwa.store.transaction import once_more, reading, transaction

log = logs.of("look")
WORDS_AT_MOST, NAME_AT_MOST = 2_000, 100  # characters that are shown
NO_ANSWER = n_("Its server did not answer in time.")
NO_CHANNEL = n_("That is a post on %(network)s, and %(name)s has no channel there. Nothing was sent. Its link can stay in the words.")


@once_more
def look_at_original(by: Caller, handle: str, target: Target, *, networks: Networks, folder: Path) -> Original:
    """Asks its network with the identity's own access. That it cannot be seen now is an answer too, and is kept.

    What was seen is kept by the address that always means it, which is the one to reshare.

    Raises NotFound, and Unfit when the identity has no channel on that network.
    """
    with reading() as session:
        identity = identities.usable(session, by.person, handle)
        here = [one for one in identities.channels(session, identity) if one.network == target.network]
    network: object = networks.get(target.network)
    if not here or not isinstance(network, Showing):
        raise Unfit(Sentence(NO_CHANNEL, network=Sentence(LABELS[target.network]), name=identity.name))
    seen = _look(network, target, here[0], folder)
    with transaction() as session:
        about: dict[str, Any] = {"network": target.network, "carries": network.carries, "looked_at": database_time(session)}
        return originals.keep(session, identity.id, **about, **seen)


def _look(network: Showing, target: Target, channel: Channel, folder: Path) -> dict[str, Any]:
    unseen: dict[str, Any] = {"address": target.address, "shown": None, "gone": False, "trouble": NO_ANSWER}
    try:
        shown = network.show(target, place_of(channel, folder))
    except NotShown as no:
        return unseen | {"gone": True, "trouble": kept(no.reason)}
    except Refused as no:
        return unseen | {"trouble": kept(no.reason)}
    except TryLater:
        return unseen
    except Exception:  # whatever broke, the person can go on
        log.exception("adapter_broke", channel=channel.public_id)
        return unseen
    return {"address": shown.address or target.address, "shown": _stored(shown), "gone": False, "trouble": None}


def _stored(shown: Shown) -> str:
    names = {"author": shortened(_plain(shown.author), NAME_AT_MOST), "handle": shortened(_plain(shown.handle), NAME_AT_MOST)}
    said = {"text": _plain(shown.text)[:WORDS_AT_MOST], "at": shown.at.isoformat() if shown.at else None}
    return json.dumps(asdict(shown) | names | said, sort_keys=True)


def _plain(text: str) -> str:
    """Without what no store takes and no reader sees."""
    return "".join(one for one in text if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs"))
