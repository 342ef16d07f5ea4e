"""Mastodon, and whoever speaks its language: GoToSocial, snac, Pleroma and others. Each Channel has a server of its own."""

import re
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from pwa import clock
from pwa.networks import mastodon_looks as looks
from pwa.networks.asking import MEDIA_SECONDS, READ_SECONDS, has_id, let_in, tell
from pwa.networks.contract import (
    Accepted,
    Carries,
    Edited,
    Found,
    Limits,
    NotShown,
    Outgoing,
    OutgoingPicture,
    Place,
    Refused,
    Retracted,
    Seen,
    Shown,
    Target,
    TryLater,
    Unsure,
)
from pwa.networks.doubt import began
from pwa.networks.mastodon_homes import Homes, NotHere, path
from pwa.networks.mastodon_refusals import check_room, no, no_picture, no_post
from pwa.networks.mastodon_statuses import PAGE, Statuses
from pwa.networks.preparing import PREPARING_SECONDS, Preparing, as_file
from pwa.networks.room import check_thread
from pwa.outbound import Way
from pwa.rules.mastodon_text import mastodon_length
from pwa.rules.words import n_

KEY_KEPT_FOR = timedelta(minutes=55)  # Mastodon forgets a key after an hour
_ADDRESS = re.compile(  # of Mastodon, GoToSocial, Pleroma and snac
    r"(https://[^/?#@\s]+/)(?:(?:web|deck)/)?((?:@[^/?#\s]+/[0-9]{1,24}|users/[^/?#\s]+/statuses/[0-9A-Za-z]{1,26}|@[^/?#\s]+/statuses/[0-9A-Z]{26}"
    r"|notice/[0-9A-Za-z]{18}|[^/?#\s]+/p/[0-9]+\.[0-9]+))/?(?:[?#].*)?"
)


@dataclass(frozen=True)
class Pace:
    """How long it waits for what."""

    read: float = READ_SECONDS
    media: float = MEDIA_SECONDS
    prepare: float = PREPARING_SECONDS
    poll: float = 1.0  # seconds until a picture is asked for again
    apart: timedelta = timedelta(seconds=60)  # two empty looks, before Mastodon may be asked a second time


