"""The way out: which places it asks, at which addresses, and that nothing makes it wait or follow."""

import ipaddress
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from pwa import outbound
from pwa.outbound import PUSH_SERVICES, Forbidden, NoAnswer, Way, is_public, permitted
from tests.answering import answering

INSIDE = [
    *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "0.1.2.3", "192.0.0.8"),
    *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "192.88.99.1"),
    *("::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:10.0.0.1", "::127.0.0.1", "2001:db8::1"),
    *("64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::", "2001:0:a:b::1"),
]
OUTSIDE = ["8.8.8.8", "142.250.180.10", "2a00:1450:4009:81f::200a", "64:ff9b::142.250.180.10", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_that_leads_inside_is_none_for_us(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_in_the_world_is(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "https://fcm.googleapis.com/fcm/send/abc:APA91b-_",
        "https://fcm.googleapis.com:443/wp/x",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA=",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAC%2b",
        "https://web.push.apple.com/QGuQyavXutnMH",
        "https://api.push.apple.com/x",
    ],
)
def test_the_known_push_services_are_asked(address: str) -> None:
    permitted(address, PUSH_SERVICES)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "fcm.googleapis.com/x",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilfcm.googleapis.com/x",
        "https://push.apple.com/x",  # the pattern asks for a name in front
        "https://evil-push.apple.com/x",
        "https://.push.apple.com/x",
        "https://" + "a" * 64 + ".push.apple.com/x",
        "https://someone@fcm.googleapis.com/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://fcm.googleapis.com\\@evil.example/x",
        "https://fcm.googleapis.com/x#y",
        "https://fcm.googleapis.com/ x",
        "https://fcm.googleapis.com/x\r\nHost: evil",
        "https://FCM.googleapis.com\u3002evil.example/",
        "https://127.0.0.1/x",
        "http://127.0.0.1:8000/x",
        "https://localhost/x",
        "https://[::1]/x",
        "https://[/x",
        "https://fcm.googleapis.com/" + "x" * 2048,
        "file:///etc/passwd",
        "javascript:alert(1)",
    ],
)
def test_nobody_else_is(address: str) -> None:
    with pytest.raises(Forbidden):
        permitted(address, PUSH_SERVICES)


def test_this_machine_is_asked_only_when_a_test_says_so() -> None:
    for address in ("http://127.0.0.1:9/x", "http://localhost:9/x", "http://[::1]:9/x"):
        permitted(address, PUSH_SERVICES, loopback=True)
        assert outbound.origin(address) == address.removesuffix("/x")
    for address in ("http://127.0.0.2/x", "http://192.168.1.1/x", "http://fcm.googleapis.com/x", "ftp://localhost/x"):
        with pytest.raises(Forbidden):
            permitted(address, PUSH_SERVICES, loopback=True)


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::1"], []])
def test_a_known_name_with_one_address_inside_is_not_connected_to(monkeypatch: pytest.MonkeyPatch, addresses: list[str]) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **_: [(2, 1, 6, "", (one, port)) for one in addresses])
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("it was connected to"))
    with pytest.raises(Forbidden):
        Way(PUSH_SERVICES).post("https://fcm.googleapis.com/x", b"", {})


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
        Way(PUSH_SERVICES).post("https://fcm.googleapis.com/x", b"", {})
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

    def answer(to: BaseHTTPRequestHandler) -> None:
        heard.append(to.headers["Host"])
        to.send_response(201)
        to.send_header("Content-Length", "0")
        to.end_headers()

    with answering(answer, serving) as address:
        for host in ("localhost", "127.0.0.1"):
            with pytest.raises(NoAnswer):
                Way(PUSH_SERVICES, loopback=True).post(address.replace("127.0.0.1", host), b"secret", {})
        assert heard == []
        monkeypatch.setattr(httpx2, "create_ssl_context", lambda **_: ssl.create_default_context(cafile=certificate))
        with pytest.raises(NoAnswer):  # trusted, and still not its name
            Way(PUSH_SERVICES, loopback=True).post(address, b"secret", {})
        assert Way(PUSH_SERVICES, loopback=True).post(address.replace("127.0.0.1", "localhost"), b"secret", {}).status == 201
    assert named[-1] == heard[0].split(":")[0] == "localhost"


def test_a_redirect_is_an_answer_and_no_cookie_is_kept() -> None:
    heard = []

    def answer(to: BaseHTTPRequestHandler) -> None:
        heard.append(dict(to.headers.items()))
        to.send_response(302)
        for name, value in (("Location", "http://127.0.0.1:1/elsewhere"), ("Set-Cookie", "who=me"), ("Content-Length", "0")):
            to.send_header(name, value)
        to.end_headers()

    with answering(answer) as address:
        way = Way(PUSH_SERVICES, loopback=True)
        assert [way.post(address, b"words", {"TTL": "5"}).status for _ in range(2)] == [302, 302]
        way.close()
    assert [(one["TTL"], "Cookie" in one, "User-Agent" in one) for one in heard] == [("5", False, False)] * 2


def test_what_never_ends_is_cut_off_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "DEADLINE_SECONDS", 0.5)

    def drip(to: BaseHTTPRequestHandler) -> None:
        to.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(100):
            to.wfile.write(b"X: y\r\n")
            time.sleep(0.05)

    with answering(drip) as address:
        begun = time.monotonic()
        with pytest.raises(NoAnswer, match="ReadTimeout"):
            Way(PUSH_SERVICES, loopback=True).post(address, b"", {})
        assert 0.4 < time.monotonic() - begun < 2


def test_what_says_too_much_is_not_listened_to() -> None:
    def shout(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.end_headers()
        to.wfile.write(b"x" * (outbound.LARGEST_ANSWER + 1))

    with answering(shout) as address, pytest.raises(NoAnswer, match="TooLarge"):
        Way(PUSH_SERVICES, loopback=True).post(address, b"", {})


def test_an_answer_that_is_none_and_nobody_at_all_are_told_alike() -> None:
    def babble(to: BaseHTTPRequestHandler) -> None:
        to.wfile.write(b"\0\1\2 no HTTP\r\n\r\n")

    with answering(babble) as address:
        for where in (address, "http://127.0.0.1:9/x"):
            with pytest.raises(NoAnswer):
                Way(PUSH_SERVICES, loopback=True).post(where, b"", {})


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    def thank(to: BaseHTTPRequestHandler) -> None:
        to.send_response(201)
        to.send_header("Content-Length", "0")
        to.end_headers()

    with answering(thank) as address:
        assert Way(PUSH_SERVICES, loopback=True).post(address, b"", {}).status == 201
