"""Bluesky, and every server that speaks its protocol. What is published has a key that we choose: put again, it is the same record."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pwa.networks.asking import MEDIA_SECONDS, READ_SECONDS, tell
from pwa.networks.bluesky_access import let_in
from pwa.networks.bluesky_records import POSTS, REPOSTS, Json, Record, cid_of, key_of, made_at, post, post_at, record_at, repost, shown
from pwa.networks.bluesky_refusals import NotThere, Taken, no
from pwa.networks.bluesky_server import Server, address
from pwa.networks.contract import (
    Accepted,
    Carries,
    Found,
    Limits,
    NotShown,
    Outgoing,
    Place,
    Refused,
    Retracted,
    Seen,
    Shown,
    Target,
    TryLater,
    Unit,
    Unsure,
)
from pwa.networks.room import check_room, check_thread
from pwa.outbound import Way
from pwa.rules.bluesky_text import BLUESKY_BYTES, BLUESKY_GRAPHEMES, Kind, spans
from pwa.rules.text import graphemes
from pwa.rules.words import n_

LIMITS = Limits(BLUESKY_GRAPHEMES, Unit.GRAPHEMES, pictures=4, picture_bytes=1_000_000, alt=2_000, text_bytes=BLUESKY_BYTES)


class Bluesky:
    """The adapter, for any number of threads. How many seconds one answer may take: `read`; one to a picture: `media`."""

    name = "bluesky"
    label = n_("Bluesky")
    carries = Carries.ALL  # then it is a post that quotes

    def __init__(self, way: Way, *, read: float = READ_SECONDS, media: float = MEDIA_SECONDS) -> None:
        self._way, self._read, self._media = way, read, media

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """Look up what it names, upload its pictures, then put the record. Raises Refused, TryLater or Unsure."""
        check_thread(part, self.label)
        check_room(part, self.length(part.text), LIMITS, self.label)
        server = self._server(place)
        record = _record(part, server, list(_facets(part.text, server)))
        for picture in part.pictures:  # one upload too many is harmless: without a record nobody sees it
            server.upload(picture.read(), picture.media_type)
        return self._put(part, place, record)

    def find(self, part: Outgoing, place: Place) -> Accepted | Found:
        """Whether exactly this record stands at its key. Whom a mention leads to is not asked again: that may have changed since."""
        server, where = self._server(place), _where(part, place)
        try:
            standing = server.record(where)
        except NotThere:
            return Found.ABSENT
        except (Refused, TryLater):
            return Found.CANNOT_TELL
        try:
            record = _record(part, server, standing["value"].get("facets"))
        except (Refused, TryLater):
            return Found.CANNOT_TELL
        return _accepted(part, where) if standing["cid"] == cid_of(record) else Found.CANNOT_TELL

    def retract(self, remote_id: str, place: Place) -> Retracted:
        """Delete the record. What was deleted must never be put again: it would be back."""
        return Retracted.RETRACTED if self._server(place).delete(record_at(remote_id)) else Retracted.ALREADY_GONE

    def length(self, text: str) -> int:
        """In grapheme clusters; its bytes are limited too."""
        return graphemes(text)

    def limits(self, place: Place) -> Limits:
        """The same on every server: they belong to the record."""
        return LIMITS

    @staticmethod
    def reshares(address: str) -> Target | None:
        """A post on any server, by its page or by the network's own name for it."""
        found = post_at(address)
        return Target(Bluesky.name, found.page, found.uri) if found else None

    def show(self, target: Target, place: Place) -> Shown:
        """The record, and what its author goes by. Raises NotShown, Refused or TryLater."""
        server, found = self._server(place), post_at(target.address)
        who = server.who(found.who) if found else None
        if found is None or who is None:
            raise NotShown(n_("Nobody on Bluesky goes by the name in this link."))
        try:
            where = found._replace(who=who)
            value = server.record(where)["value"]
        except NotThere:
            raise NotShown(n_("This post is not on Bluesky any more.")) from None
        handle = server.handle_of(who) if found.who == who else found.who
        found_there = shown(value, made_at(where, value), handle, server.name_of(who) or handle)
        return replace(found_there, address=where.page)  # a handle may be somebody else's by the time that it is reshared

    def standing(self, remote_id: str, place: Place) -> Shown | None:
        """The record under this id, in the account's own repository."""
        where = record_at(remote_id)
        try:
            value = self._server(place).record(where)["value"]
        except NotThere:
            return None
        return shown(value, made_at(where, value), place.handle, place.handle)

    def known(self, handles: Sequence[str], place: Place, *, within: float) -> dict[str, bool]:
        """Whether each handle is somebody's, as a mention would ask it; of what was not answered in so many seconds nothing is said."""
        server, found = Server(self._way, place, within, within=within), dict[str, bool]()
        for handle in handles:
            try:
                found[handle] = server.who(handle) is not None
            except (TryLater, NotThere, Taken):  # the other two are no answers to this
                break
        return found

    def recent(self, place: Place) -> Sequence[Seen]:
        """Its newest posts, answers and reshares: everything in a repository is public."""
        server = self._server(place)
        found = [one for collection in (POSTS, REPOSTS) for one in server.newest(place.remote_id, collection)]
        return sorted((_seen(where, value) for where, value in found), key=lambda one: one.at, reverse=True)

    def _server(self, place: Place) -> Server:
        return Server(self._way, place, self._read, self._media)

    def _put(self, part: Outgoing, place: Place, record: Json) -> Accepted:
        where, cid = _where(part, place), cid_of(record)

        def is_it(said: Any) -> bool:
            return isinstance(said, dict) and (said.get("uri"), said.get("cid")) == (where.uri, cid)

        put = {"repo": where.who, "collection": where.collection, "rkey": where.key, "record": record, "swapRecord": None}
        there = address(place, "com.atproto.repo.putRecord")
        try:
            tell(let_in(self._way, place), "POST", there, {}, no=no, proof=is_it, within=self._read, json=put)
        except Taken:  # perhaps by an earlier attempt of ours, when a mention led to somebody else
            raise Unsure(n_("Something else stands where this was to go.")) from None
        return _accepted(part, where)


