"""Editing, where a network has it: other words in the same place, its pictures stay, and asking twice does it once."""

from collections.abc import Callable
from typing import Any

import pytest

from pwa.networks.bluesky import Bluesky
from pwa.networks.contract import Access, Disconnected, Edited, Editing, Place, Refused, TryLater, Unsure
from pwa.networks.x import X
from tests.networks.door import Fault
from tests.networks.far import Far
from tests.networks.pretends_facebook import PretendsFacebook, error
from tests.networks.test_contract import HASTY, here, outgoing, word
from tests.networks.test_mastodon import home, mastodon, part

SERVERS = ["snac", "mastodon_mock", "facebook_page"]  # X and Bluesky edit nothing
EDIT_AT = {"mastodon": "PUT", "facebook_page": "POST"}


def editing(far: Far, fault: Fault | None = None) -> Editing:
    network = far.network(read=3 * HASTY if fault is Fault.HANG else 20)  # reading it back is as hasty
    assert isinstance(network, Editing)
    return network


def edit_at(far: Far, remote_id: str) -> tuple[str, str]:
    return EDIT_AT[far.network().name], f"/{remote_id}"


def test_other_words_stand_in_the_same_place_with_the_same_picture(far: Far) -> None:
    network, place, text = editing(far), here(far), word()
    sent = far.network().publish(outgoing(f"{text} leaves at nine", alt="A red bus"), place)
    better = outgoing(f"{text} leaves at ten\n& not at “nine”")
    for _ in range(2):  # found by the id it was sent with; snac lists it by the second of its last change
        assert network.edit(sent.remote_id, better, place) is Edited.EDITED
    assert [(one.text, one.pictures) for one in far.standing(text)] == [(better.text, ("A red bus",))]


@pytest.mark.parametrize("fault", Fault)
def test_an_edit_that_meets_a_fault_can_simply_be_asked_again(far: Far, fault: Fault) -> None:
    network, place, text = editing(far, fault), here(far), word()
    sent = far.network().publish(outgoing(f"{text} one"), place)
    far.door.breaks(fault, *edit_at(far, sent.remote_id))
    if fault is Fault.RESET:
        with pytest.raises(Unsure):
            network.edit(sent.remote_id, outgoing(f"{text} two"), place)
        assert [one.text for one in far.standing(text)] == [f"{text} one"]
    assert network.edit(sent.remote_id, outgoing(f"{text} two"), place) is Edited.EDITED  # it was heard: reading it back says so
    assert [one.text for one in far.standing(text)] == [f"{text} two"]


def test_x_and_bluesky_edit_nothing() -> None:
    assert not [one for one in (X, Bluesky) if hasattr(one, "edit")]


def test_where_it_cannot_be_read_back_it_is_in_doubt(far: Far) -> None:
    network, place, text = editing(far), here(far), word()
    sent = far.network().publish(outgoing(f"{text} one"), place)
    method, path = edit_at(far, sent.remote_id)
    far.door.breaks(Fault.GATEWAY, "GET", path, spared=1 if method == "PUT" else 0)
    with pytest.raises(Unsure, match="does not show it"):
        network.edit(sent.remote_id, outgoing(f"{text} two"), place)


def test_what_is_gone_or_too_long_or_not_ours_is_not_edited(far: Far) -> None:
    network, place, text = editing(far), here(far), word()
    sent = far.network().publish(outgoing(text), place)
    far.door.mended()
    with pytest.raises(Refused, match="too long"):
        network.edit(sent.remote_id, outgoing("x" * (far.network().limits(place).text + 1)), place)
    assert not [one for one in far.door.asked if one[0] != "GET"]
    for access in (Access(dict.fromkeys(far.secrets, "wrong")), Access()):
        with pytest.raises(Disconnected):
            network.edit(sent.remote_id, outgoing(f"{text}!"), Place(place.handle, place.remote_id, place.home, access))
    if far.takes_down:
        far.network().retract(sent.remote_id, place)
        assert network.edit(sent.remote_id, outgoing(f"{text}!"), place) is Edited.GONE


STATUS: dict[str, Any] = {
    "id": "7",
    "spoiler_text": "Buses",
    "sensitive": True,
    "media_attachments": [{"id": "9"}],
    "content": "Old",
}


def test_a_server_that_edits_nothing_says_so() -> None:
    with home({"GET /api/v1/statuses/7": (200, STATUS)}) as (place, _):
        assert mastodon().edit("7", part(), place) is Edited.NOT_OFFERED


def test_one_that_says_yes_and_does_nothing_is_not_believed() -> None:
    pages: dict[str, Any] = {"GET /api/v1/statuses/7": (200, STATUS), "PUT /api/v1/statuses/7": (200, STATUS)}
    with home(pages) as (place, heard), pytest.raises(Unsure, match="does not show it"):
        mastodon().edit("7", part(), place)
    [edit] = [one for one in heard if one.command == "PUT"]
    assert edit.body == b'{"status":"Hello.","spoiler_text":"Buses","sensitive":true,"media_ids":["9"]}'


@pytest.mark.parametrize(
    ("status", "said", "outcome"),
    [
        (422, {"error": "Validation failed"}, Refused),
        (429, {"error": "slow"}, TryLater),
        (401, {"error": "revoked"}, Disconnected),
        (503, {"error": "away"}, Unsure),
        (200, [], Unsure),
    ],
)
def test_a_servers_no_is_sorted_as_that_of_a_post(status: int, said: Any, outcome: type[Exception]) -> None:
    pages: dict[str, Any] = {"GET /api/v1/statuses/7": (200, STATUS), "PUT /api/v1/statuses/7": (status, said)}
    with home(pages) as (place, _), pytest.raises(outcome):
        mastodon().edit("7", part(), place)


@pytest.fixture
def facebook() -> Any:
    server = PretendsFacebook()
    yield server
    server.stop()


CODES: dict[str, tuple[Callable[[], Any], type[Exception]]] = {
    "another app's": (lambda: error(200, "Only the app that made it."), Refused),
    "too fast": (lambda: error(32, "Too many calls."), TryLater),
    "please retry": (lambda: error(1, "Please retry.", status=500, transient=True), Unsure),
}


@pytest.mark.parametrize(("said", "outcome"), CODES.values(), ids=CODES)
def test_facebooks_codes(facebook: PretendsFacebook, said: Callable[[], Any], outcome: type[Exception]) -> None:
    network, place, text = editing(facebook), here(facebook), word()
    sent = facebook.network().publish(outgoing(text), place)
    facebook.problem = said()
    with pytest.raises(outcome):
        network.edit(sent.remote_id, outgoing(f"{text}!"), place)
    assert [one.text for one in facebook.standing(text)] == [text]


def test_what_facebook_never_named_cannot_be_edited(facebook: PretendsFacebook) -> None:
    assert editing(facebook).edit("unnamed:key", outgoing("Hello."), here(facebook)) is Edited.NOT_OFFERED
