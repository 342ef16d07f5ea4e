"""What a phone is asked, and in which room `webauthn` is known."""

import ast
import json
from pathlib import Path

import pytest

from pwa import passkeys
from tests.passkeys.enrolling import ANNA, HOME, Enrolment, creation_options
from tests.software_passkey import EDDSA, ES256, RS256, PhoneRefused, SoftwarePasskey, encoded


def test_a_new_passkey_is_asked_to_be_discoverable_verified_and_unknown_to_the_phone(synced: Enrolment) -> None:  # 7.1-step-1
    asked = creation_options(passkeys.new_challenge(), synced.known)
    selection = asked["authenticatorSelection"]
    assert (selection["residentKey"], selection["requireResidentKey"], selection["userVerification"]) == ("required", True, "required")
    assert "authenticatorAttachment" not in selection
    assert [one["alg"] for one in asked["pubKeyCredParams"]] == [ES256, RS256, EDDSA]
    assert (asked["attestation"], asked["timeout"], asked["hints"]) == ("none", 60_000, ["client-device"])
    assert asked["rp"] == {"id": "localhost", "name": "Only Human"}
    assert asked["user"] == {"id": encoded(ANNA), "name": "Anna", "displayName": "Anna"}
    one = {"id": encoded(synced.known.credential_id), "type": "public-key", "transports": ["internal", "hybrid"]}
    assert asked["excludeCredentials"] == [one]
    json.dumps(asked)
    with pytest.raises(PhoneRefused):
        synced.phone.create({"publicKey": asked})


def test_a_proof_is_asked_to_be_verified(synced: Enrolment) -> None:  # 7.2-step-1
    open_to_all = passkeys.request_options(HOME, challenge=passkeys.new_challenge())
    assert (open_to_all["rpId"], open_to_all["userVerification"], open_to_all["timeout"]) == ("localhost", "required", 60_000)
    assert open_to_all["allowCredentials"] == []
    listed = passkeys.request_options(HOME, challenge=passkeys.new_challenge(), allow=[synced.known])
    assert [one["id"] for one in listed["allowCredentials"]] == [encoded(synced.known.credential_id)]
    json.dumps(listed)


def test_each_challenge_is_new_and_a_weak_one_is_never_used(synced: Enrolment) -> None:
    assert len({passkeys.new_challenge() for _ in range(100)}) == 100
    assert len(passkeys.new_challenge()) == passkeys.CHALLENGE_BYTES == 32
    answer = synced.phone.get(passkeys.request_options(HOME, challenge=bytes(32)))
    for weak in (b"", b"short"):
        with pytest.raises(ValueError, match="32 bytes"):
            passkeys.request_options(HOME, challenge=weak)
        with pytest.raises(ValueError, match="32 bytes"):
            creation_options(weak)
        with pytest.raises(ValueError, match="32 bytes"):
            passkeys.verify_assertion(HOME, answer, challenge=weak, known=synced.known)


@pytest.mark.parametrize("handle", [b"", b"x" * 65])
def test_a_person_without_a_proper_user_handle_is_our_own_mistake(handle: bytes) -> None:
    with pytest.raises(ValueError, match="1 to 64 bytes"):
        passkeys.creation_options(HOME, challenge=passkeys.new_challenge(), user_handle=handle, person_name="Anna", exclude=())


@pytest.mark.parametrize(
    ("url", "rp_id", "origin"),
    [
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("https://post.example.org", "post.example.org", "https://post.example.org"),
        ("https://Post.Example.org/", "post.example.org", "https://post.example.org"),
        ("https://post.example.org:443", "post.example.org", "https://post.example.org"),
        ("https://post.example.org:8443", "post.example.org", "https://post.example.org:8443"),
        ("http://localhost:80", "localhost", "http://localhost"),
    ],
)
def test_the_relying_party_is_written_as_browsers_write_it(url: str, rp_id: str, origin: str) -> None:
    assert passkeys.relying_party(url) == passkeys.RelyingParty(rp_id, "Only Human", origin)


def test_webauthn_is_known_in_one_room_and_each_verification_has_one_call_site_that_requires_the_finger() -> None:
    calls: list[tuple[str, str]] = []
    room = Path(passkeys.__file__).parent
    for path in sorted(room.parent.rglob("*.py")):
        tree = ast.parse(path.read_text())
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        if path.parent != room:
            assert not any(name.split(".")[0] == "webauthn" for name in imported), path
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (called := ast.unparse(node.func)).startswith("webauthn.verify_"):
                required = next(word.value for word in node.keywords if word.arg == "require_user_verification")
                calls.append((called, ast.unparse(required)))
    assert sorted(calls) == [("webauthn.verify_authentication_response", "True"), ("webauthn.verify_registration_response", "True")]


def test_the_software_passkey_offers_only_what_it_holds(synced: Enrolment) -> None:
    with pytest.raises(PhoneRefused):
        SoftwarePasskey().get(passkeys.request_options(HOME, challenge=passkeys.new_challenge()))
    with pytest.raises(PhoneRefused):
        SoftwarePasskey().get(passkeys.request_options(HOME, challenge=passkeys.new_challenge(), allow=[synced.known]))
