"""What an outcome means: every row of the table, asked of a real server on this machine."""

import json
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from pwa.networks.asking import has_id, look, tell
from pwa.networks.contract import Refused, TryLater, Unsure
from pwa.outbound import ANY_NAME, Answer, Way
from tests.answering import Heard, answering

NO = Refused("It says no.", "Say it otherwise.")


def no(answer: Answer, said: Any) -> Exception | None:
    """Errors here are `{"error": "..."}`; 429 names a time."""
    if not isinstance(said, dict) or "error" not in said:
        return None
    return TryLater(timedelta(seconds=int(answer.headers["Retry-After"]))) if answer.status == 429 else NO


def ask(address: str, *, way: Callable[..., Any] = tell, within: float = 5) -> Any:
    proof = {"proof": has_id} if way is tell else {}
    return way(Way(ANY_NAME, loopback=True, reuse=False), "POST", address, {}, no=no, within=within, json={"status": "Hello."}, **proof)


def says(status: int, body: object, **headers: str) -> Callable[[Heard], None]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda to: to.answers(status, raw, **headers)


def test_an_id_is_a_proof() -> None:
    with answering(says(200, {"id": "7", "url": "https://a.example/7"})) as address:
        assert ask(address)["id"] == "7"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422])
def test_its_own_error_is_certainly_not_sent(status: int) -> None:
    with answering(says(status, {"error": "too long"})) as address, pytest.raises(Refused) as refusal:
        ask(address)
    assert refusal.value is NO


def test_too_many_is_certainly_not_sent_until_it_says() -> None:
    with answering(says(429, {"error": "slow down"}, Retry_After="40")) as address, pytest.raises(TryLater) as later:
        ask(address)
    assert later.value.after == timedelta(seconds=40)


HTML = b"<!doctype html><title>Something</title>"
DOUBTFUL = {
    "500": says(500, {"error": "oops"}),
    "502": says(502, HTML),
    "503": says(503, {"error": "away"}),
    "504": says(504, HTML),
    "408, whatever it says": says(408, {"error": "too slow"}),
    "a redirect": says(302, {"error": "elsewhere"}, Location="http://127.0.0.1:1/x"),
    "a 2xx without an id": says(200, {"ok": True}),
    "an id that is none": says(200, {"id": ""}),
    "a list": says(200, []),
    "HTML": says(200, HTML),
    "no words at all": says(200, b""),
    "nothing but brackets": says(200, b"[" * 100_000),
    "a 4xx of something between us": says(403, HTML),
    "a 4xx in another shape": says(422, {"message": "hm"}),
    "half an answer": lambda to: to.answers(200, b'{"id": "7"', Content_Length="40"),
    "no answer": lambda to: to.connection.shutdown(socket.SHUT_RDWR),
    "no HTTP": lambda to: to.wfile.write(b"\0\1\2\r\n\r\n"),
    "a hang": lambda _: time.sleep(3),
    "too much": says(200, b'{"id": "7", "x": "' + b"x" * 70_000 + b'"}'),
}


@pytest.mark.parametrize("answer", DOUBTFUL.values(), ids=DOUBTFUL)
def test_everything_else_is_in_doubt(answer: Callable[[Heard], None]) -> None:
    with answering(answer) as address, pytest.raises(Unsure):
        ask(address, within=2)


@pytest.mark.parametrize("answer", DOUBTFUL.values(), ids=DOUBTFUL)
def test_what_may_be_asked_again_is_only_put_off(answer: Callable[[Heard], None]) -> None:
    with answering(answer) as address, suppress(TryLater):
        ask(address, way=look, within=0.5)  # any JSON will do then


@pytest.mark.parametrize("where", ["http://127.0.0.1:9/x", "https://nobody.invalid/x"])
def test_nobody_heard_it(where: str) -> None:
    with pytest.raises(TryLater):
        ask(where)


def test_whoever_proves_no_name_heard_nothing() -> None:
    with answering(says(200, {"id": "7"})) as address, pytest.raises(TryLater):
        ask(address.replace("http:", "https:"))


def test_silence_before_the_first_byte_is_no_doubt() -> None:
    deaf = socket.create_server(("127.0.0.1", 0))  # the kernel connects, and nobody ever shakes hands
    with deaf, pytest.raises(TryLater):
        ask(f"https://127.0.0.1:{deaf.getsockname()[1]}/x", within=0.3)


@pytest.mark.parametrize("where", ["https://10.0.0.1/x", "http://a.example/x", "https://localhost.localdomain:8443/x"])
def test_a_place_that_we_never_ask_is_a_refusal(where: str) -> None:
    with pytest.raises(Refused, match="never ask"):
        ask(where)


@pytest.mark.parametrize("odd", ["\ud800", "\0"])
def test_what_no_store_takes_does_not_get_here(odd: str) -> None:
    with answering(says(200, {"id": f"7{odd}", odd: [odd]})) as address:
        assert ask(address) == {"id": "7?", "?": ["?"]}


def test_an_id_that_no_index_takes_is_no_proof() -> None:
    with answering(says(200, {"id": "7" * 3000})) as address, pytest.raises(Unsure):
        ask(address)


def test_what_opens_a_channel_and_cannot_be_said_was_not_said() -> None:
    ways = Way(ANY_NAME, loopback=True, reuse=False)
    with answering(says(200, {"id": "7"})) as address, pytest.raises(TryLater):
        tell(ways, "POST", address, {"Authorization": "Bearer t\xf8ken"}, no=no, proof=has_id)
