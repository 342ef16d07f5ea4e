"""A Person adds, names and removes passkeys, and is told of it everywhere."""

import pytest
from flask import Flask

from pwa.web.pages import back
from tests.cast import Member
from tests.software_passkey import SoftwarePasskey
from tests.web.phone import Phone


def test_another_passkey_needs_an_old_one_and_is_told_everywhere(app: Flask, steph: Member, steph_phone: Phone) -> None:
    other = Phone(app, steph.another_browser())
    second = SoftwarePasskey()
    proof = steph_phone.proves("add_passkey")
    made = second.create(steph_phone.is_asked("new_passkey"))
    assert steph_phone.sends("/passkeys", name="Key ring", new_credential=made).status_code == 400
    made = second.create(steph_phone.is_asked("new_passkey") | {"excludeCredentials": []})
    assert steph_phone.sends("/passkeys", name="Key ring", credential=proof, new_credential=made).location == "/passkeys"
    assert "Key ring" in steph_phone.opens("/passkeys").text
    told = other.opens("/switch")
    assert "A passkey was added: Key ring" in told.text
    [dismissal] = [path for path in told.text.split('"') if path.startswith("/notices/")]
    assert steph_phone.sends(dismissal).status_code == 404
    assert (
        other.client.post(dismissal, headers={"Sec-Fetch-Site": "same-origin", "Referer": "http://localhost:8000/switch"}).location
        == "/switch"
    )
    assert "A passkey was added" not in other.opens("/switch").text
    assert Phone(app, passkey=second).signs_in().status_code == 303


@pytest.mark.parametrize("came_from", ["https://evil.example/switch", "http://localhost:8000/as/x/posts", "", "//evil.example"])
def test_nothing_leads_to_another_site(app: Flask, steph: Member, steph_phone: Phone, came_from: str) -> None:
    steph_phone.opens("/switch")
    with app.test_request_context(headers={"Referer": came_from}):
        assert back() == "/"


def test_the_last_passkey_stays(steph: Member, steph_phone: Phone) -> None:
    [key] = {path.split("/")[2] for path in steph_phone.opens("/passkeys").text.split('"') if path.startswith("/passkeys/")}
    page = steph_phone.sends(f"/passkeys/{key}/removal", credential=steph_phone.proves("remove_passkey", key))
    assert page.status_code == 409
    assert "your last passkey" in page.text
    assert steph_phone.sends(f"/passkeys/{key}/name", name="My phone").location == "/passkeys"
    assert "My phone" in steph_phone.opens("/passkeys").text
