"""Records as Bluesky keeps them: their keys, their addresses, and the digest that names exactly one content. Nothing is asked here."""

import hashlib
import re
from base64 import b32decode, b32encode
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import cbor2

from pwa import clock
from pwa.networks.contract import Outgoing, OutgoingPicture, Shown

POSTS, REPOSTS, PROFILES = "app.bsky.feed.post", "app.bsky.feed.repost", "app.bsky.actor.profile"
SITE = "https://bsky.app"  # where people look at them, whichever server they are on
DAG_CBOR, RAW = 0x71, 0x55  # of multiformats: a record, and the bytes of a picture
KEY_LENGTH = 13
LINK = 42  # CBOR's tag for the cid of something else

Json = dict[str, Any]
_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WHO = r"(?P<who>did:[a-z]+:[A-Za-z0-9._:%-]{1,200}|(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z][A-Za-z0-9-]{0,62})"
_ADDRESS = re.compile(
    rf"(?:https://bsky\.app/profile/{_WHO}/post/|at://{_WHO.replace('who', 'of')}/app\.bsky\.feed\.post/)"
    r"(?P<key>[A-Za-z0-9._:~-]{1,512})/?(?:[?#].*)?"
)


class Record(NamedTuple):
    """Where a record is: whose repository, which collection, which key."""

    who: str
    collection: str
    key: str

    @property
    def uri(self) -> str:
        """As the network names it."""
        return f"at://{self.who}/{self.collection}/{self.key}"

    @property
    def page(self) -> str:
        """Where people read it. With an account's id instead of its handle it stays right when the handle changes."""
        return f"{SITE}/profile/{self.who}/post/{self.key}"


def record_at(uri: str) -> Record:
    """What `Record.uri` made a text of."""
    who, collection, key = uri.removeprefix("at://").split("/")
    return Record(who, collection, key)


def post_at(address: str) -> Record | None:
    """The post that an address names, by its page or by itself; None when it names none."""
    found = _ADDRESS.fullmatch(address)
    return Record(found["who"] or found["of"], POSTS, found["key"]) if found else None


def key_of(part: Outgoing) -> str:
    """Its record key, the same at every attempt: a TID of the time it is dated, told apart from others of that moment by its attempt key.

    53 bits of microseconds, the last thousand of them from the attempt key, and 10 bits more of that: sorted by time, as TIDs should be.
    """
    chance = int.from_bytes(hashlib.sha256(part.attempt_key.encode()).digest()[:4])
    millisecond = (part.dated - _EPOCH) // timedelta(milliseconds=1)
    number = (millisecond * 1000 + (chance >> 10) % 1000) << 10 | chance & 0x3FF
    return "".join(_DIGITS[number >> shift & 31] for shift in range(60, -1, -5))


def made_at(where: Record, value: Json) -> datetime:
    """When a record was made, the later of what it says itself and what its key says; whoever wrote both can have lied about either."""
    said = [_moment(value.get("createdAt")), _moment_of_key(where.key)]
    return max((moment for moment in said if moment), default=clock.now())


def post(part: Outgoing, facets: list[Json] | None, reply: Json | None, quoted: Json | None) -> Json:
    """The record of a post: what is not there is left out, for nothing and an empty list are different records."""
    found: Json = {"$type": POSTS, "text": part.text, "createdAt": _written(part.dated)}
    embed = _embed([_image(one) for one in part.pictures], quoted)
    return found | {name: held for name, held in (("facets", facets), ("reply", reply), ("embed", embed)) if held}


def repost(part: Outgoing, subject: Json) -> Json:
    """The record that shows another's post."""
    return {"$type": REPOSTS, "subject": subject, "createdAt": _written(part.dated)}


def shown(value: Json, at: datetime, handle: str, author: str) -> Shown:
    """The record of somebody's post as its readers see it."""
    carried = value.get("embed")
    embed: Json = carried if isinstance(carried, dict) else {}
    media = embed.get("media")
    images = (media if isinstance(media, dict) else embed).get("images")
    pictures = len(images) if isinstance(images, list) else 0
    return Shown(author, handle, str(value.get("text") or ""), at, pictures, reshares="record" in embed)


def cid_of(record: Json) -> str:
    """The name of exactly this content, as every server computes it."""
    return _cid(DAG_CBOR, cbor2.dumps(_linked(record), canonical=True))


def _image(picture: OutgoingPicture) -> Json:
    body = picture.read()
    blob = {"$type": "blob", "ref": {"$link": _cid(RAW, body)}, "mimeType": picture.media_type, "size": len(body)}
    return {"image": blob, "alt": picture.alt, "aspectRatio": {"width": picture.width, "height": picture.height}}


def _embed(images: list[Json], quoted: Json | None) -> Json | None:
    pictures = {"$type": "app.bsky.embed.images", "images": images} if images else None
    record = {"$type": "app.bsky.embed.record", "record": quoted} if quoted else None
    if pictures and record:
        return {"$type": "app.bsky.embed.recordWithMedia", "record": record, "media": pictures}
    return pictures or record


def _moment(said: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _moment_of_key(key: str) -> datetime | None:
    if len(key) != KEY_LENGTH or key[0] not in _DIGITS[:16] or set(key) - set(_DIGITS):
        return None
    number = 0
    for letter in key:
        number = number * len(_DIGITS) + _DIGITS.index(letter)
    return _EPOCH + (number >> 10) * timedelta(microseconds=1)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _cid(codec: int, content: bytes) -> str:
    found = bytes((1, codec, 0x12, 32)) + hashlib.sha256(content).digest()
    return "b" + b32encode(found).decode().lower().rstrip("=")


def _linked(said: Any) -> Any:
    """JSON's {"$link": cid} as CBOR has it."""
    if isinstance(said, dict):
        if said.keys() == {"$link"}:
            text = said["$link"][1:].upper()
            return cbor2.CBORTag(LINK, b"\0" + _unpadded(text))
        return {name: _linked(value) for name, value in said.items()}
    return [_linked(one) for one in said] if isinstance(said, list) else said


def _unpadded(text: str) -> bytes:
    return b32decode(text + "=" * (-len(text) % 8))
