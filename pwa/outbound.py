"""The only way out to other hosts: known names, addresses checked as they are used, no redirects, and an end to everything."""

import ipaddress
import socket
import threading
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import httpcore2
import httpx2

PUSH_SERVICES = (
    "fcm.googleapis.com",  # Chrome, Edge on Android, Samsung, Opera
    "*.push.services.mozilla.com",  # Firefox
    "*.notify.windows.com",  # Edge on Windows
    "*.push.apple.com",  # Safari, and everything on iOS
)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
DEADLINE_SECONDS = 10.0  # for one request, whatever it is doing; only looking a name up keeps the system's own time
LARGEST_ANSWER = 64 * 1024  # bytes
LONGEST_LABEL = 63  # RFC 1035, 2.3.4
LONGEST_ADDRESS = 2048

# What Python 3.11 calls global although it may lead inside: other protocols' addresses that carry an IPv4 one, and special assignments.
_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "2002::/16", "2001::/32", "64:ff9b:1::/48", "::/96")
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Forbidden(Exception):
    """Not a place that we ever ask. Nothing was sent."""


class NoAnswer(Exception):
    """It could not be reached, took too long or said too much. It may have heard us."""


@dataclass(frozen=True)
class Answer:
    """What the other side said."""

    status: int
    headers: httpx2.Headers
    body: bytes


def permitted(address: str, hosts: Collection[str], *, loopback: bool = False) -> httpx2.URL:
    """The address, if it is one that these hosts may be asked under: https, on its own port, and no more than a path. Raises Forbidden.

    `loopback`: this machine may be asked too, on any port and without TLS. For tests only.
    """
    if len(address) > LONGEST_ADDRESS or not address.isascii() or not address.isprintable() or any(one in address for one in " \\@#"):
        raise Forbidden
    try:
        url = httpx2.URL(address)
    except httpx2.InvalidURL:
        raise Forbidden from None
    if not all(0 < len(label) <= LONGEST_LABEL for label in url.host.split(".")):
        raise Forbidden
    if loopback and url.host in LOOPBACK and url.scheme in ("http", "https"):
        return url
    if url.scheme != "https" or url.port not in (None, 443) or not any(_fits(url.host, host) for host in hosts):
        raise Forbidden
    return url


def origin(address: str) -> str:
    """Scheme, host and port, as the other side writes its own."""
    url = httpx2.URL(address)
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


class Way:
    """A way out to a fixed set of hosts, for any number of threads."""

    def __init__(self, hosts: Collection[str], *, loopback: bool = False) -> None:
        self._hosts, self._loopback = hosts, loopback
        self._transport = httpx2.HTTPTransport(trust_env=False)  # no proxy, no netrc, no cookies: a transport has none of them
        self._transport._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False), network_backend=_Checked(loopback=loopback), keepalive_expiry=30
        )

    def post(self, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Ask once. A redirect is an answer like any other. Raises Forbidden or NoAnswer."""
        url = permitted(address, self._hosts, loopback=self._loopback)
        request = httpx2.Request("POST", url, content=body, headers={"Accept-Encoding": "identity", **headers})
        _deadline.at = time.monotonic() + DEADLINE_SECONDS
        try:
            response = self._transport.handle_request(request)
            try:
                return Answer(response.status_code, response.headers, _at_most(response))
            finally:
                response.close()
        except (httpx2.HTTPError, OSError, UnicodeError) as trouble:
            raise NoAnswer(type(trouble).__name__) from None  # what it says may hold the address

    def close(self) -> None:
        """Hang up."""
        self._transport.close()


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is out in the world, and not a way back to this machine or its neighbours."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:  # how a network without IPv4 reaches one
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    inside = address.is_multicast or address.is_reserved or any(address in network for network in _NEVER)
    return address.is_global and not inside


_deadline = threading.local()


def _left(timeout: float | None) -> float:
    left: float = _deadline.at - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("the deadline is over")
    return left if timeout is None else min(timeout, left)


def _fits(host: str, pattern: str) -> bool:
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern


def _at_most(response: httpx2.Response) -> bytes:
    body = b""
    for piece in response.iter_raw():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise NoAnswer("TooLarge")
    return body


class _Checked(httpcore2.NetworkBackend):
    """Looks a name up once, checks every address it has, and connects to one of those: there is no second look-up to lie to us."""

    def __init__(self, *, loopback: bool) -> None:
        self._loopback, self._sockets = loopback, httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        found = dict.fromkeys(row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        addresses = [ipaddress.ip_address(str(one).partition("%")[0]) for one in found]
        own = self._loopback and host in LOOPBACK
        if not addresses or not all(one.is_loopback if own else is_public(one) for one in addresses):
            raise Forbidden
        for address in addresses[:-1]:
            try:
                return _InTime(self._sockets.connect_tcp(str(address), port, _left(timeout), None, socket_options))
            except httpcore2.ConnectError:
                continue
        return _InTime(self._sockets.connect_tcp(str(addresses[-1]), port, _left(timeout), None, socket_options))


class _InTime(httpcore2.NetworkStream):
    """A connection on which nothing goes on beyond the deadline of the request that uses it."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> httpcore2.NetworkStream:
        return _InTime(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
