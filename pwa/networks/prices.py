"""What it costs to publish on the networks that take money, by their names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pwa.networks.x import LINK_PRICE, POST_PRICE, REMOVAL_PRICE, X


@dataclass(frozen=True)
class Prices:
    """In US dollars: a post, one that a link makes dearer, and taking one down; `of`: what this text costs."""

    post: Decimal
    linked: Decimal
    removal: Decimal
    of: Callable[[str], Decimal]


PRICES: Mapping[str, Prices] = {X.name: Prices(POST_PRICE, LINK_PRICE, REMOVAL_PRICE, X.price)}


def price_of(network: str, text: str) -> Decimal | None:
    """Of one part there; None where nobody is paid."""
    return PRICES[network].of(text) if network in PRICES else None
