"""The record."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from pwa.store.tables.columns import Table, number, raw_bytes


class LedgerLine(Table, table=True):
    """One line of one chain; triggers refuse to change or delete it."""

    __tablename__ = "ledger_lines"
    __table_args__ = (UniqueConstraint("chain", "number"),)
    id: int = number()
    chain: str
    number: int
    body: str  # canonical JSON
    previous: str
    hash: str


class LedgerText(Table, table=True):
    """Personal words that a ledger line holds only as a salted hash; deleting the row leaves the chain whole."""

    __tablename__ = "ledger_texts"
    digest: str = Field(primary_key=True)
    salt: bytes = raw_bytes()
    text: str
