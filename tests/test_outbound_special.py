"""No way of saying it leads inside: every special address that IANA lists, as a literal, a name, a redirect, and a name that changes.

The two registries as of 2026: iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry, and the multicast ranges.
"""

import socket
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest

from pwa.outbound import ANY_NAME, Forbidden, NoAnswer, Way, is_public, permitted
from tests.answering import Heard, answering

SPECIAL = {
    "this network": "0.0.0.0/8",
    "private": "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16",
    "shared by a carrier": "100.64.0.0/10",
    "loopback": "127.0.0.0/8 ::1/128",
    "link-local": "169.254.0.0/16 fe80::/10",
    "protocol assignments": "192.0.0.0/24 192.0.0.0/29 192.0.0.8/32 192.0.0.9/32 192.0.0.10/32 192.0.0.170/31 2001::/23 2001:1::/126",
    "documentation": "192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20",
    "AS112": "192.31.196.0/24 192.175.48.0/24 2001:4:112::/48 2620:4f:8000::/48",
    "multicast without multicast": "192.52.193.0/24 2001:3::/32",
    "6to4": "192.88.99.0/24 192.88.99.2/32 2002::/16 2002:7f00:1::/48 2002:a00:1::/48",
    "benchmarking": "198.18.0.0/15 2001:2::/48",
    "reserved": "240.0.0.0/4 400::/6 4000::/3 6000::/3 8000::/1",
    "broadcast": "255.255.255.255/32",
    "multicast": "224.0.0.0/4 ff00::/8",
    "unspecified": "::/128",
    "compatible": "::/96 ::7f00:0/104 ::a00:0/104",
    "mapped": "::ffff:0:0/104 ::ffff:a00:0/104 ::ffff:7f00:0/104 ::ffff:a9fe:0/112 ::ffff:c0a8:0/112 ::ffff:e000:0/100",
    "translated": "::ffff:0:0:0/96 64:ff9b::/104 64:ff9b::a00:0/104 64:ff9b::7f00:0/104 64:ff9b::a9fe:0/112 64:ff9b:1::/48",
    "discard-only and dummy": "100::/64 100:0:0:1::/64",
    "Teredo": "2001::/32",
    "ORCHID and remote identification": "2001:10::/28 2001:20::/28 2001:30::/28",
    "6bone": "3ffe::/16",
    "segment routing": "5f00::/16",
    "unique local": "fc00::/7",
    "site-local": "fec0::/10",
}
PUBLIC = "142.250.180.10"
PUBLIC_6 = "2a00:1450:4009:81f::200a"


