"""The only way out to other hosts: known names, addresses checked as they are used, no redirects, and an end to everything."""

import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address
from typing import Any, TypedDict, Unpack

import httpcore2
import httpx2

PUSH_SERVICES = (
    "fcm.googleapis.com",  # Chrome, Edge on Android, Samsung, Opera
    "*.push.services.mozilla.com",  # Firefox
    "*.notify.windows.com",  # Edge on Windows
    "*.push.apple.com",  # Safari, and everything on iOS
)
X_HOSTS = ("api.x.com",)
META_HOSTS = ("graph.facebook.com",)
ANY_NAME = ("*",)  # what a person names: an instance, a server of their own. Names only, and their addresses are checked like any other
LOOPBACK = ("127.0.0.1", "localhost", "::1")
DEADLINE_SECONDS = 10.0  # for one request, whatever it is doing; only looking a name up keeps the system's own time
CONNECT_SECONDS = 5.0  # of it, until it is connected and has proved its name
LARGEST_ANSWER = 64 * 1024  # bytes, of a push service
LARGEST_NETWORK_ANSWER = 1024 * 1024
LONGEST_LABEL = 63  # RFC 1035, 2.3.4
LONGEST_ADDRESS = 2048
_NAME = re.compile(rb"[a-z0-9_.-]+")  # no address in brackets, with a zone behind it or not, and nothing that is written with %

# Every special assignment of IANA's two registries, written down: what Python calls global differs from version to version, and parts of it
# lead inside all the same (another protocol's address that carries an IPv4 one).
_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"),
        *("192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3ffe::/16", "3fff::/20"),
    )
)
_WORLD = ipaddress.ip_network("2000::/3")  # all of IPv6 that is anybody's; the rest is special or nobody's
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Forbidden(Exception):
    """Not a place that we ever ask. Nothing was sent."""


class NoAnswer(Exception):
    """It could not be reached, took too long or said too much. Unless it may have `heard` a first byte of ours, nothing was sent."""

    def __init__(self, kind: str, *, heard: bool) -> None:
        super().__init__(kind)
        self.heard = heard


class Body(TypedDict, total=False):
    """What is sent along, in one of these ways; `data` and `files` together make a form of several parts."""

    content: bytes
    json: Any
    data: Mapping[str, str | list[str]]
    files: Mapping[str, tuple[str, bytes, str]]  # name of the file, bytes, media type


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
    named = _NAME.fullmatch(url.raw_host) and any(_fits(url.host, host) for host in hosts)
    if not named or url.scheme != "https" or url.port not in (None, 443):
        raise Forbidden
    return url


def origin(address: str) -> str:
    """Scheme, host and port, as the other side writes its own."""
    url = httpx2.URL(address)
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


@cache  # reading all the authorities takes longer than making everything else of a way
def _trusted() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)


class Way:
    """A way out to these hosts, for any number of threads.

    `reuse`: a connection serves several requests. Not for what must go out once: a connection that the other side has just closed leaves
    a doubt that a new one does not.
    """

    def __init__(self, hosts: Collection[str], *, loopback: bool = False, largest: int = LARGEST_ANSWER, reuse: bool = True) -> None:
        self._hosts, self._loopback, self._largest = hosts, loopback, largest
        trusted = _trusted()
        self._transport = httpx2.HTTPTransport(verify=trusted, trust_env=False)  # a transport has no proxy, no netrc, no cookies
        self._transport._pool = httpcore2.ConnectionPool(
            ssl_context=trusted,
            max_connections=None,
            max_keepalive_connections=None if reuse else 0,
            keepalive_expiry=30,
            network_backend=_Checked(loopback=loopback),
        )

    def ask(
        self, method: str, address: str, headers: Mapping[str, str], *, within: float = DEADLINE_SECONDS, **body: Unpack[Body]
    ) -> Answer:
        """Ask once, and wait so many seconds at most. A redirect is an answer like any other. Raises Forbidden or NoAnswer."""
        url = permitted(address, self._hosts, loopback=self._loopback)
        _exchange.begin(within)
        try:
            request = httpx2.Request(method, url, headers={"Accept-Encoding": "identity", **headers}, **body)
            response = self._transport.handle_request(request)
            try:
                return Answer(response.status_code, response.headers, self._at_most(response))
            finally:
                response.close()
        except (httpx2.HTTPError, OSError, UnicodeError) as trouble:
            raise NoAnswer(type(trouble).__name__, heard=_exchange.heard) from None  # what it says may hold the address

    def _at_most(self, response: httpx2.Response) -> bytes:
        body = b""
        for piece in response.iter_raw():
            body += piece
            if len(body) > self._largest:
                raise NoAnswer("TooLarge", heard=True)
        return body

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
        if address not in _WORLD:
            return False
    return address.is_global and not any(address in network for network in _NEVER)


class _Exchange(threading.local):
    """The one request that this thread is at."""

    ends_at = connected_by = 0.0  # by time.monotonic()
    heard = False  # whether a byte of the request itself may have got there: looking up, connecting and proving names come before

    def begin(self, within: float) -> None:
        now = time.monotonic()
        self.ends_at, self.connected_by, self.heard = now + within, now + min(CONNECT_SECONDS, within), False


_exchange = _Exchange()


def _left(until: float, timeout: float | None = None) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("the deadline is over")
    return left if timeout is None else min(timeout, left)


def _fits(host: str, pattern: str) -> bool:
    if pattern in ANY_NAME:
        return "." in host and host.rpartition(".")[2][0].isalpha()  # no bare word, and no address in any of its spellings
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern


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
        for waiting, address in zip(range(len(addresses), 1, -1), addresses, strict=False):
            share = _left(_exchange.connected_by, timeout) / waiting  # one that is silent leaves time for the others
            try:
                return _InTime(self._sockets.connect_tcp(str(address), port, share, None, socket_options))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        last = _left(_exchange.connected_by, timeout)
        return _InTime(self._sockets.connect_tcp(str(addresses[-1]), port, last, None, socket_options))


class _InTime(httpcore2.NetworkStream):
    """A connection on which nothing goes on beyond the deadline of the request that uses it."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(_exchange.ends_at, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = _left(_exchange.ends_at, timeout)
        _exchange.heard = True
        self._stream.write(buffer, left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> httpcore2.NetworkStream:
        return _InTime(self._stream.start_tls(ssl_context, server_hostname, _left(_exchange.connected_by, timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
