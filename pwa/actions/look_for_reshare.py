"""A look at whose posts an official voice reshares: it is how the wrong thing gets out, so it waits, and asks why of who is on no list."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pwa.actions.looked import Looked
from pwa.actions.networks import far_post
from pwa.networks.contract import Target
from pwa.rules.identity import Kind
from pwa.rules.quarantine import Source, elsewhere, only_reshares, readers_see, source
from pwa.rules.reshare import notice
from pwa.rules.second_look import LONGER_SECONDS, Look, Need, Reason, Rule
from pwa.rules.words import Sentence, n_
from pwa.store import originals, sources
from pwa.store.identities import NOTICEBOARD
from pwa.store.sessions import Caller
from pwa.store.sources import Known
from pwa.store.tables import Channel, Identity, Original, Post
from pwa.store.transaction import Session

LINKS_AT_MOST = 20  # that are looked up; of more, nobody could see whose they all are
NEVER = n_("%(name)s never reshared %(account)s before.")
BEFORE = n_("%(account)s is not on the list of %(name)s.")
NOBODY = n_("Nobody could see whose post it is.")


@dataclass(frozen=True)
class Reshown:
    """Whose post it is, and what this Identity has to do with them."""

    source: Source
    shown: str  # the account as its network writes it; empty: nobody could see whose
    carried: bool  # as a reshare; else as a link of which its network makes a card
    own: bool  # a channel of this Identity
    known: Known

    @property
    def account(self) -> str | None:
        """For a sentence."""
        return f"@{self.shown}" if self.shown else None

    @property
    def free(self) -> bool:
        """Whether no reason is asked for."""
        return bool(self.source.account) and (self.own or self.known.listed)


def look_for_reshare(session: Session, _by: Caller, identity: Identity, looked: Looked, _now: datetime) -> Iterator[Reason]:
    """It takes two minutes, every time; and whose posts no keeper listed, a reason or a second person."""
    if identity.kind != Kind.OFFICIAL:
        return
    reshown = [*_reshared(session, identity, looked), *_only_linked(session, identity, looked)]
    if not reshown:
        return
    first, said = reshown[0], any(looked.parts) or any(looked.said)
    sees = readers_see(first.source.network, identity.name, first.account, with_words=said, carried=first.carried)
    yield Reason(Rule.RESHARE, sees, window_seconds=LONGER_SECONDS, facts={"reshown": reshown})
    if outside := [one for one in reshown if not one.free]:
        yield Reason(Rule.NEW_SOURCE, _asks(outside[0], identity), need=Need.WHY)


def only_linked(looked: Looked) -> dict[str, Target | None]:
    """The posts to which words, in any part and on any channel, are nothing but a link; None for a notice, of whichever server it is."""
    addresses = dict.fromkeys(address for text in looked.texts for address in only_reshares(text, _is_post))
    targets = {one: far_post(one) for one in addresses}
    return {target.address if target else one: target for one, target in targets.items()}


def keep_sources(session: Session, post: Post, look: Look) -> None:
    """Beside the hold, so that it is known the next time."""
    reshown: Sequence[Reshown] = [one for reason in look.reasons for one in reason.facts.get("reshown", ())]
    sources.remember(session, post, [(one.source, one.shown) for one in reshown])


def _reshared(session: Session, identity: Identity, looked: Looked) -> Iterator[Reshown]:
    if not looked.reshares:
        return
    if here := notice(looked.reshares):
        yield _reshown(session, identity, looked.channels, NOTICEBOARD, here.handle, carried=True)
        return
    target = far_post(looked.reshares)
    original = looked.original or originals.of(session, identity.id, [looked.reshares]).get(looked.reshares)
    yield _reshown(session, identity, looked.channels, target.network if target else "", _whose(original), carried=True)


def _only_linked(session: Session, identity: Identity, looked: Looked) -> Iterator[Reshown]:
    """Whose it is, only a look at it knows: an address is no proof."""
    linked = only_linked(looked)
    first = dict(list(linked.items())[:LINKS_AT_MOST])
    seen = originals.of(session, identity.id, first)
    for address, target in first.items():
        network = target.network if target else NOTICEBOARD
        yield _reshown(session, identity, looked.channels, network, _whose(seen.get(address)), carried=False)
    if len(linked) > LINKS_AT_MOST:
        yield _reshown(session, identity, looked.channels, NOTICEBOARD, "", carried=False)


def _is_post(address: str) -> bool:
    return notice(address) is not None or far_post(address) is not None or elsewhere(address)


def _whose(original: Original | None) -> str:
    return str(json.loads(original.shown)["handle"]) if original and original.shown else ""


def _reshown(session: Session, identity: Identity, channels: Sequence[Channel], network: str, shown: str, *, carried: bool) -> Reshown:
    whose = source(network, shown)
    own = any(source(channel.network, channel.handle) == whose for channel in channels)
    known = sources.known(session, identity.id, whose) if whose.account else sources.NEVER
    return Reshown(whose, shown.lstrip("@"), carried, own, known)


def _asks(one: Reshown, identity: Identity) -> Sentence:
    if not one.source.account:
        return Sentence(NOBODY)
    return Sentence(BEFORE if one.known.times else NEVER, account=one.account, name=identity.name)
