"""One Bluesky server, asked on behalf of one part: for what does no harm when it is asked again, and not for longer than there is time."""

import time
from collections.abc import Mapping
from typing import Any, Unpack
from urllib.parse import urlencode

from pwa.networks.asking import LONGEST_ID, MEDIA_SECONDS, Asks, look
from pwa.networks.bluesky_access import let_in
from pwa.networks.bluesky_records import PROFILES, Json, Record, record_at
from pwa.networks.bluesky_refusals import NotThere, no
from pwa.networks.contract import Place, Refused, TryLater
from pwa.outbound import Body
from pwa.rules.words import n_

PAGE = 50
SLASHES = 4  # at://who/collection/key
PREPARE_SECONDS = 40.0  # for everything before the record itself: what is left of a delivery's lease is for that


class Server:
    """Where a Place is, for the next forty seconds, or `within` so many. One answer may take `read`, one to a picture `media`."""

    def __init__(self, way: Asks, place: Place, read: float, media: float = MEDIA_SECONDS, within: float = PREPARE_SECONDS) -> None:
        self._way, self._place, self._read, self._media = way, place, read, media
        self._until = time.monotonic() + within

    def record(self, where: Record) -> Json:
        """Its `uri`, `cid` and `value`. Anybody may read them. Raises NotThere or TryLater."""
        said = self._read_of("com.atproto.repo.getRecord", repo=where.who, collection=where.collection, rkey=where.key)
        if not isinstance(said, dict) or not isinstance(said.get("cid"), str) or not isinstance(said.get("value"), dict):
            raise TryLater
        return {"uri": where.uri, "cid": said["cid"], "value": said["value"]}

    def newest(self, who: str, collection: str) -> list[tuple[Record, Json]]:
        """What stands in a collection, by its keys, the newest of them first. Raises TryLater."""
        said = self._read_of("com.atproto.repo.listRecords", repo=who, collection=collection, limit=str(PAGE))
        listed = said.get("records") if isinstance(said, dict) else None
        if not isinstance(listed, list):
            raise TryLater
        return [(record_at(one["uri"]), one["value"]) for one in listed if _is_record(one)]

    def reference(self, where: Record) -> Json:
        """What another record says to mean exactly this one. Raises NotThere."""
        found = self.record(where)
        return {"uri": found["uri"], "cid": found["cid"]}

    def reply(self, to: str) -> Json:
        """What an answer to this post says: the post, and the one that everything began with. Raises Refused when it is gone."""
        try:
            found = self.record(record_at(to))
        except NotThere:
            raise Refused(n_("The part before it is not there any more."), n_("Send it as a post of its own.")) from None
        parent, before = {"uri": found["uri"], "cid": found["cid"]}, found["value"].get("reply")
        return {"root": before["root"] if isinstance(before, dict) else parent, "parent": parent}

    def who(self, handle: str) -> str | None:
        """The account's own id; None when the handle is nobody's."""
        if handle.startswith("did:"):
            return handle
        try:
            said = self._read_of("com.atproto.identity.resolveHandle", handle=handle)
        except Refused:
            return None
        found = said.get("did") if isinstance(said, dict) else None
        return found if isinstance(found, str) and found.startswith("did:") else None

    def handle_of(self, who: str) -> str:
        """What an account goes by, where that leads back to it; else its id, for anybody may claim any handle."""
        try:
            said = self._read_of("com.atproto.repo.describeRepo", repo=who)
            found = said.get("handle") if isinstance(said, dict) else None
            return found if isinstance(found, str) and self.who(found) == who else who
        except (NotThere, Refused, TryLater):
            return who

    def name_of(self, who: str) -> str:
        """What an account calls itself; "" when it says nothing, or is not known here."""
        try:
            said = self.record(Record(who, PROFILES, "self"))["value"].get("displayName")
        except (NotThere, Refused, TryLater):
            return ""
        return said.strip() if isinstance(said, str) else ""

    def upload(self, picture: bytes, media_type: str) -> None:
        """Leave its bytes there; a record that names them must follow."""
        self._ask("POST", "com.atproto.repo.uploadBlob", {"Content-Type": media_type}, self._media, ours=True, content=picture)

    def delete(self, where: Record) -> bool:
        """False: it was gone already."""
        what = {"repo": where.who, "collection": where.collection, "rkey": where.key}
        try:
            said = self._ask("POST", "com.atproto.repo.deleteRecord", ours=True, json=what)
        except NotThere:
            return False
        return isinstance(said, dict) and bool(said.get("commit"))

    def _read_of(self, name: str, **query: str) -> Any:
        return self._ask("GET", f"{name}?{urlencode(query)}")

    def _ask(
        self,
        method: str,
        name: str,
        headers: Mapping[str, str] | None = None,
        within: float | None = None,
        *,
        ours: bool = False,
        **body: Unpack[Body],
    ) -> Any:
        """`ours`: as the account that it is."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TryLater
        within = min(within or self._read, left)
        way = let_in(self._way, self._place) if ours else self._way
        return look(way, method, address(self._place, name), headers or {}, no=no, within=within, **body)


def address(place: Place, name: str) -> str:
    """Where a server answers to this name."""
    return f"{place.home}/xrpc/{name}"


def _is_record(said: Any) -> bool:
    uri = said.get("uri") if isinstance(said, dict) else None
    named = isinstance(uri, str) and uri.count("/") == SLASHES and len(uri) <= LONGEST_ID
    return named and isinstance(said.get("value"), dict)
