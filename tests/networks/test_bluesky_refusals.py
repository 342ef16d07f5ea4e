"""What each of a Bluesky server's errors means, by its name; and what something in between said, which means nothing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from pwa import clock
from pwa.networks.bluesky import Bluesky
from pwa.networks.bluesky_refusals import NotThere, Taken, no
from pwa.networks.contract import Access, Disconnected, Found, Outgoing, OutgoingPicture, Place, Refused, TryLater, Unsure
from pwa.outbound import ANY_NAME, Answer, Way
from tests.answering import Heard, answering

ONE = Outgoing("key", "Hello.", None)


def what(status: int, error: str | None, message: str = "", **headers: str) -> Exception | None:
    said = {"error": error, "message": message} if error else None
    return no(Answer(status, httpx2.Headers(headers), json.dumps(said).encode()), said)


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (400, "InvalidToken", Disconnected),
        (401, "AuthenticationRequired", Disconnected),
        (401, "AuthMissing", Disconnected),
        (403, "BadJwtAudience", Disconnected),
        (401, "SomethingNew", Disconnected),
        (400, "ExpiredToken", TryLater),
        (429, "RateLimitExceeded", TryLater),
        (400, "BlobNotFound", TryLater),
        (401, "AccountTakedown", Refused),
        (400, "AccountDeactivated", Refused),
        (400, "InvalidRequest", Refused),
        (413, "PayloadTooLarge", Refused),
        (400, "RecordNotFound", NotThere),
        (400, "InvalidSwap", Taken),
    ],
)
def test_an_error_is_what_its_name_says(status: int, error: str, kind: type[Exception]) -> None:
    assert type(what(status, error)) is kind


def test_the_servers_own_words_are_shown_short() -> None:
    said = what(400, "InvalidRequest", "Invalid app.bsky.feed.post record: " + "x" * 500)
    assert isinstance(said, Refused)
    assert said.reason.startswith("Invalid app.bsky.feed.post record")
    assert len(said.reason) == 200


@pytest.mark.parametrize(
    ("ahead", "waits"), [(90, True), (3_500, True), (-5, False), (7_200, False), ("soon", False), ("", False), ("9" * 30, False)]
)
def test_it_is_waited_for_as_long_as_the_server_asks_when_that_makes_sense(ahead: int | str, waits: bool) -> None:
    moment = str(int(clock.now().timestamp()) + ahead) if isinstance(ahead, int) else ahead
    said = what(429, "RateLimitExceeded", **{"ratelimit-reset": moment})
    assert isinstance(said, TryLater)
    assert (said.after is not None) is waits
    assert not waits or abs(said.after - timedelta(seconds=int(ahead))) < timedelta(seconds=2)  # type: ignore[operator]


@contextmanager
def saying(status: int, body: bytes) -> Iterator[tuple[Place, list[Heard]]]:
    heard: list[Heard] = []

    def answer(to: Heard) -> None:
        heard.append(to)
        to.answers(status, body)

    with answering(answer) as address:
        yield Place("clerk.example", "did:plc:abc", address.removesuffix("/x"), Access({"access": "secret"})), heard


def bluesky() -> Bluesky:
    return Bluesky(Way(ANY_NAME, loopback=True, reuse=False), read=5)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (200, {}),
        (200, {"uri": "at://did:plc:abc/app.bsky.feed.post/3lbx2k", "cid": "bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"}),
        (500, {"error": "InternalServerError"}),
        (502, {"error": "UpstreamFailure"}),
        (408, {"error": "RequestTimeout"}),
        (404, "<html>"),
        (413, "<html>"),
        (307, ""),
    ],
)
def test_whatever_is_no_proof_and_not_the_servers_own_no_is_a_doubt(status: int, said: Any) -> None:
    with saying(status, said.encode() if isinstance(said, str) else json.dumps(said).encode()) as (place, heard):
        with pytest.raises(Unsure):
            bluesky().publish(ONE, place)
        assert bluesky().find(ONE, place) is Found.CANNOT_TELL
    assert len([to for to in heard if to.command == "POST"]) == 1


@pytest.mark.parametrize(("status", "body"), [(413, b"<html>"), (500, b""), (200, b"half")])
def test_a_picture_that_did_not_arrive_is_certainly_not_sent(status: int, body: bytes) -> None:
    picture = OutgoingPicture("p", "image/jpeg", "A bus", 8, 8, 3, lambda: b"jpg")
    with saying(status, body) as (place, heard), pytest.raises(TryLater):
        bluesky().publish(Outgoing("key", "Hello.", None, (picture,)), place)
    assert [to.path for to in heard] == ["/xrpc/com.atproto.repo.uploadBlob"]


def test_a_server_that_knows_no_such_repository_has_not_said_that_it_is_absent() -> None:
    with saying(400, b'{"error":"InvalidRequest","message":"Could not locate record"}') as (place, _):
        assert bluesky().find(ONE, place) is Found.CANNOT_TELL


def test_what_is_no_list_of_records_is_looked_at_later_and_what_is_no_record_not_at_all() -> None:
    good = {"uri": "at://did:plc:abc/app.bsky.feed.post/3lbx2k", "cid": "x", "value": {"text": "Seen.", "createdAt": "nonsense"}}
    with saying(200, json.dumps({"records": [good, {"uri": "at://x", "value": {}}, {"uri": good["uri"]}, None, 5]}).encode()) as (place, _):
        assert {one.text for one in bluesky().recent(place)} == {"Seen."}
    with saying(200, b'{"records": null}') as (place, _), pytest.raises(TryLater):
        bluesky().recent(place)


@pytest.mark.parametrize(
    ("leads_to", "handle"), [("did:plc:them", "west.police.uk"), ("did:plc:police", "did:plc:them"), (None, "did:plc:them")]
)
def test_a_handle_that_somebody_only_claims_is_not_theirs(leads_to: str | None, handle: str) -> None:
    says = {
        "repo.getRecord": {"uri": "", "cid": "x", "value": {"text": "Seen."}},
        "repo.describeRepo": {"did": "did:plc:them", "handle": "west.police.uk"},
        "identity.resolveHandle": {"did": leads_to} if leads_to else None,
    }

    def answer(to: Heard) -> None:
        said = says[to.path.partition("com.atproto.")[2].partition("?")[0]]
        to.answers(200 if said else 400, json.dumps(said or {"error": "InvalidRequest"}).encode())

    with answering(answer) as address:
        target = Bluesky.reshares("at://did:plc:them/app.bsky.feed.post/3lbx2k")
        assert target
        shown = bluesky().show(target, Place("clerk.example", "did:plc:abc", address.removesuffix("/x"), Access({})))
    assert shown.handle == handle


def test_no_token_is_ever_asked_for_what_anybody_may_read() -> None:
    with saying(400, b'{"error":"RecordNotFound"}') as (place, heard):
        assert bluesky().find(ONE, Place(place.handle, place.remote_id, place.home)) is Found.ABSENT
    assert "Authorization" not in heard[0].headers
