"""Pretends to be Meta's Graph API for Pages, by its published rules: codes, limits, hidden pictures. What was published stays."""

import itertools
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pwa import clock
from pwa.networks.contract import Network, Place
from pwa.networks.facebook_page import VERSION, FacebookPage
from pwa.networks.facebook_page_looks import FIELDS_TO_SHOW
from pwa.outbound import LARGEST_NETWORK_ANSWER, META_HOSTS, Way
from tests.networks.door import Door
from tests.networks.far import Standing
from tests.networks.pretending import Asked, Pretending, Said

PAGES = {"wv11-token": "2001", "other-token": "2002"}
LARGEST_PICTURE = 10_000_000
LONGEST = 63_206


@dataclass(frozen=True)
class Post:
    """One post, as it was published."""

    id: str
    page: str
    message: str
    link: str | None
    pictures: tuple[str, ...]
    at: datetime


class PretendsFacebook(Pretending):
    """What the contract test needs, too. `published` only grows; what was deleted or changed since is in `gone` and `edited`."""

    post_at = ("POST", "/2001/feed")
    picture_at = ("POST", "/2001/photos")
    sends_again = knows_keys = threads = False
    takes_down = reshares = reshares_by_link = True
    nobodys = "https://www.facebook.com/other/posts/1"
    shows = False  # of another Page

    def __init__(self) -> None:
        super().__init__()
        self.pages = dict(PAGES)  # by what lets one in
        self.published: list[Post] = []
        self.gone: set[str] = set()
        self.edited: dict[str, str] = {}  # what a post says by now
        self.pictures: dict[str, tuple[str, str]] = {}  # whose it is, and its description
        self.problem: Said | None = None  # what it says next, whatever it is asked
        self.stores_and_says: Said | None = None  # what it says to the next post, which it has published all the same
        self._ids = itertools.count(9001)
        self.door = Door(self.port)
        self.secrets = {"token": "wv11-token"}
        self.place = Place("wv11", "2001")

    def network(self, *, read: float = 20.0, home: str = "") -> Network:
        """With a way out that may come to this machine, and may go to Meta."""
        way = Way(META_HOSTS, loopback=True, largest=LARGEST_NETWORK_ANSWER, reuse=False)
        return FacebookPage(way, home=home or self.door.address, read=read, media=read)

    def standing(self, words: str) -> list[Standing]:
        """From the record."""
        ours = [one for one in self._standing("2001") if words in one.message]
        return [Standing(one.id, one.message, None, tuple(self.pictures[each][1] for each in one.pictures)) for one in ours]

    def anothers(self, words: str) -> str:
        """On another Page."""
        return f"https://www.facebook.com/other/posts/{self._publish('2002', words, None, ()).id.partition('_')[2]}"

    def stop(self) -> None:
        """The door too."""
        self.door.close()
        self.end()

    def answer(self, asked: Asked) -> Said:
        """Who asks, and in which version, comes first."""
        if asked.token not in self.pages:
            return error(190, "Error validating access token", status=401)
        if self.problem:
            said, self.problem = self.problem, None
            return said
        if asked.path[0] != VERSION or not re.fullmatch(r"v[0-9]+\.[0-9]+", asked.path[0]):
            return error(2635, "You are calling a version that does not exist.")
        return self._answer(asked, self.pages[asked.token])

    def _answer(self, asked: Asked, page: str) -> Said:
        match asked.method, *asked.path[1:]:
            case "POST", named, "feed":
                return self._feed(asked, page) if named == page else not_allowed()
            case "POST", named, "photos":
                return self._photo(asked, page) if named == page else not_allowed()
            case "GET", named, "published_posts":
                return self._published(asked, page) if named == page else not_allowed()
            case "POST", named:
                return self._edit(asked, page, named)
            case "GET", named if named == page:
                return Said(200, {"id": page}) if asked.query == {"fields": "id"} else error(100, "Unknown fields.")
            case (("GET" | "DELETE"), named):
                return self._one(asked, page, named)
        return error(2500, "Unknown path components.")

    def _feed(self, asked: Asked, page: str) -> Said:
        said = asked.json
        message, link, media = said.get("message", ""), said.get("link"), said.get("attached_media", [])
        if not asked.only(said, "message", "link", "attached_media") or not (message or link or media):
            return error(100, "Invalid parameter.")
        pictures = tuple(one["media_fbid"] for one in media)
        if (link and media) or len(message) > LONGEST or any(self.pictures.get(one, ("",))[0] != page for one in pictures):
            return error(100, "Invalid parameter.")
        if not pictures and message and any(one.message == message and not one.pictures for one in self._standing(page)):
            return error(506, "Duplicate status message.")
        made = self._publish(page, message, link, pictures)
        if self.stores_and_says:
            answer, self.stores_and_says = self.stores_and_says, None
            return answer
        return Said(200, {"id": made.id})

    def _edit(self, asked: Asked, page: str, named: str) -> Said:
        """Only the words can be changed."""
        if not any(one.id == named for one in self._standing(page)):
            return error(100, "Unsupported request. Object does not exist, or cannot be loaded.", 33)
        if not asked.only(asked.json, "message") or len(asked.json.get("message", "")) > LONGEST:
            return error(100, "Invalid parameter.")
        self.edited[named] = asked.json["message"]
        return Said(200, {"success": True})

    def _publish(self, page: str, message: str, link: str | None, pictures: tuple[str, ...]) -> Post:
        made = Post(f"{page}_{next(self._ids)}", page, message, link, pictures, clock.now())
        self.published.append(made)
        return made

    def _standing(self, page: str) -> list[Post]:
        now = (replace(one, message=self.edited.get(one.id, one.message)) for one in self.published)
        return [one for one in now if one.id not in self.gone and one.page == page]

    def _photo(self, asked: Asked, page: str) -> Said:
        picture = asked.files.get("source", b"")
        if not asked.only(asked.form, "published", "alt_text_custom") or not asked.only(asked.files, "source") or not picture:
            return error(100, "Invalid parameter.")
        if len(picture) > LARGEST_PICTURE or asked.form.get("published") != "false":
            return error(324, "Missing or invalid image file.")
        made = str(next(self._ids))
        self.pictures[made] = (page, asked.form.get("alt_text_custom", ""))
        return Said(200, {"id": made})

    def _published(self, asked: Asked, page: str) -> Said:
        if not asked.only(asked.query, "fields", "limit", "since") or int(asked.query["limit"]) > 100:
            return error(100, "Invalid parameter.")
        since = datetime.fromtimestamp(int(asked.query.get("since", "0")), UTC)
        found = [_shown(one) for one in reversed(self._standing(page)) if one.at >= since]
        return Said(200, {"data": found[: int(asked.query["limit"])]})

    def _one(self, asked: Asked, page: str, named: str) -> Said:
        found = next((one for one in self._standing(page) if one.id == named), None)
        if found is None:
            return error(100, "Unsupported request. Object does not exist, or cannot be loaded.", 33)
        if asked.method == "DELETE":
            self.gone.add(named)
            return Said(200, {"success": True})
        if asked.query == {"fields": "message"}:
            return Said(200, {"id": named, "message": found.message})
        if asked.query == {"fields": FIELDS_TO_SHOW}:
            return Said(200, _shown(found) | {"from": {"name": "WV11 News", "id": page}})
        if asked.query != {"fields": "permalink_url"}:
            return error(100, "Unknown fields.")
        return Said(200, {"id": named, "permalink_url": _shown(found)["permalink_url"]})


def error(code: int, message: str, below: int | None = None, *, status: int = 400, transient: bool = False, **headers: Any) -> Said:
    """An error as Meta says it."""
    said = {"message": message, "type": "OAuthException", "code": code, "is_transient": transient, "fbtrace_id": "A"}
    shown = {name.replace("_", "-"): json.dumps(value) for name, value in headers.items()}
    return Said(status, {"error": said | ({"error_subcode": below} if below else {})}, shown)


def not_allowed() -> Said:
    """Of a Page that is not this token's."""
    return error(200, "The permission is missing, or it is another Page.", status=403)


def _shown(one: Post) -> dict[str, Any]:
    below = [{"type": "photo"} for _ in one.pictures]
    many = {"type": "album", "subattachments": {"data": below}}
    attached = [many] if len(below) > 1 else below or ([{"type": "share", "unshimmed_url": one.link}] if one.link else [])
    shown: dict[str, Any] = {"id": one.id, "created_time": f"{one.at:%Y-%m-%dT%H:%M:%S+0000}"}
    shown["permalink_url"] = f"https://www.facebook.com/{one.page}/posts/{one.id.partition('_')[2]}"
    shown |= {"message": one.message} if one.message else {}
    return shown | ({"attachments": {"data": attached}} if attached else {})
