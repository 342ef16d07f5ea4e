"""What posting costs where a network takes money, in words: static/js/lib/prices.js says the same while somebody types."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import Any

from pwa.actions.save_draft import Words
from pwa.networks.prices import PRICES
from pwa.rules.delivery import DeliveryState
from pwa.rules.variant import Variant
from pwa.rules.x_text import x_links, x_unlinked
from pwa.store import identities, posts
from pwa.store.tables import Identity, Post
from pwa.store.transaction import Session, reading
from pwa.web.delivery_views import network_label
from pwa.web.series import Series
from pwa.web.words import _

MILLS = 1_000  # in a dollar


def costs(goes: Iterable[tuple[str, Sequence[str]]]) -> str:
    """$0.20 on X: it has a link. Of each network with the parts that go there; empty where nobody is paid."""
    texts: dict[str, list[str]] = {}
    for network, parts in goes:
        if network in PRICES:
            texts.setdefault(network, []).extend(parts)
    return " · ".join(_cost(network, parts) for network, parts in texts.items())


def cheaper(identity: Identity, words: Words) -> Words:
    """The same words; where a link makes them dearer, those go without it."""
    own = {(one.channel, one.part): one for one in words.variants or ()}
    with reading() as session:
        paid_for = [one.public_id for one in identities.chosen(session, identity, words.channels) if one.network in PRICES]
    for channel, (number, part) in product(paid_for, enumerate(words.parts, 1)):
        said = own[channel, number].text if (channel, number) in own else part
        if x_links(said) and (left := x_unlinked(said)):
            own[channel, number] = Variant(channel, number, left)
    return replace(words, variants=list(own.values()))


def dollars(price: Decimal) -> str:
    """$0.015, $0.20: cents, and what is less than one where there is any."""
    return f"${price:.3f}" if price * MILLS % 10 else f"${price:.2f}"


def price_fields(network: str) -> dict[str, int] | None:
    """For the page that counts along, in thousandths of a dollar."""
    if network not in PRICES:
        return None
    return {"post": int(PRICES[network].post * MILLS), "linked": int(PRICES[network].linked * MILLS)}


def price_list(networks: Iterable[str]) -> str:
    """What is true of any words."""
    return " ".join(
        _(
            "A post on %(network)s costs %(post)s, with a link %(linked)s.",
            network=network_label(one),
            post=dollars(PRICES[one].post),
            linked=dollars(PRICES[one].linked),
        )
        for one in dict.fromkeys(networks)
        if one in PRICES
    )


def paid(session: Session, post: Post, series: Sequence[Series]) -> list[str]:
    """What each of these has cost so far, as it was when it was held; empty where nobody is paid, or nothing is out."""
    if not any(one.channel.network in PRICES for one in series):
        return [""] * len(series)
    prices = {number: Decimal(json.loads(payload).get("price", 0)) for number, payload in posts.payloads_of(session, post)}
    spent = [[prices[way.rendering_id] for way, *_ in one.ways if way.state == DeliveryState.SENT] for one in series]
    return [_("It cost %(price)s.", price=dollars(total)) if (total := sum(those, Decimal())) else "" for those in spent]


def removal_words(networks: Iterable[str]) -> str:
    """What taking a part down costs, where it does."""
    return " ".join(
        _("Each part that is taken down costs %(price)s on %(network)s.", price=dollars(PRICES[one].removal), network=network_label(one))
        for one in dict.fromkeys(networks)
        if one in PRICES
    )


def _cost(network: str, parts: Sequence[str]) -> str:
    said: dict[str, Any] = {
        "price": dollars(sum((PRICES[network].of(part) for part in parts), Decimal())),
        "network": network_label(network),
    }
    if any(PRICES[network].of(part) > PRICES[network].post for part in parts):
        return _("%(price)s on %(network)s: it has a link", **said)
    return _("%(price)s on %(network)s", **said)