def inside() -> Iterator[IPv4Address | IPv6Address]:
    """The first, a middle and the last address of each range."""
    for network in (ip_network(one) for ranges in SPECIAL.values() for one in ranges.split()):
        yield from dict.fromkeys((network[0], network[network.num_addresses // 2], network[-1]))


INSIDE = list(inside())


def spellings(address: IPv4Address | IPv6Address) -> list[str]:
    """How an address can be written where a name is due."""
    if isinstance(address, IPv6Address):
        text, whole = str(address), address.exploded
        return [f"[{one}]" for one in (text, whole, text.upper(), f"{text}%25eth0", f"{text}%25eth0.local", f"{text}%eth0.local")]
    a, b, c, d = address.packed
    number = int(address)
    dotted = [str(address), f"{a}.{b}.{c * 256 + d}", f"{a}.{number & 0xFFFFFF}", str(number), hex(number), f"0{number:o}"]
    mixed = [f"{a:#x}.{b}.{c}.{d}", f"0{a:o}.{b}.{c}.0{d:o}", f"{a}.{b}.{c}.{d:#x}", f"{a:#x}.{number & 0xFFFFFF:#x}"]
    wide = "".join(chr(ord(one) + 0xFEE0) if one.isdigit() else "\u3002" for one in str(address))
    percent = "".join(f"%{ord(one):02x}" for one in str(address))
    return [
        *dotted,
        *mixed,
        wide,
        percent,
        *(f"{one}." for one in dotted),
        f"[::ffff:{address}]",
        f"[::{address}]",
        f"[64:ff9b::{address}]",
    ]


class Resolver:
    """Answers look-ups as told, and notes to what address anybody connects."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: list[list[str]] = []
        self.looked_up, self.connected = 0, list[str]()
        monkeypatch.setattr(socket, "getaddrinfo", self._find)
        monkeypatch.setattr(socket, "create_connection", self._connect)

    def _find(self, host: str, port: int, **_: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        self.looked_up += 1
        return [(2, 1, 6, "", (one, port)) for one in self.answers.pop(0)]

    def _connect(self, address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        self.connected.append(address[0])
        raise ConnectionRefusedError


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Resolver:
    return Resolver(monkeypatch)


def refused(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except Forbidden:
        return True
    except NoAnswer:
        return False
    return False


def test_the_table_is_what_it_says() -> None:
    assert [one for one in INSIDE if is_public(one)] == []
    for address in (IPv4Address(PUBLIC), IPv6Address(PUBLIC_6), IPv6Address(f"64:ff9b::{PUBLIC}"), IPv6Address(f"::ffff:{PUBLIC}")):
        assert is_public(address)


def test_none_is_asked_by_its_literal_in_any_spelling(resolver: Resolver) -> None:
    way = Way(ANY_NAME)
    written = [spelling for address in INSIDE for spelling in spellings(address)]
    assert [one for one in written if not refused(lambda host=one: way.ask("GET", f"https://{host}/", {}))] == []  # type: ignore[misc]
    assert (resolver.looked_up, resolver.connected) == (0, [])  # not even looked up


@pytest.mark.parametrize(
    "host", ["localhost", "localhost.", "a.b.", "127.0.0.1.", "0", "127.1", "[::1].a", "a%2eb.c", "a.b%00.c", "a.b%40c.d"]
)
def test_nor_by_what_is_no_name(host: str) -> None:
    with pytest.raises(Forbidden):
        permitted(f"https://{host}/", ANY_NAME)


def test_none_is_asked_by_a_name(resolver: Resolver) -> None:
    way, through = Way(ANY_NAME), []
    for address in INSIDE:
        for answer in ([str(address)], [PUBLIC, str(address)], [PUBLIC_6, str(address)], [str(address), PUBLIC]):
            resolver.answers = [answer]
            if not refused(lambda: way.ask("GET", "https://social.example/", {})):
                through.append(answer)
    assert (through, resolver.connected) == ([], [])


def test_none_is_asked_by_a_name_that_changes_its_answer(resolver: Resolver) -> None:
    """What was looked at is what is connected to: the answer to a second look-up is looked at anew."""
    way, through = Way(ANY_NAME), []
    for address in INSIDE:
        resolver.answers, resolver.looked_up = [[PUBLIC], [str(address)]], 0
        with pytest.raises(NoAnswer):
            way.ask("GET", "https://social.example/", {})
        if resolver.looked_up != 1 or not refused(lambda: way.ask("GET", "https://social.example/", {})):
            through.append(address)
    assert (through, set(resolver.connected)) == ([], {PUBLIC})


def test_none_is_asked_by_a_redirect(monkeypatch: pytest.MonkeyPatch) -> None:
    targets = iter([spellings(address)[0] for address in INSIDE])
    wanted = list[tuple[object, ...]]()

    def lead(to: Heard) -> None:
        address = next(targets)
        status = (301, 302, 303, 307, 308)[len(wanted) % 5]
        to.answers(status, b"", Location=f"{('http', 'https')[len(wanted) % 2]}://{address}/", Refresh=f"0;url=http://{address}/")

    with answering(lead, version="HTTP/1.1") as address:
        connect = socket.create_connection

        def note(to: tuple[str, int], *rest: object, **named: object) -> socket.socket:
            wanted.append(to)
            return connect(to, *rest, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(socket, "create_connection", note)
        way = Way(ANY_NAME, loopback=True, reuse=False)
        answers = [way.ask("GET", address, {}) for _ in INSIDE]
    assert all(300 <= one.status < 400 and "Location" in one.headers for one in answers)
    assert {f"http://{host}:{port}/x" for host, port in wanted} == {address}
    assert len(wanted) == len(INSIDE)
