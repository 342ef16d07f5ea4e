"""Where an account that was let in stands, as its adapter is given it."""

from pwa.networks.contract import Access, Place
from pwa.networks.sign_in import Account


def place_of(account: Account, **other: str) -> Place:
    """With what opens it; `other` in the place of some of that."""
    return Place(account.handle, account.remote_id, account.home, Access({**account.tokens.by_name, **other}))
