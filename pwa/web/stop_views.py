"""What the pages say of a stop: who, when, with what words, what it caught, and what was on its way already."""

from datetime import datetime
from typing import Any

from pwa.actions.resume import asked_of
from pwa.rules.delivery import DeliveryState
from pwa.store import people, stops
from pwa.store.stops import OnItsWay
from pwa.store.tables import Organisation, Stop
from pwa.store.transaction import Session
from pwa.web import current
from pwa.web.delivery_views import network_label
from pwa.web.pages import View, clock_words, moment, stop_view
from pwa.web.words import _, listed, n_, say

STANDS = {
    DeliveryState.SENDING: n_("It was already on its way and nobody knows yet: it may arrive."),
    DeliveryState.UNSURE: n_("It was already on its way and nobody knows whether it arrived. It is looked for."),
    DeliveryState.SENT: n_("It was already on its way, and it arrived. It can be taken down."),
    DeliveryState.REFUSED: n_("It was already on its way, and the network said no: it is not there."),
    DeliveryState.DUE: n_("It was caught before it was asked for: it is not there."),
    DeliveryState.PARKED: n_("It was caught before it was asked for: it is not there."),
    DeliveryState.DROPPED: n_("It was left alone: it is not there."),
}

CHANGES = {
    DeliveryState.SENDING: n_("Other words for it were already on their way and nobody knows yet: they may come to stand there."),
    DeliveryState.SENT: n_("Other words for it were already on their way, and they stand there now. It can be taken down."),
    DeliveryState.REFUSED: n_("Other words for it were already on their way, and the network said no."),
}
CHANGE_DROPPED = n_("Other words for it were on their way. Nobody asks for them any more; look there to see which ones stand.")


def whole_view(session: Session, stop: Stop, body: Organisation, who: str) -> View:
    """The whole of it."""
    posts, deliveries = stops.caught(session, stop)
    keepers = people.names(session, stops.keepers(session, body.id))
    return stop_view(stop, body, who) | {
        "posts": posts,
        "deliveries": deliveries,
        "on_its_way": [_on_its_way(one) for one in stops.on_its_way(session, stop)],
        "keepers": listed(sorted(keepers.values())),
        "keeps": current.person().id in keepers,
        "asked": asked_view(session, stop),
        "handle": next((one.handle for one in current.identities() if one.organisation_id == body.id), ""),
    }


def asked_view(session: Session, stop: Stop) -> View | None:
    """Which keeper wants it to go on, if one does."""
    asked = asked_of(stop, stops.keepers(session, stop.organisation_id))
    if asked is None:
        return None
    name = people.names(session, {asked.by})[asked.by]
    return {"by": name, "is_you": asked.by == current.person().id, "at": moment(asked.at), "why": stop.why}


def _on_its_way(one: OnItsWay) -> dict[str, Any]:
    state = one.state
    words = CHANGES.get(state, CHANGE_DROPPED) if one.change else STANDS[state]
    doubt = state not in CHANGES if one.change else state is DeliveryState.UNSURE
    return {
        "network": network_label(one.channel.network),
        "account": one.channel.handle,
        "post": one.post.public_id,
        "sentence": say(words),
        "tone": "bad" if state in (DeliveryState.SENDING, DeliveryState.SENT) else "wait" if doubt else "good",
        "moving": state is DeliveryState.SENDING,
    }


def left_sentence(words: str, at: datetime) -> str:
    """Of a post of one's own that was faster."""
    return _("Too late: “%(words)s” left at %(time)s. On its page you can take it down again.", words=words, time=clock_words(at))
