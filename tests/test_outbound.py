"""The way out: it asks the address that it checked, and nothing makes it wait or follow."""

import socket
import ssl
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from pwa import outbound
from pwa.outbound import ANY_NAME, PUSH_SERVICES, Forbidden, NoAnswer, Way
from tests.answering import Heard, answering


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::1"], []])
def test_a_known_name_with_one_address_inside_is_not_connected_to(monkeypatch: pytest.MonkeyPatch, addresses: list[str]) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **_: [(2, 1, 6, "", (one, port)) for one in addresses])
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("it was connected to"))
    with pytest.raises(Forbidden):
        Way(PUSH_SERVICES).ask("POST", "https://fcm.googleapis.com/x", {}, content=b"")


def test_it_connects_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up, connected = list[str](), list[tuple[str, int]]()

    def find(host: str, port: int, **_: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        looked_up.append(host)
        return [(2, 1, 6, "", ("142.250.180.10", port))]

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", find)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NoAnswer):
        Way(PUSH_SERVICES).ask("POST", "https://fcm.googleapis.com/x", {}, content=b"")
    assert (looked_up, connected) == (["fcm.googleapis.com"], [("142.250.180.10", 443)])


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Of localhost, by nobody that anybody trusts; with its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - timedelta(1), now + timedelta(1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    written = made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    written += key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "localhost.pem").write_bytes(written)
    return tmp_path / "localhost.pem"


def test_whoever_cannot_prove_their_name_hears_nothing(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serving, named, heard = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), [], []
    serving.load_cert_chain(certificate)
    serving.sni_callback = lambda _, name, __: named.append(name)

    def answer(to: Heard) -> None:
        heard.append(to.headers["Host"])
        to.send_response(201)
        to.send_header("Content-Length", "0")
        to.end_headers()

    with answering(answer, serving) as address:
        for host in ("localhost", "127.0.0.1"):
            with pytest.raises(NoAnswer):
                Way(PUSH_SERVICES, loopback=True).ask("POST", address.replace("127.0.0.1", host), {}, content=b"secret")
        assert heard == []
        monkeypatch.setattr(outbound, "_trusted", lambda: ssl.create_default_context(cafile=certificate))
        with pytest.raises(NoAnswer):  # trusted, and still not its name
            Way(PUSH_SERVICES, loopback=True).ask("POST", address, {}, content=b"secret")
        assert Way(PUSH_SERVICES, loopback=True).ask("POST", address.replace("127.0.0.1", "localhost"), {}, content=b"secret").status == 201
    assert named[-1] == heard[0].split(":")[0] == "localhost"


def test_a_redirect_is_an_answer_and_no_cookie_is_kept() -> None:
    heard = []

    def answer(to: Heard) -> None:
        heard.append(dict(to.headers.items()))
        to.send_response(302)
        for name, value in (("Location", "http://127.0.0.1:1/elsewhere"), ("Set-Cookie", "who=me"), ("Content-Length", "0")):
            to.send_header(name, value)
        to.end_headers()

    with answering(answer) as address:
        way = Way(PUSH_SERVICES, loopback=True)
        assert [way.ask("POST", address, {"TTL": "5"}, content=b"words").status for _ in range(2)] == [302, 302]
        way.close()
    assert [(one["TTL"], "Cookie" in one, "User-Agent" in one) for one in heard] == [("5", False, False)] * 2


def test_what_never_ends_is_cut_off_at_the_deadline() -> None:
    def drip(to: Heard) -> None:
        to.wfile.write(b"HTTP/1.1 200 OK\r\n")
        with suppress(BrokenPipeError):  # whoever asked is gone before it ends, as they should be
            for _ in range(100):
                to.wfile.write(b"X: y\r\n")
                time.sleep(0.05)

    with answering(drip) as address:
        begun = time.monotonic()
        with pytest.raises(NoAnswer, match="ReadTimeout"):
            Way(PUSH_SERVICES, loopback=True).ask("POST", address, {}, within=0.5, content=b"")
        assert 0.4 < time.monotonic() - begun < 4.5  # it goes on for five


def test_what_says_too_much_is_not_listened_to() -> None:
    def shout(to: Heard) -> None:
        to.send_response(200)
        to.end_headers()
        to.wfile.write(b"x" * (outbound.LARGEST_ANSWER + 1))

    with answering(shout) as address, pytest.raises(NoAnswer, match="TooLarge"):
        Way(PUSH_SERVICES, loopback=True).ask("POST", address, {}, content=b"")


def test_an_answer_that_is_none_and_nobody_at_all_are_told_alike() -> None:
    def babble(to: Heard) -> None:
        to.wfile.write(b"\0\1\2 no HTTP\r\n\r\n")

    with answering(babble) as address:
        for where in (address, "http://127.0.0.1:9/x"):
            with pytest.raises(NoAnswer):
                Way(PUSH_SERVICES, loopback=True).ask("POST", where, {}, content=b"")


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    def thank(to: Heard) -> None:
        to.send_response(201)
        to.send_header("Content-Length", "0")
        to.end_headers()

    with answering(thank) as address:
        assert Way(PUSH_SERVICES, loopback=True).ask("POST", address, {}, content=b"").status == 201


def test_json_forms_and_pictures_arrive_as_they_were_given() -> None:
    heard = []

    def note(to: Heard) -> None:
        heard.append((to.command, to.headers["Content-Type"].partition(";")[0], to.body))
        to.answers(200)

    with answering(note) as address:
        way = Way(ANY_NAME, loopback=True)
        way.ask("PUT", address, {}, json={"text": "é"})
        way.ask("POST", address, {}, data={"text": "é", "ids[]": ["1", "2"]})
        way.ask("POST", address, {}, data={"alt": "A bus."}, files={"file": ("bus.png", b"\x89PNG", "image/png")})
        way.ask("DELETE", address, {"Content-Type": "none"})
    assert heard[0] == ("PUT", "application/json", '{"text":"é"}'.encode())
    assert heard[1] == ("POST", "application/x-www-form-urlencoded", b"text=%C3%A9&ids%5B%5D=1&ids%5B%5D=2")
    assert heard[2][:2] == ("POST", "multipart/form-data")
    assert b'name="alt"\r\n\r\nA bus.\r\n' in heard[2][2]
    assert b'filename="bus.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n' in heard[2][2]
    assert heard[3] == ("DELETE", "none", b"")


def test_a_connection_is_used_once_where_that_matters() -> None:
    callers = []

    def note(to: Heard) -> None:
        callers.append(to.client_address)
        to.answers(200)

    with answering(note, version="HTTP/1.1") as address:
        for reuse, connections in ((False, 3), (True, 1)):
            way = Way(ANY_NAME, loopback=True, reuse=reuse)
            for _ in range(3):
                way.ask("GET", address, {})
            way.close()
            assert len(set(callers)) == connections
            callers.clear()


def test_silence_says_whether_it_was_heard() -> None:
    def hang_up(to: Heard) -> None:
        to.connection.shutdown(socket.SHUT_RDWR)

    way = Way(ANY_NAME, loopback=True)
    with answering(hang_up) as address, pytest.raises(NoAnswer) as heard:
        way.ask("POST", address, {}, content=b"words")
    assert heard.value.heard
    for where in ("http://127.0.0.1:9/x", "https://nobody.invalid/x"):
        with pytest.raises(NoAnswer) as unheard:
            way.ask("POST", where, {}, content=b"words")
        assert not unheard.value.heard


def test_one_silent_address_leaves_time_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = list[tuple[str, float]]()

    def connect(address: tuple[str, int], timeout: float, **_: object) -> socket.socket:
        tried.append((address[0], timeout))
        raise TimeoutError

    both = ("142.250.180.10", "2a00:1450:4009:81f::200a")
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **_: [(2, 1, 6, "", (one, port)) for one in both])
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NoAnswer, match="ConnectTimeout") as silence:
        Way(ANY_NAME).ask("POST", "https://social.example/x", {})
    assert [one for one, _ in tried] == list(both)
    assert tried[0][1] <= outbound.CONNECT_SECONDS / 2
    assert not silence.value.heard
