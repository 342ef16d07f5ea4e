"""X. No keys against sending twice: a doubt is settled by its own timeline, or by a person."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Unpack
from urllib.parse import quote, urlencode

from pwa.networks import doubt
from pwa.networks import x_looks as looks
from pwa.networks.asking import MEDIA_SECONDS, READ_SECONDS, No, let_in, look, path, tell
from pwa.networks.contract import (
    UNNAMED,
    Accepted,
    Carries,
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
    Unit,
)
from pwa.networks.preparing import Preparing, as_file
from pwa.networks.room import check_room, check_thread
from pwa.networks.x_refusals import DUPLICATE, NO_QUOTES, NO_REPLIES, Already, Gone, no, no_post
from pwa.outbound import Body, Way
from pwa.rules.words import n_
from pwa.rules.x_text import x_length, x_links

HOME = "https://api.x.com"
LIMITS = Limits(text=280, unit=Unit.WEIGHTED, pictures=4, picture_bytes=5 * 1024 * 1024, alt=1_000, series=False)
POST_PRICE, LINK_PRICE, REMOVAL_PRICE = Decimal("0.015"), Decimal("0.200"), Decimal("0.010")  # US dollars, for who pays as they go
LOOKED_AT = "10"  # posts, by a look from outside
NOT_LOOKED_AT = (n_("X gives it no id by which it could be looked at."), n_("Look at it there."))
RESHARED = "reshared:"  # begins an id of ours, where X gives none: with the post that was reshared
_TO_SHOW = {"tweet.fields": "created_at,entities,referenced_tweets,attachments,note_tweet", "expansions": "author_id"}
_TO_SHOW |= {"user.fields": "name,username,protected"}
_FIELDS = {"max_results": "100", "tweet.fields": "created_at,entities,referenced_tweets,attachments"}


class X:
    """The adapter, for any number of threads. `replies`: the operator's keys may answer to posts, so a series can go out."""

    name = "x"
    label = "X"
    carries = Carries.NOTHING

    def __init__(
        self, way: Way, *, replies: bool = False, home: str = HOME, read: float = READ_SECONDS, media: float = MEDIA_SECONDS
    ) -> None:
        self._way, self._replies, self._home, self._read, self._media = way, replies, home, read, media

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """Pictures first, then the post. Raises Refused, TryLater or Unsure."""
        if part.reshares:
            return self._reshare(part, place)
        if part.reply_to and not self._replies:
            raise Refused(*NO_REPLIES)
        check_thread(part, self.label)
        check_room(part, self.length(part.text), self.limits(place), self.label)
        words: dict[str, Any] = {"text": part.text} if part.text else {}
        if part.pictures:
            preparing = Preparing()
            words["media"] = {"media_ids": [self._upload(picture, place, preparing) for picture in part.pictures]}
        if part.reply_to:
            words["reply"] = {"in_reply_to_tweet_id": part.reply_to}
        try:
            said = self._tell(place, "/2/tweets", words, proof=lambda said: looks.id_of(said) is not None)
        except Already:
            return doubt.standing_already(part, lambda since: self._timeline(part, place, since), DUPLICATE)
        return _accepted(str(looks.id_of(said)), place)

    def find(self, part: Outgoing, place: Place) -> Accepted | Found:
        """What its own timeline shows since the attempt began. A timeline lags, so "not there" is never believed."""
        return doubt.find(part, lambda since: self._timeline(part, place, since))

    def retract(self, remote_id: str, place: Place) -> Retracted:
        """Delete it, which costs money too, or take a reshare back."""
        if remote_id.startswith(UNNAMED):
            return Retracted.NOT_OFFERED
        reshared = remote_id.removeprefix(RESHARED) if remote_id.startswith(RESHARED) else None
        where = _path("users", place.remote_id, "retweets", reshared) if reshared else _path("tweets", remote_id)
        try:
            self._look(place, "DELETE", where, no=no_post)
        except Gone:
            return Retracted.ALREADY_GONE
        return Retracted.RETRACTED

    def length(self, text: str) -> int:
        """In its own weights."""
        return x_length(text)

    def limits(self, place: Place) -> Limits:
        """What an account has that pays nothing for itself."""
        return replace(LIMITS, series=self._replies)

    @staticmethod
    def reshares(address: str) -> Target | None:
        """A post on X, under its old name too."""
        found = looks.ADDRESS.fullmatch(address)
        return Target(X.name, f"https://x.com/{found['handle']}/status/{found['id']}", found["id"]) if found else None

    def show(self, target: Target, place: Place) -> Shown:
        """One look, which X may count. Raises NotShown, Refused or TryLater."""
        try:
            found = self._shown(target.remote_id, place)
        except Gone:
            raise NotShown(n_("This post is not on X any more.")) from None
        if found is None:
            raise NotShown(n_("This post is gone from X, or not for everybody."))
        return found

    def standing(self, remote_id: str, place: Place) -> Shown | None:
        """One look, which X may count. A reshare has no id there by which it could be looked at. Raises Refused or TryLater."""
        if remote_id.startswith((UNNAMED, RESHARED)):
            raise Refused(*NOT_LOOKED_AT)
        try:
            return self._shown(remote_id, place)
        except Gone:
            return None

    def recent(self, place: Place) -> list[Seen]:
        """What stands on its timeline, reshares too. X may count each post that it shows."""
        query = urlencode(_FIELDS | {"max_results": LOOKED_AT})
        said = self._look(place, "GET", f"{_path('users', place.remote_id, 'tweets')}?{query}")
        return [self._seen(post, at, place) for post in looks.posts(said) if (at := looks.written_at(post))]

    @staticmethod
    def price(text: str) -> Decimal:
        """A link makes it thirteen times as dear."""
        return LINK_PRICE if x_links(text) else POST_PRICE

    def _reshare(self, part: Outgoing, place: Place) -> Accepted:
        target = self.reshares(part.reshares or "")
        if target is None:
            raise Refused(n_("What it reshares is not on X."), n_("Say it in your own words instead."))
        if part.text:
            raise Refused(*NO_QUOTES)
        accepted = Accepted(RESHARED + target.remote_id, target.address)
        try:
            where, words = _path("users", place.remote_id, "retweets"), {"tweet_id": target.remote_id}
            self._tell(place, where, words, proof=looks.is_reshared, no=no_post)
        except Already:
            return accepted
        except Gone:
            raise Refused(n_("What it reshares is not on X any more."), n_("Say it in your own words instead.")) from None
        return accepted

    def _upload(self, picture: OutgoingPicture, place: Place, preparing: Preparing) -> str:
        """One upload too many is harmless: nobody sees it."""
        about = {"media_category": "tweet_image", "media_type": picture.media_type}
        within = preparing.left(self._media)
        uploaded = looks.id_of(self._look(place, "POST", "/2/media/upload", within=within, data=about, files={"media": as_file(picture)}))
        if uploaded is None:
            raise TryLater
        if picture.alt:
            described = {"id": uploaded, "metadata": {"alt_text": {"text": picture.alt}}}
            if looks.id_of(self._look(place, "POST", "/2/media/metadata", within=preparing.left(self._read), json=described)) is None:
                raise TryLater
        return uploaded

    def _shown(self, remote_id: str, place: Place) -> Shown | None:
        """None: it is gone, or not for everybody. Raises Gone where X says that it is gone."""
        said = self._look(place, "GET", f"{_path('tweets', remote_id)}?{urlencode(_TO_SHOW)}", no=no_post)
        if looks.hidden(said):
            return None
        if (found := looks.shown(said)) is None:
            raise TryLater
        return found

    def _timeline(self, part: Outgoing, place: Place, since: datetime | None) -> Accepted | None:
        query = _FIELDS | ({"start_time": f"{since:%Y-%m-%dT%H:%M:%SZ}"} if since else {})
        said = self._look(place, "GET", f"{_path('users', place.remote_id, 'tweets')}?{urlencode(query)}")
        target = self.reshares(part.reshares) if part.reshares else None
        for post in looks.posts(said):
            if target and looks.reshares(post) == target.remote_id:
                return Accepted(RESHARED + target.remote_id, target.address)
            if not target and looks.is_ours(post, part):
                return _accepted(str(post["id"]), place)
        return None

    def _seen(self, post: dict[str, Any], at: datetime, place: Place) -> Seen:
        words = looks.read(post)
        if reshared := looks.reshares(post):
            return Seen(RESHARED + reshared, f"https://x.com/i/web/status/{reshared}", words, at)
        return Seen(post["id"], _accepted(post["id"], place).url, words, at)

    def _tell(self, place: Place, where: str, words: Mapping[str, Any], *, proof: looks.Proof, no: No = no) -> Any:
        return tell(self._way, "POST", self._home + where, let_in(place), no=no, proof=proof, within=self._read, json=words)

    def _look(self, place: Place, method: str, where: str, *, no: No = no, within: float | None = None, **body: Unpack[Body]) -> Any:
        """What does no harm when it is asked again."""
        return look(self._way, method, self._home + where, let_in(place), no=no, within=within or self._read, **body)


def _path(*steps: str) -> str:
    return path("2", *steps)


def _accepted(post_id: str, place: Place) -> Accepted:
    return Accepted(post_id, f"https://x.com/{quote(place.handle.removeprefix('@'), safe='')}/status/{post_id}")
