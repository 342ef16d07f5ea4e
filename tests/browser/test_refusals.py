"""What must not work, tried from a real page: each ends as the person themself, with nothing sent and nothing lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.screens import Phone, beside
from tests.conftest import Clock

pytestmark = pytest.mark.browser

# The page asks for verification and the browser refuses without it. Only a page that was tampered with gets past its own browser.
TAMPERED = """
const real = navigator.credentials.get.bind(navigator.credentials)
navigator.credentials.get = (options) => {
  options.publicKey.userVerification = "discouraged"
  options.publicKey.allowCredentials = []
  return real(options)
}
"""


def test_an_answer_without_verification_is_refused_by_the_server(steph: Phone) -> None:
    steph.page.add_init_script(TAMPERED)
    steph.opens("/")
    steph.finger.set_user_verified(False)
    with steph.page.expect_response(re.compile("/switch/wv11$")) as answered:
        steph.switches_to("WV11")
    assert answered.value.status == 400
    steph.sees(re.compile("Nothing was changed"))
    steph.opens("/")
    steph.speaks_as("Steph", "Personal")


def test_another_persons_passkey_opens_nothing(steph: Phone, colleague: Phone) -> None:
    steph.finger.forget()
    colleague.finger.carry_to(steph.finger)
    steph.page.add_init_script(TAMPERED)
    steph.opens("/")
    with steph.page.expect_response(re.compile("/switch/wv11$")) as answered:
        steph.switches_to("WV11")
    assert answered.value.status == 400
    steph.is_at("/switch/wv11")
    steph.opens("/")
    steph.speaks_as("Steph", "Personal")


def test_an_answer_is_good_once(steph: Phone) -> None:
    with steph.page.expect_request(re.compile("/switch/wv11$")) as asked:
        steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    answer = asked.value.post_data
    assert answer is not None
    steph.switches_to("Steph")
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    again = steph.page.request.post(f"{steph.url}/switch/wv11", data=answer, headers=headers)
    assert again.status == 400
    steph.opens("/")
    steph.speaks_as("Steph", "Personal")


def test_when_the_lease_is_over_the_words_stay_and_nothing_goes_out(steph: Phone, clock: Clock) -> None:
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    steph.says("Road closed until noon.")
    steph.is_saved()
    clock.forward(16 * 60)
    steph.presses_bar("WV11")
    steph.sees("Nothing was sent")
    steph.opens("/")
    steph.speaks_as("Steph", "Personal")
    steph.switches_to("WV11")
    expect(steph.box("What do you want to say?")).to_have_value("Road closed until noon.")


def test_a_tab_of_another_identity_holds_nothing_and_loses_nothing(steph: Phone) -> None:
    steph.opens("/as/steph/")
    steph.says("Man on the bus has now put his feet on the seat.")
    steph.is_saved()
    other = beside(steph)
    other.switches_to("WV11")
    other.speaks_as("WV11", "Official")
    steph.taps("Post as Steph")
    steph.sees("Man on the bus")
    expect(steph.page.get_by_role("main")).to_contain_text("WV11")
    expect(steph.page.get_by_role("main")).to_contain_text("Steph")
    steph.taps("Switch to Steph")
    steph.opens("/as/steph/outbox")
    expect(steph.page.get_by_role("article")).to_have_count(0)
    steph.opens("/as/steph/")
    expect(steph.box("What do you want to say?")).to_have_value("Man on the bus has now put his feet on the seat.")


def test_two_pages_of_one_draft_keep_both_texts(steph: Phone) -> None:
    steph.opens("/as/steph/")
    steph.says("Morning all.")
    steph.is_saved()
    other = beside(steph)
    other.opens("/as/steph/")
    other.says("Evening all.")
    other.is_saved()
    steph.says("Morning everybody.")
    steph.sees("This draft was changed somewhere else")
    steph.sees("Evening all.")
    steph.page.get_by_role("button", name="Keep both", exact=True).click()
    steph.opens("/as/steph/drafts")
    steph.sees("Morning everybody.")


def test_a_double_tap_makes_one_post(steph: Phone) -> None:
    steph.opens("/as/steph/")
    steph.says("Once.")
    steph.page.get_by_role("button", name="Post as Steph", exact=True).dblclick()
    steph.is_going_out_as("Steph")
    steph.page.go_back()
    steph.opens("/as/steph/outbox")
    expect(steph.page.get_by_role("article")).to_have_count(1)
