"""Mastodon where no server that we can start shows it: its waits, its words, its second sends, and servers that answer nonsense."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pwa import clock
from pwa.networks.contract import (
    Accepted,
    Access,
    Disconnected,
    Found,
    Network,
    Outgoing,
    OutgoingPicture,
    Place,
    Refused,
    TryLater,
    Unsure,
)
from pwa.networks.mastodon import Mastodon, Pace
from pwa.outbound import ANY_NAME, Way
from tests.answering import Heard, answering

Said = dict[str, Any] | list[Any] | str | None
Page = tuple[int, Said] | Callable[[Heard], tuple[int, Any]]
PICTURE = OutgoingPicture("p", "image/jpeg", "A bus", 8, 8, 3, lambda: b"jpg")
REAL: dict[str, Page] = {"/nodeinfo/2.0": (200, {"software": {"name": "mastodon"}})}
OTHER: dict[str, Page] = {"/nodeinfo/2.0": (200, {"software": {"name": "gotosocial"}})}
POST = "POST /api/v1/statuses"
NOTHING_THERE: dict[str, Page] = {"GET /api/v1/accounts/1/statuses": (200, [])}


@contextmanager
def home(pages: Mapping[str, Page]) -> Iterator[tuple[Place, list[Heard]]]:
    """A server with these pages, the first that fits the method and path; and what it heard."""
    heard: list[Heard] = []

    def answer(to: Heard) -> None:
        heard.append(to)
        asked = f"{to.command} {to.path}"
        for start, page in pages.items():
            if re.match(f"(GET )?{re.escape(start)}([?]|$)", asked):
                status, said = page(to) if callable(page) else page
                return None if status == 0 else to.answers(status, said.encode() if isinstance(said, str) else json.dumps(said).encode())
        return to.answers(404, b'{"error":"Not Found"}')

    with answering(answer) as address:
        yield Place("clerk", "1", address.removesuffix("/x"), Access({"token": "secret"})), heard


def mastodon(**pace: Any) -> Mastodon:
    return Mastodon(Way(ANY_NAME, loopback=True, reuse=False), Pace(read=5, poll=0.01, **pace))


def part(text: str = "Hello.", *, age: float = 0, pictures: int = 0, key: str = "key-1") -> Outgoing:
    return Outgoing(key, text, None, (PICTURE,) * pictures, None, timedelta(seconds=age))


def test_the_key_and_the_token_go_with_the_post() -> None:
    with home({POST: (200, {"id": "7", "url": "https://a.example/@clerk/7"})}) as (place, heard):
        sent = mastodon().publish(part(), place)
    assert (sent.remote_id, sent.url) == ("7", "https://a.example/@clerk/7")
    assert (heard[-1].headers["Idempotency-Key"], heard[-1].headers["Authorization"]) == ("key-1", "Bearer secret")
    assert json.loads(heard[-1].body) == {"status": "Hello."}


@pytest.mark.parametrize("url", ["javascript:alert(1)", None, 7, "//evil.example"])
def test_an_address_that_is_none_is_not_shown(url: object) -> None:
    with home({POST: (200, {"id": "7", "url": url})}) as (place, _):
        assert mastodon().publish(part(), place).url == f"{place.home}/web/statuses/7"


def test_a_picture_that_is_still_worked_on_is_waited_for() -> None:
    turns = iter([(206, {"id": "9", "url": None}), (206, {"id": "9", "url": None}), (200, {"id": "9", "url": "https://a.example/9.jpg"})])
    pages: dict[str, Page] = {
        "POST /api/v2/media": (202, {"id": "9", "url": None}),
        "GET /api/v1/media/9": lambda _: next(turns),
        POST: (200, {"id": "7"}),
    }
    with home(pages) as (place, heard):
        mastodon().publish(part(pictures=1), place)
    assert json.loads(heard[-1].body)["media_ids"] == ["9"]


def test_one_that_never_gets_done_is_tried_later_and_nothing_was_posted() -> None:
    pages: dict[str, Page] = {"POST /api/v2/media": (202, {"id": "9", "url": None}), "GET /api/v1/media/9": (206, {"id": "9", "url": None})}
    with home(pages) as (place, heard), pytest.raises(TryLater):
        mastodon(prepare=0.3).publish(part(pictures=1), place)
    assert not any(one.path == "/api/v1/statuses" for one in heard)


@pytest.mark.parametrize("said", ["<html>413</html>", {"error": "too large"}])
def test_one_that_is_too_large_for_what_stands_in_front_is_refused(said: Said) -> None:
    with home({"POST /api/v2/media": (413, said)}) as (place, _), pytest.raises(Refused, match="too large"):
        mastodon().publish(part(pictures=1), place)


def test_too_many_posts_wait_until_the_server_says() -> None:
    def later(to: Heard) -> tuple[int, Said]:
        until = (clock.now() + timedelta(seconds=90)).isoformat().replace("+00:00", "Z")
        to.answers(429, b'{"error":"Too many requests"}', X_RateLimit_Reset=until)
        return 0, None

    with home({POST: later}) as (place, _), pytest.raises(TryLater) as wait:
        mastodon().publish(part(), place)
    assert wait.value.after is not None
    assert 80 < wait.value.after.total_seconds() <= 90


@pytest.mark.parametrize(
    ("status", "said", "outcome", "words"),
    [
        (422, {"error": "Validation failed: Text\ncan't be blank"}, Refused, "Validation failed: Text can't be blank"),
        (403, {"error": "x" * 900}, Refused, "x" * 199 + "…"),
        (401, {"error": "The access token was revoked"}, Disconnected, "let us in"),
        (401, "", Disconnected, "let us in"),
        (401, "<html>Who are you?</html>", Unsure, "does not say"),
        (429, {"error": "slow"}, TryLater, "later"),
        (404, "<html>", Unsure, "does not say"),
        (503, {"error": "away"}, Unsure, "does not say"),
    ],
)
def test_a_refusal_is_said_in_the_servers_words(status: int, said: Said, outcome: type[Exception], words: str) -> None:
    with home({POST: (status, said)}) as (place, _), pytest.raises(outcome, match=re.escape(words)):
        mastodon().publish(part(), place)


def looks(network: Mastodon, place: Place, *ages: float, key: str = "key-1") -> list[object]:
    return [network.find(part(age=age, key=key), place) for age in ages]


NO, GONE = Found.CANNOT_TELL, Found.ABSENT


def test_mastodon_itself_is_believed_after_two_empty_looks_a_minute_apart() -> None:
    with home({**REAL, **NOTHING_THERE}) as (place, _):
        network = mastodon()
        assert looks(network, place, 5, 25, 64, 66) == [NO, NO, NO, GONE]
        assert looks(network, place, 5, 25) == [NO, NO]  # of the next attempt
        assert looks(network, place, 90, key="key-2") == [NO]  # of another delivery
        with suppress(Refused):
            network.publish(part("x" * 501), place)
        assert looks(network, place, 70) == [NO]  # whatever was seen before the attempt says nothing of it


def test_a_server_that_ignores_keys_or_has_forgotten_them_is_never_believed() -> None:
    with home({**OTHER, **NOTHING_THERE}) as (place, _):
        assert looks(mastodon(), place, 5, 85, 3_000) == [NO] * 3
    with home(NOTHING_THERE) as (place, _):
        assert looks(mastodon(), place, 5, 85, 3_000) == [NO] * 3
    with home({**REAL, **NOTHING_THERE}) as (place, _):
        assert looks(mastodon(), place, 3_200, 3_301) == [NO] * 2


def test_an_account_that_wrote_more_than_we_look_through_tells_nothing() -> None:
    many = [{"id": str(number), "created_at": datetime.now(UTC).isoformat()} for number in range(40)]
    with home({**REAL, "GET /api/v1/accounts/1/statuses": (200, many)}) as (place, heard):
        assert looks(mastodon(), place, 5, 85) == [NO] * 2
    assert len(heard) == 10


def test_where_there_is_no_source_the_shown_words_are_compared() -> None:
    status: dict[str, Any] = {
        "id": "7",
        "created_at": datetime.now(UTC).isoformat(),
        "in_reply_to_id": None,
        "reblog": None,
        "media_attachments": [],
    }
    shown = '<p>Hello &amp; <a href="https://a.example/"><span class="invisible">https://</span>a.example/</a><br>line</p><p>two</p>'
    with home({"GET /api/v1/accounts/1/statuses": (200, [{**status, "content": shown}])}) as (place, _):
        assert isinstance(mastodon().find(part("Hello & https://a.example/\nline\n\ntwo"), place), Accepted)
        assert mastodon().find(part("Hello & https://a.example/\nline\n\nthree"), place) is NO


def test_limits_are_asked_once_an_hour_and_of_older_servers_elsewhere() -> None:
    said = {"statuses": {"max_characters": 5000, "max_media_attachments": 0}, "media_attachments": {"description_limit": "x"}}
    with home({"/api/v1/instance": (200, {"configuration": said})}) as (place, heard):
        network = mastodon()
        for _ in range(3):
            limits = network.limits(place)
    assert (limits.text, limits.pictures, limits.alt) == (5000, 4, 1500)
    assert [one.path for one in heard] == ["/api/v2/instance", "/api/v1/instance"]
    assert mastodon().limits(Place("clerk", "1", "http://127.0.0.1:9")).text == 500


def test_what_may_be_too_long_waits_until_the_server_has_said_so() -> None:
    with home({"/api/v2/instance": (503, "<html>"), POST: (200, {"id": "7"})}) as (place, _):
        mastodon().publish(part("x" * 500), place)
        with pytest.raises(TryLater):
            mastodon().publish(part("x" * 501), place)
    with home({POST: (200, {"id": "7"})}) as (place, _), pytest.raises(Refused, match="1 characters too long"):
        mastodon().publish(part("x" * 501), place)


NONSENSE: list[Said] = [
    None,
    [],
    {},
    "<html>",
    [1, None, {"id": 7}],
    {"statuses": 3},
    {"configuration": []},
    {"id": ["7"]},
    {"software": "x"},
]
PLACES = ("v1/statuses", "v2/media", "v1/accounts/1/statuses", "v2/instance", "v2/search")


@pytest.mark.parametrize("said", NONSENSE)
def test_a_server_that_answers_nonsense_makes_no_adapter_break(said: Said) -> None:
    everywhere: dict[str, Page] = {}
    with home(everywhere) as (place, _):
        network: Network = mastodon(prepare=0.2)
        everywhere["/nodeinfo/2.0"] = (200, said)
        for where in PLACES:
            everywhere[f"POST /api/{where}"] = everywhere[f"/api/{where}"] = (200, said)
        everywhere["DELETE /api/v1/statuses/7"] = everywhere["GET /api/v1/statuses/7"] = (404, said)
        for one in (part(), part(pictures=1), Outgoing("key", "", None, (), "https://a.example/@b/1")):
            with pytest.raises((Unsure, TryLater, Refused)):
                network.publish(one, place)
            assert network.find(one, place) is NO
        with suppress(TryLater, Unsure):
            network.retract("7", place)
        network.limits(place)