class Mastodon:
    """The adapter, for any number of threads."""

    name = "mastodon"
    label = n_("Mastodon")
    carries = Carries.NOTHING

    def __init__(self, way: Way, pace: Pace | None = None) -> None:
        self._way, self._pace, self._homes = way, pace or Pace(), Homes(way)
        self._statuses = Statuses(way, self._pace.read)
        self._missed: dict[str, timedelta] = {}  # by attempt key: how old the attempt was when a look first found nothing

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """Pictures first, then the post, with its key. Raises Refused, TryLater or Unsure."""
        self._missed.pop(part.attempt_key, None)
        if part.reshares:
            if part.text or part.pictures:
                raise Refused(n_("Mastodon reshares without words or pictures of your own."), n_("Say it in your own words instead."))
            original = self._original(part.reshares, place)
            return looks.named_apart(self._post(part, place, path("v1", "statuses", original, "reblog"), {}), original)
        preparing = Preparing(self._pace.prepare)
        check_thread(part, self.label)
        self._check_room(part, place)
        words: dict[str, Any] = {"status": part.text}
        if part.pictures:
            words["media_ids"] = [self._upload(picture, place, preparing) for picture in part.pictures]
        if part.reply_to:
            words["in_reply_to_id"] = part.reply_to
        return self._post(part, place, path("v1", "statuses"), words)

    def find(self, part: Outgoing, place: Place) -> Accepted | Found:
        """Look through what the account wrote since the attempt began. "Not there" is believed of Mastodon alone, after two looks."""
        try:
            original = self._original(part.reshares, place) if part.reshares else None
            for status in self._statuses.since(began(part), place):
                if looks.reshares(status, original) if original else self._is_ours(status, part, place):
                    return looks.named_apart(_accepted(status, place), original)
        except (Refused, TryLater):
            return Found.CANNOT_TELL
        return self._missing(part, place)

    def retract(self, remote_id: str, place: Place) -> Retracted:
        """Delete it. A server that knows no deletion says the same as one where it is gone: then a look decides."""
        if original := looks.only_reshared(remote_id):
            return self._not_reshared(original, place)
        try:
            self._statuses.ask(place, "DELETE", path("v1", "statuses", remote_id), no=no_post)
        except NotHere:
            return self._gone(remote_id, place)
        return Retracted.RETRACTED

    def edit(self, remote_id: str, part: Outgoing, place: Place) -> Edited:
        """Readers see that it was edited, and what it said before. Pictures that an edit does not name would go, so all are named."""
        check_room(part, self.length(part.text), self.limits(place))
        where = path("v1", "statuses", remote_id)
        try:
            kept = looks.kept_in_edit(self._statuses.ask(place, "GET", where, no=no_post))
        except NotHere:
            return Edited.GONE
        words, headers = {"status": part.text, **kept}, let_in(place)
        try:
            tell(self._way, "PUT", place.home + where, headers, no=no_post, proof=has_id, within=self._pace.read, json=words)
        except NotHere:
            return Edited.NOT_OFFERED  # it was there a moment ago
        except Unsure as doubt:
            return self._read_back(remote_id, part, place, doubt)
        return self._read_back(remote_id, part, place, Unsure(n_("It took the edit, and does not show it.")))

    def length(self, text: str) -> int:
        """In what Mastodon counts."""
        return mastodon_length(text)

    def limits(self, place: Place) -> Limits:
        """What its server says."""
        return self._homes.limits(place.home)

    def knows_limits(self, place: Place) -> bool:
        """Whether its server said so within the hour."""
        return self._homes.knows_limits(place.home)

    @staticmethod
    def reshares(address: str) -> Target | None:
        """A post on any server, in the spellings that are common. Its id there says nothing elsewhere."""
        found = _ADDRESS.fullmatch(address)
        return Target(Mastodon.name, found[1] + found[2], found[2].rpartition("/")[2]) if found else None

    def show(self, target: Target, place: Place) -> Shown:
        """As its own server has it, which may have to fetch it first. One that is not for everybody cannot be reshared.

        Raises NotShown, Refused or TryLater.
        """
        status = self._statuses.at(target.address, place)
        if status is None:
            raise NotShown(n_("Its server does not find this post: it may be gone, or not be for everybody."))
        if not looks.is_public(status):
            raise NotShown(n_("This post is not for everybody, so it cannot be reshared."))
        return looks.shown(status, place.home)

    def standing(self, remote_id: str, place: Place) -> Shown | None:
        """What its server has under this id."""
        return self._statuses.standing(remote_id, place)

    def recent(self, place: Place) -> list[Seen]:
        """What anybody sees on its page, reshares too."""
        query = urlencode({"limit": PAGE})
        said = self._statuses.ask(place, "GET", f"{path('v1', 'accounts', place.remote_id, 'statuses')}?{query}", no=no)
        return [looks.seen(status, at, _accepted(status, place).url) for status, at in looks.public(looks.statuses(said))]

    def _check_room(self, part: Outgoing, place: Place) -> None:
        try:
            check_room(part, self.length(part.text), self.limits(place))
        except Refused:
            if not self._homes.knows_limits(place.home):  # it may take more than is usual
                raise TryLater from None
            raise

    def _post(self, part: Outgoing, place: Place, where: str, words: dict[str, Any]) -> Accepted:
        headers = {**let_in(place), "Idempotency-Key": part.attempt_key}
        said = tell(self._way, "POST", place.home + where, headers, no=no, proof=has_id, within=self._pace.read, json=words)
        return _accepted(said, place)

    def _upload(self, picture: OutgoingPicture, place: Place, preparing: Preparing) -> str:
        """One upload too many is harmless: nobody sees it."""
        within, about, file = preparing.left(self._pace.media), {"description": picture.alt}, {"file": as_file(picture)}
        said = self._statuses.ask(place, "POST", path("v2", "media"), no=no_picture, within=within, data=about, files=file)
        while isinstance(said, dict) and has_id(said) and not said.get("url"):  # it is still being worked on
            time.sleep(preparing.left(self._pace.poll))
            said = self._statuses.ask(place, "GET", path("v1", "media", said["id"]), no=no_picture, within=preparing.left(self._pace.media))
        if not has_id(said):
            raise TryLater
        return str(said["id"])

    def _original(self, address: str, place: Place) -> str:
        """The id that this server gives to the post at an address."""
        status = self._statuses.at(address, place)
        if status is None:
            raise Refused(n_("Its server does not find the post that it reshares."), n_("Say it in your own words instead."))
        return str(status["id"])

    def _is_ours(self, status: dict[str, Any], part: Outgoing, place: Place) -> bool:
        return looks.may_be_ours(status, part) and self._statuses.reads(status, part, place)

    def _read_back(self, remote_id: str, part: Outgoing, place: Place, doubt: Unsure) -> Edited:
        try:
            status = self._statuses.ask(place, "GET", path("v1", "statuses", remote_id), no=no)
            if has_id(status) and self._statuses.reads(status, part, place):
                return Edited.EDITED
        except (Refused, TryLater):
            pass  # it is no more certain than it was
        raise doubt

    def _missing(self, part: Outgoing, place: Place) -> Found:
        if part.age > KEY_KEPT_FOR or not self._homes.keeps_keys(place.home):
            return Found.CANNOT_TELL
        first = self._missed.setdefault(part.attempt_key, part.age)
        if part.age - first < self._pace.apart:
            return Found.CANNOT_TELL
        self._missed.pop(part.attempt_key, None)
        return Found.ABSENT

    def _gone(self, remote_id: str, place: Place) -> Retracted:
        try:
            standing = self._statuses.ask(place, "GET", path("v1", "statuses", remote_id), no=no_post)
        except NotHere:
            next(self._statuses.since(clock.now(), place), None)  # it does answer for this account, and not just for nobody
            return Retracted.ALREADY_GONE
        original = looks.original_of(standing)
        return self._not_reshared(original, place) if original else Retracted.NOT_OFFERED

    def _not_reshared(self, original: str, place: Place) -> Retracted:
        """Some servers delete no reshare, and take it back when they are asked about the original."""
        try:
            self._statuses.ask(place, "POST", path("v1", "statuses", original, "unreblog"), no=no_post)
        except NotHere:
            return Retracted.NOT_OFFERED
        return Retracted.RETRACTED


def _accepted(said: dict[str, Any], place: Place) -> Accepted:
    reshared = said.get("reblog")
    shown = reshared if isinstance(reshared, dict) else said
    addresses = [one for one in (shown.get("url"), shown.get("uri")) if isinstance(one, str) and one.startswith(("https://", "http://"))]
    return Accepted(said["id"], addresses[0] if addresses else f"{place.home}/web/statuses/{said['id']}")
