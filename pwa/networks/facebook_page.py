"""A Facebook Page, by Meta's Graph API. No keys against sending twice: after a doubt the Page's own posts are looked at, or a person."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Unpack
from urllib.parse import urlencode

from pwa.networks import doubt
from pwa.networks import facebook_page_looks as looks
from pwa.networks.asking import MEDIA_SECONDS, READ_SECONDS, No, has_id, let_in, look, path, tell
from pwa.networks.contract import (
    UNNAMED,
    Accepted,
    Carries,
    Edited,
    Found,
    Limits,
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
    Unsure,
)
from pwa.networks.facebook_page_refusals import DUPLICATE, Already, Gone, no, no_post, no_twice
from pwa.networks.preparing import Preparing, as_file
from pwa.networks.room import check_room
from pwa.outbound import Body, Way
from pwa.rules.words import n_
from pwa.rules.x_text import x_links

HOME = "https://graph.facebook.com"
VERSION = "v26.0"
LIMITS = Limits(text=63_206, unit=Unit.GRAPHEMES, pictures=10, picture_bytes=4_000_000, alt=1_000)
ADDRESS_SECONDS = 5.0  # it is out by then: a lease that ran out while its address was asked for would put that in doubt
LOOKED_AT = 25  # posts, by a look from outside
NOT_SHOWN = (n_("Facebook shows us the posts of your own Page only."), n_("Look at it there."))


def card_of(text: str) -> str | None:
    """The link that Facebook is asked to show a preview of: the first that says its protocol."""
    return next((one for one in x_links(text) if "://" in one), None)


class FacebookPage:
    """The adapter, for any number of threads. Each part of a series is a post of its own: there is nothing to hang it on."""

    name = "facebook_page"
    label = n_("Facebook Page")
    carries = Carries.WORDS  # a link and pictures do not go together

    def __init__(
        self, way: Way, *, version: str = VERSION, home: str = HOME, read: float = READ_SECONDS, media: float = MEDIA_SECONDS
    ) -> None:
        self._way, self._base, self._read, self._media = way, f"{home}/{version}", read, media

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """Pictures first, where nobody sees them, then the post, then its address. Raises Refused, TryLater or Unsure."""
        check_room(part, looks.length(part.text), self.limits(place), self.label)
        said = self._words(part)
        if part.pictures:
            preparing = Preparing()
            said["attached_media"] = [{"media_fbid": self._upload(picture, place, preparing)} for picture in part.pictures]
        try:
            post = self._tell(place, path(place.remote_id, "feed"), said)
        except Already:
            return doubt.standing_already(part, lambda since: self._published(part, place, since), DUPLICATE)
        return Accepted(post["id"], self._address(post["id"], place))

    def find(self, part: Outgoing, place: Place) -> Accepted | Found:
        """What the Page has published since the attempt began. That list may be late, so "not there" is never believed."""
        return doubt.find(part, lambda since: self._published(part, place, since))

    def retract(self, remote_id: str, place: Place) -> Retracted:
        """Delete it. Facebook says the same of what is gone and of what we may not see: then the Page itself has to answer."""
        if remote_id.startswith(UNNAMED):
            return Retracted.NOT_OFFERED
        try:
            self._look(place, "DELETE", path(remote_id), no=no_post)
        except Gone:
            self._page_answers(place)
            return Retracted.ALREADY_GONE
        return Retracted.RETRACTED

    def edit(self, remote_id: str, part: Outgoing, place: Place) -> Edited:
        """What hangs on it stays. Facebook lets an app change only what that app has posted."""
        if remote_id.startswith(UNNAMED):
            return Edited.NOT_OFFERED
        check_room(part, looks.length(part.text), self.limits(place), self.label)
        try:
            self._tell(place, path(remote_id), {"message": part.text}, no=no_post, proof=looks.says_done)
        except Gone:
            self._page_answers(place)
            return Edited.GONE
        except Unsure as unsure:
            return self._read_back(remote_id, part, place, unsure)
        return self._read_back(remote_id, part, place, Unsure(n_("It took the edit, and does not show it.")))

    def length(self, text: str) -> int:
        """In grapheme clusters."""
        return looks.length(text)

    def limits(self, place: Place) -> Limits:
        """The same for every Page."""
        return LIMITS

    @staticmethod
    def reshares(address: str) -> Target | None:
        """A post on Facebook: its link goes into a post of one's own."""
        found = looks.ADDRESS.fullmatch(address)
        return Target(FacebookPage.name, address, found["id"] or found["story"]) if found else None

    def show(self, target: Target, place: Place) -> Shown:
        """A post of this Page. Of another's Facebook says the same as of what is gone, to everybody who is not that Page.

        Raises Refused or TryLater.
        """
        named = f"{place.remote_id}_{target.remote_id}"
        try:
            said = self._look(place, "GET", f"{path(named)}?{urlencode({'fields': looks.FIELDS_TO_SHOW})}", no=no_post)
        except Gone:
            raise Refused(*NOT_SHOWN) from None
        return looks.shown(said, place.handle)

    def standing(self, remote_id: str, place: Place) -> Shown | None:
        """Facebook says the same of what is gone and of what we may not see: then the Page itself has to answer.

        Raises Refused or TryLater.
        """
        if remote_id.startswith(UNNAMED):
            raise Refused(*NOT_SHOWN)
        try:
            said = self._look(place, "GET", f"{path(remote_id)}?{urlencode({'fields': looks.FIELDS_TO_SHOW})}", no=no_post)
        except Gone:
            self._page_answers(place)
            return None
        return looks.shown(said, place.handle)

    def recent(self, place: Place) -> list[Seen]:
        """What the Page has published, from wherever."""
        query = urlencode({"fields": looks.FIELDS, "limit": LOOKED_AT})
        return looks.seen(self._look(place, "GET", f"{path(place.remote_id, 'published_posts')}?{query}"))

    def _page_answers(self, place: Place) -> None:
        """What is not there is gone, and not just hidden from us: the Page itself is shown. Raises Refused or TryLater when it is not."""
        self._look(place, "GET", f"{path(place.remote_id)}?fields=id")

    def _words(self, part: Outgoing) -> dict[str, Any]:
        link = part.reshares or card_of(part.text)
        if part.reshares and part.pictures:
            raise Refused(n_("Facebook shows pictures or a reshare, and not both in one post."), n_("Leave one of them out."))
        words = {"message": part.text} if part.text else {}
        return words | ({"link": link} if link and not part.pictures else {})

    def _upload(self, picture: OutgoingPicture, place: Place, preparing: Preparing) -> str:
        """One upload too many is harmless: what hangs on no post is seen by nobody."""
        about = {"published": "false"} | ({"alt_text_custom": picture.alt} if picture.alt else {})
        within = preparing.left(self._media)
        said = self._look(place, "POST", path(place.remote_id, "photos"), within=within, data=about, files={"source": as_file(picture)})
        if not has_id(said):
            raise TryLater
        return str(said["id"])

    def _address(self, post_id: str, place: Place) -> str:
        try:
            said = self._look(place, "GET", f"{path(post_id)}?fields=permalink_url", within=min(self._read, ADDRESS_SECONDS))
        except (Refused, TryLater):
            said = None
        return looks.address_of(said, post_id)

    def _read_back(self, remote_id: str, part: Outgoing, place: Place, unsure: Unsure) -> Edited:
        try:
            if looks.reads(self._look(place, "GET", f"{path(remote_id)}?fields=message"), part):
                return Edited.EDITED
        except (Refused, TryLater):
            pass  # it is no more certain than it was
        raise unsure

    def _published(self, part: Outgoing, place: Place, since: datetime | None) -> Accepted | None:
        query = {"fields": looks.FIELDS, "limit": "100"} | ({"since": str(int(since.timestamp()))} if since else {})
        said = self._look(place, "GET", f"{path(place.remote_id, 'published_posts')}?{urlencode(query)}")
        for post in looks.posts(said):
            if looks.is_ours(post, part, since):
                return Accepted(post["id"], looks.address_of(post, post["id"]))
        return None

    def _tell(self, place: Place, where: str, said: dict[str, Any], *, no: No = no_twice, proof: Callable[[Any], bool] = has_id) -> Any:
        content = json.dumps(said).encode()
        headers = let_in(place) | {"Content-Type": "application/json"}
        return tell(self._way, "POST", self._base + where, headers, no=no, proof=proof, within=self._read, content=content)

    def _look(self, place: Place, method: str, where: str, *, no: No = no, within: float | None = None, **body: Unpack[Body]) -> Any:
        """What does no harm when it is asked again."""
        return look(self._way, method, self._base + where, let_in(place), no=no, within=within or self._read, **body)
