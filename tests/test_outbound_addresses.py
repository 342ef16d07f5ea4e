"""Which places the way out asks at all: by their address, and by how it is written."""

import ipaddress

import pytest

from pwa import outbound
from pwa.outbound import ANY_NAME, PUSH_SERVICES, Forbidden, is_public, permitted

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


@pytest.mark.parametrize(
    "address", ["https://social.example/api/v1/statuses", "https://xn--bcher-kva.example/x", "https://a.b.example:443/x"]
)
def test_any_name_is_asked_where_people_name_it(address: str) -> None:
    permitted(address, ANY_NAME)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "intranet",
        "8.8.8.8",
        "127.1",
        "2130706433",
        "0x7f.1",
        "1.0x7f",
        "0177.0.0.1",
        "[2a00::1]",
        "[::ffff:8.8.8.8]",
        "a..b",
        "a.b.",
    ],
)
def test_a_word_or_an_address_is_no_name(host: str) -> None:
    with pytest.raises(Forbidden):
        permitted(f"https://{host}/x", ANY_NAME)
    with pytest.raises(Forbidden):
        permitted("http://social.example/x", ANY_NAME)


def test_this_machine_is_asked_only_when_a_test_says_so() -> None:
    for address in ("http://127.0.0.1:9/x", "http://localhost:9/x", "http://[::1]:9/x"):
        permitted(address, PUSH_SERVICES, loopback=True)
        assert outbound.origin(address) == address.removesuffix("/x")
    for address in ("http://127.0.0.2/x", "http://192.168.1.1/x", "http://fcm.googleapis.com/x", "ftp://localhost/x"):
        with pytest.raises(Forbidden):
            permitted(address, PUSH_SERVICES, loopback=True)
