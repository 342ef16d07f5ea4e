"""Hands the built-in noticeboard its store: each thing it does is a transaction of its own, as asking a far network would be."""

from collections.abc import Sequence
from datetime import datetime

from pwa.networks.contract import Network
from pwa.networks.noticeboard import Noticeboard
from pwa.rules.reshare import Notice
from pwa.store import board
from pwa.store import pictures as picture_store
from pwa.store.moments import database_time
from pwa.store.transaction import reading, transaction


def built_in_networks(site: str) -> dict[str, Network]:
    """Every network this version knows, by its name. `site` is the public address."""
    return {network.name: network for network in (Noticeboard(BoardStore(), site),)}


class BoardStore:
    """What `networks.noticeboard.Board` asks for."""

    def pin(
        self,
        remote_id: str,
        attempt_key: str,
        text: str,
        reply_to: str | None,
        pictures: Sequence[tuple[str, str]] = (),
        reshares: str | None = None,
        corrects: str | None = None,
    ) -> str:
        """Put a text up once for one key, with its pictures."""
        with transaction() as session:
            shown = [(picture_store.by_id(session, public_id), alt) for public_id, alt in pictures]
            about = {"reshares": reshares, "corrects": corrects}
            return board.pin(session, remote_id, attempt_key, text, reply_to, database_time(session), shown, **about).public_id

    def words_of(self, public_id: str) -> tuple[str, datetime] | None:
        """What an entry says and since when; None: it is down."""
        with reading() as session:
            entry = board.words_of(session, public_id)
        return (entry.text or "", entry.published_at) if entry else None

    def stands(self, notice: Notice) -> bool:
        """Whether it is up."""
        with reading() as session:
            return board.stands(session, notice)

    def find(self, attempt_key: str) -> str | None:
        """The entry that this key put up, if any."""
        with reading() as session:
            entry = board.by_key(session, attempt_key)
        return entry.public_id if entry else None

    def withdraw(self, public_id: str) -> bool:
        """Take a text down."""
        with transaction() as session:
            return board.withdraw(session, public_id, database_time(session))
