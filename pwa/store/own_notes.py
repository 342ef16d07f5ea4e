"""Which Persons want a note of their own beside what they write as themself; nobody who reads the table can tell who they are.

A row is a keyed digest of a Person's random handle. The key is derived from the key file, which is in no copy of the store.
"""

import hashlib
import hmac

from sqlmodel import Session, col, delete

from pwa.store.tables import OwnNote, Person

_key = b""


def keyed_by(key: bytes) -> None:
    """From here on in this process."""
    global _key
    _key = key


def wanted(session: Session, somebody: Person) -> bool:
    """Whether this Person wants it."""
    return bool(_key) and session.get(OwnNote, _mark(somebody)) is not None


def want(session: Session, somebody: Person) -> bool:
    """From now on. False: they did already."""
    if wanted(session, somebody):
        return False
    session.add(OwnNote(mark=_mark(somebody)))
    session.flush()
    return True


def want_no_more(session: Session, somebody: Person) -> bool:
    """The row goes. False: there was none."""
    return session.exec(delete(OwnNote).where(col(OwnNote.mark) == _mark(somebody))).rowcount == 1


def _mark(somebody: Person) -> bytes:
    return hmac.digest(_key, b"own notes " + somebody.user_handle, hashlib.sha256)
