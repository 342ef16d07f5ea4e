"""Pretends to be X, by the rules that it publishes: problem JSON, limits, no duplicates, short links. What was published stays."""

import html
import itertools
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pwa import clock
from pwa.networks.contract import Network, Place
from pwa.networks.x import X
from pwa.outbound import LARGEST_NETWORK_ANSWER, X_HOSTS, Way
from pwa.rules.x_text import x_length, x_links
from tests.networks.door import Door
from tests.networks.far import Standing
from tests.networks.pretending import Asked, Pretending, Said

ACCOUNTS = {"clerk-token": ("1001", "clerk"), "anna-token": ("1002", "anna")}
LARGEST_PICTURE = 5 * 1024 * 1024
WINDOW = timedelta(minutes=15)
ABOUT_BLANK = "about:blank"


@dataclass(frozen=True)
class Tweet:
    """One post, as it was published."""

    id: str
    account: str
    text: str
    reply_to: str | None
    media: tuple[str, ...]
    at: datetime
    retweets: str | None = None


class PretendsX(Pretending):
    """What the contract test needs, too. `published` only grows; what was deleted since is in `gone`."""

    post_at = ("POST", "/2/tweets")
    picture_at = ("POST", "/2/media/upload")
    sends_again = knows_keys = False
    takes_down = threads = reshares = shows = True
    reshares_by_link = False
    nobodys = "https://twitter.com/anna/status/1"

    def __init__(self) -> None:
        super().__init__()
        self.accounts = dict(ACCOUNTS)  # by what lets one in
        self.published: list[Tweet] = []
        self.gone: set[str] = set()
        self.alts: dict[str, str] = {}
        self.media: dict[str, str] = {}  # whose it is
        self.left = 10_000  # requests, until the window is over
        self.protected: set[str] = set()  # accounts whose posts are not for everybody
        self.problem: Said | None = None  # what it says next, whatever it is asked
        self._ids = itertools.count(1_990_000_000_000_000_001)
        self.door = Door(self.port)
        self.secrets = {"token": "clerk-token"}
        self.place = Place("clerk", "1001")

    def network(self, *, read: float = 20.0, home: str = "", replies: bool = True) -> Network:
        """With a way out that may come to this machine, and may go to X."""
        way = Way(X_HOSTS, loopback=True, largest=LARGEST_NETWORK_ANSWER, reuse=False)
        return X(way, replies=replies, home=home or self.door.address, read=read, media=read)

    def standing(self, words: str) -> list[Standing]:
        """From the record."""
        ours = [one for one in self._standing("1001") if words in one.text]
        return [Standing(one.id, one.text, one.reply_to, tuple(self.alts.get(medium, "") for medium in one.media)) for one in ours]

    def anothers(self, words: str) -> str:
        """By another account."""
        return f"https://x.com/anna/status/{self._publish('1002', words, None, ()).id}"

    def stop(self) -> None:
        """The door too."""
        self.door.close()
        self.end()

    def answer(self, asked: Asked) -> Said:
        """Who asks, and how often, comes first."""
        if asked.token not in self.accounts:
            return problem(401, "Unauthorized", "Unauthorized")
        if self.problem:
            said, self.problem = self.problem, None
            return said
        self.left -= 1
        if self.left < 0:
            return self._counted(problem(429, "Too Many Requests", "Too Many Requests"))
        return self._counted(self._answer(asked, self.accounts[asked.token][0]))

    def _answer(self, asked: Asked, account: str) -> Said:
        match asked.method, *asked.path:
            case "POST", "2", "tweets":
                return self._tweet(asked, account)
            case "GET", "2", "tweets", tweet:
                return self._one(asked, tweet)
            case "DELETE", "2", "tweets", tweet:
                return self._delete(tweet, account)
            case "GET", "2", "users", user, "tweets":
                return self._timeline(asked, user)
            case "POST", "2", "users", user, "retweets" if user == account and asked.only(asked.json, "tweet_id"):
                return self._retweet(str(asked.json.get("tweet_id")), account)
            case "DELETE", "2", "users", user, "retweets", tweet if user == account:
                self.gone |= {one.id for one in self._standing(account) if one.retweets == tweet}
                return Said(200, {"data": {"retweeted": False}})
            case "POST", "2", "media", "upload":
                return self._upload(asked, account)
            case "POST", "2", "media", "metadata":
                return self._describe(asked, account)
        return problem(403, "Forbidden", "You are not permitted to perform this action.")

    def _tweet(self, asked: Asked, account: str) -> Said:
        said, reply, media = asked.json, asked.json.get("reply", {}), asked.json.get("media", {})
        known = asked.only(said, "text", "reply", "media")
        if not known or not asked.only(reply, "in_reply_to_tweet_id") or not asked.only(media, "media_ids"):
            return invalid("One or more parameters to your request was invalid.")
        text, pictures, before = said.get("text", ""), tuple(media.get("media_ids", ())), reply.get("in_reply_to_tweet_id")
        if not isinstance(text, str) or not (text or pictures):
            return invalid("Requires either text or media.")
        if len(pictures) > 4 or any(self.media.get(one) != account for one in pictures):
            return invalid("Your media IDs are invalid.")
        if x_length(text) > 280:
            return problem(403, "Forbidden", "Your Tweet text is too long.")
        if before is not None and before not in {one.id for one in self._standing()}:
            return problem(403, "Forbidden", "You attempted to reply to a Tweet that is deleted or not visible to you.")
        if any(one.text == text and not pictures and one.reply_to == before for one in self._standing(account)):
            return problem(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.")
        made = self._publish(account, text, before, pictures)
        return Said(201, {"data": {"id": made.id, "text": text, "edit_history_tweet_ids": [made.id]}})

    def _publish(self, account: str, text: str, reply_to: str | None, media: tuple[str, ...], retweets: str | None = None) -> Tweet:
        made = Tweet(str(next(self._ids)), account, unicodedata.normalize("NFC", text), reply_to, media, clock.now(), retweets)
        self.published.append(made)
        return made

    def _standing(self, account: str | None = None) -> list[Tweet]:
        return [one for one in self.published if one.id not in self.gone and account in (None, one.account)]

    def _delete(self, tweet: str, account: str) -> Said:
        for one in self._standing():
            if one.id == tweet:
                if one.account != account:
                    return problem(403, "Forbidden", "You are not authorized to delete this Tweet.")
                self.gone.add(tweet)
                return Said(200, {"data": {"deleted": True}})
        return problem(404, "Not Found Error", f"Could not find tweet with id: [{tweet}].")

    def _retweet(self, tweet: str, account: str) -> Said:
        if tweet not in {one.id for one in self._standing()}:
            return problem(404, "Not Found Error", f"Could not find tweet with tweet_id: [{tweet}].")
        if any(one.retweets == tweet for one in self._standing(account)):
            return problem(403, "Forbidden", "You cannot retweet a Tweet that you have already retweeted.")
        self._publish(account, "RT", None, (), tweet)
        return Said(200, {"data": {"retweeted": True}})

    def _one(self, asked: Asked, tweet: str) -> Said:
        if not asked.only(asked.query, "tweet.fields", "expansions", "user.fields"):
            return invalid("The query parameters are invalid.")
        found = next((one for one in self._standing() if one.id == tweet), None)
        if found is None:
            kind = "https://api.twitter.com/2/problems/resource-not-found"
            missing = {"value": tweet, "title": "Not Found Error", "resource_type": "tweet", "resource_id": tweet, "type": kind}
            return Said(200, {"errors": [missing | {"detail": f"Could not find tweet with id: [{tweet}]."}]})
        name = next(name for number, name in self.accounts.values() if number == found.account)
        author = {"id": found.account, "name": name.title(), "username": name, "protected": found.account in self.protected}
        return Said(200, {"data": self._shown(found) | {"author_id": found.account}, "includes": {"users": [author]}})

    def _timeline(self, asked: Asked, user: str) -> Said:
        if not asked.only(asked.query, "max_results", "start_time", "tweet.fields") or not 5 <= int(asked.query["max_results"]) <= 100:
            return invalid("The query parameters are invalid.")
        since = datetime.fromisoformat(asked.query.get("start_time", "2010-11-06T00:00:00Z"))
        found = [self._shown(one) for one in reversed(self._standing(user)) if one.at >= since][: int(asked.query["max_results"])]
        return Said(200, {"data": found, "meta": {"result_count": len(found)}} if found else {"meta": {"result_count": 0}})

    def _shown(self, one: Tweet) -> dict[str, Any]:
        text, urls = html.escape(one.text, quote=False), []
        for number, link in enumerate(x_links(one.text)):
            short = f"https://t.co/{one.id[-6:]}{number:04}"
            text = text.replace(html.escape(link, quote=False), short, 1)
            urls.append({"url": short, "expanded_url": link if "://" in link else f"http://{link}", "display_url": link})
        if one.media:
            short = f"https://t.co/{one.id[-6:]}pics"
            text = f"{text} {short}".strip()
            photo = f"https://x.com/x/status/{one.id}/photo/1"
            urls += [{"url": short, "expanded_url": photo, "display_url": "pic.x.com/x", "media_key": f"3_{key}"} for key in one.media]
        shown: dict[str, Any] = {"id": one.id, "text": text, "created_at": f"{one.at:%Y-%m-%dT%H:%M:%S.000Z}"}
        refers = {"replied_to": one.reply_to, "retweeted": one.retweets}
        shown |= {"referenced_tweets": [{"type": kind, "id": to} for kind, to in refers.items() if to]} if any(refers.values()) else {}
        shown |= {"entities": {"urls": urls}} if urls else {}
        return shown | ({"attachments": {"media_keys": [f"3_{key}" for key in one.media]}} if one.media else {})

    def _upload(self, asked: Asked, account: str) -> Said:
        picture = asked.files.get("media", b"")
        if not asked.only(asked.form, "media_category", "media_type") or not asked.only(asked.files, "media") or not picture:
            return invalid("One or more parameters to your request was invalid.")
        if asked.form.get("media_category") != "tweet_image" or len(picture) > LARGEST_PICTURE:
            return invalid("The media could not be taken.")
        medium = str(next(self._ids))
        self.media[medium] = account
        return Said(200, {"data": {"id": medium, "media_key": f"3_{medium}", "size": len(picture), "expires_after_secs": 86400}})

    def _describe(self, asked: Asked, account: str) -> Said:
        about = asked.json.get("metadata", {})
        text = about.get("alt_text", {}).get("text")
        if (
            not asked.only(asked.json, "id", "metadata")
            or not asked.only(about, "alt_text")
            or not isinstance(text, str)
            or len(text) > 1000
        ):
            return invalid("One or more parameters to your request was invalid.")
        if self.media.get(str(asked.json.get("id"))) != account:
            return problem(403, "Forbidden", "This media belongs to somebody else.")
        self.alts[str(asked.json["id"])] = text
        return Said(200, {"data": {"id": asked.json["id"], "associated_metadata": about}})

    def _counted(self, said: Said) -> Said:
        reset = clock.now().astimezone(UTC) + WINDOW
        said.headers |= {"x-rate-limit-limit": "10000", "x-rate-limit-remaining": str(max(self.left, 0))}
        said.headers |= {"x-rate-limit-reset": str(int(reset.timestamp()))}
        return said


def problem(status: int, title: str, detail: str, kind: str = ABOUT_BLANK) -> Said:
    """An error as X says it."""
    return Said(status, {"title": title, "detail": detail, "type": kind, "status": status})


def invalid(detail: str) -> Said:
    """Of a request that it does not understand."""
    kind = "https://api.x.com/2/problems/invalid-request"
    return Said(400, {"errors": [{"message": detail}], "title": "Invalid Request", "detail": detail, "type": kind})
