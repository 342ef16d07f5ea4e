"""After an older copy of the store came back: what people find in their outbox, and what they can do."""

from pathlib import Path

from pwa.actions.park_restored import park_restored
from pwa.actions.release_due import release_due
from pwa.courier import Courier
from tests.conftest import Clock
from tests.networks.stand_in import StandIn
from tests.web.phone import words
from tests.web.writer import Writer, read


def test_a_held_post_is_parked_with_the_reason_and_can_be_held_again(steph_phone: Writer, clock: Clock, data: Path) -> None:
    page = steph_phone.holds("steph", "Hello.")
    park_restored()
    assert "Parked" in read(steph_phone.opens("/as/steph/outbox"))
    shown = read(steph_phone.opens(page))
    assert "The records came back from an older copy, so it may have left before. It asks first." in shown
    assert "Hello." in shown
    key = words_of_form(steph_phone, page)
    assert steph_phone.sends(f"{page}/holds", page_key=key).status_code == 303
    network = StandIn()
    clock.forward(15)
    Courier({"noticeboard": network}, data).run_once()
    assert network.texts == ["Hello."]


def words_of_form(phone: Writer, page: str) -> str:
    """The key that the page's form would send."""
    [key] = words(phone.opens(page), r'(?s)name="page_key" value="([^"]+)"')
    return key


def test_what_was_due_asks_on_its_own_page(steph_phone: Writer, clock: Clock) -> None:
    page = steph_phone.holds("steph", "Hello.")
    clock.forward(13)
    release_due()
    park_restored()
    assert "The records came back from an older copy, so it may have left before." in read(steph_phone.opens(page))