def _where(part: Outgoing, place: Place) -> Record:
    """A reshare that has words of its own, or pictures, is a post that quotes."""
    bare = part.reshares and not part.text and not part.pictures
    return Record(place.remote_id, REPOSTS if bare else POSTS, key_of(part))


def _record(part: Outgoing, server: Server, facets: list[Json] | None) -> Json:
    shown = _reshared(part.reshares, server) if part.reshares else None
    if shown and not part.text and not part.pictures:
        return repost(part, shown)
    return post(part, facets, server.reply(part.reply_to) if part.reply_to else None, shown)


def _reshared(address: str, server: Server) -> Json:
    try:
        found = post_at(address)
        who = server.who(found.who) if found else None
        if found and who:
            return server.reference(found._replace(who=who))
    except (NotThere, Refused):  # in whatever words
        pass
    raise Refused(n_("Its server does not find the post that it reshares."), n_("Say it in your own words instead."))


def _facets(text: str, server: Server) -> Iterator[Json]:
    """What of its words leads somewhere. A handle that is nobody's stays a word."""
    for span in spans(text):
        match span.kind:
            case Kind.LINK:
                leads = {"uri": span.names}
            case Kind.TAG:
                leads = {"tag": span.names}
            case Kind.MENTION:
                if (who := server.who(span.names)) is None:
                    continue
                leads = {"did": who}
        feature = {"$type": f"app.bsky.richtext.facet#{span.kind}", **leads}
        yield {"index": {"byteStart": span.start, "byteEnd": span.end}, "features": [feature]}


def _accepted(part: Outgoing, where: Record) -> Accepted:
    shown = post_at(part.reshares) if part.reshares and where.collection == REPOSTS else None
    return Accepted(where.uri, (shown or where).page)


def _seen(where: Record, value: Json) -> Seen:
    subject = value.get("subject")
    shown = post_at(str(subject.get("uri"))) if isinstance(subject, dict) else None
    return Seen(where.uri, (shown or where).page, str(value.get("text") or ""), made_at(where, value))
