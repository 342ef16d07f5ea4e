"""Being told on this phone: who may ask for it, what is refused, and that no address of a push service is ever repeated."""

import pytest
from sqlmodel import col, select

from pwa.store.tables import PushSubscription
from pwa.store.transaction import reading
from tests.push_service import Browser
from tests.web.phone import FROM_OUR_PAGE, Phone
from tests.web.writer import Writer, read

FCM = Browser("https://fcm.googleapis.com/fcm/send/secret-of-this-browser")
SECRETS = [FCM.endpoint, "secret-of-this-browser", *FCM.fields.values()]
AS_SCRIPT = {**FROM_OUR_PAGE, "Accept": "application/json"}


def subscribes(phone: Phone, **other: str) -> tuple[int, str]:
    answer = phone.client.post("/subscription", data=FCM.fields | other, headers=AS_SCRIPT)
    return answer.status_code, answer.get_json().get("body") or answer.get_json()["error"]


def test_a_phone_is_told_until_it_is_not(steph_phone: Writer) -> None:
    assert subscribes(steph_phone)[0] == 200
    page = steph_phone.opens("/sessions")
    assert "gets notifications" in page.text
    assert "Turn notifications off" in page.text
    assert "Get a notification" not in steph_phone.opens("/as/wv11/outbox").text
    for _ in range(2):
        assert steph_phone.sends("/subscription/end").status_code == 303
    assert "gets notifications" not in steph_phone.opens("/sessions").text
    assert "Get a notification when somebody posts as WV11" in read(steph_phone.opens("/as/wv11/outbox"))


def test_it_is_offered_for_an_official_voice_only(steph_phone: Writer) -> None:
    assert "push-offer" not in steph_phone.opens("/as/steph/outbox").text
    assert "push-offer" not in steph_phone.opens("/as/steph/").text


@pytest.mark.parametrize(
    "other", [{"endpoint": "https://evil.example/x"}, {"endpoint": "http://127.0.0.1:8000/x"}, {"auth": "x"}, {"p256dh": ""}]
)
def test_whatever_is_wrong_with_it_is_one_sentence(steph_phone: Writer, other: dict[str, str]) -> None:
    status, said = subscribes(steph_phone, **other)
    assert (status, "Nothing was changed" in said) == (400, True)
    assert not any(value in said for value in (*SECRETS, *other.values()) if len(value) > 1)


def test_nothing_of_it_is_ever_shown_or_logged(steph_phone: Writer, caplog: pytest.LogCaptureFixture) -> None:
    subscribes(steph_phone)
    subscribes(steph_phone, auth="x")
    for path in ("/sessions", "/as/wv11/outbox", "/identities/wv11", "/passkeys"):
        assert not any(secret in steph_phone.opens(path).text for secret in SECRETS)
    assert not any(secret in caplog.text for secret in SECRETS)
    with reading() as session:
        assert session.get(PushSubscription, 1) is not None


def test_notifications_speak_the_language_that_was_chosen_last(steph_phone: Writer, anna_phone: Writer, stranger: Phone) -> None:
    subscribes(steph_phone)
    subscribes(anna_phone, endpoint=f"{FCM.endpoint}-of-anna")
    for phone, language in ((steph_phone, "cy"), (anna_phone, "tlh"), (stranger, "cy")):
        assert phone.sends("/language", language=language).status_code == 303
    with reading() as session:
        assert [one.language for one in session.exec(select(PushSubscription).order_by(col(PushSubscription.id)))] == ["cy", "en"]


def test_a_stranger_subscribes_to_nothing(stranger: Phone) -> None:
    answer = stranger.client.post("/subscription", data=FCM.fields, headers=AS_SCRIPT)
    assert (answer.status_code, answer.get_json()["title"]) == (401, "You are signed out")


def test_stop_answers_what_a_notification_shows(steph_phone: Writer, anna_phone: Writer, jo_phone: Writer) -> None:
    steph_phone.becomes("wv11")
    place = steph_phone.holds("wv11", "Road closed.")
    stop = {"data": {"way": "notification"}, "headers": AS_SCRIPT}
    assert jo_phone.client.post(f"{place}/cancellation", **stop).status_code == 404
    for _ in range(2):
        said = anna_phone.client.post(f"{place}/cancellation", **stop).get_json()
        assert said == {"title": "Stopped", "body": "WV11: nothing has gone out. The words went back to the drafts of Steph.", "badge": 0}


def test_the_keeper_says_whether_words_may_stand_on_lock_screens(steph_phone: Writer) -> None:
    assert 'name="words_on_lock_screen" value="yes">' in steph_phone.opens("/identities/wv11").text
    shape = {"name": "WV11", "initials": "WV", "colour": "brick", "window": "30", "lease": "15", "board": "open"}
    proof = steph_phone.proves("edit_identity", "wv11")
    steph_phone.sends("/identities/wv11", **shape, words_on_lock_screen="yes", credential=proof)
    assert 'name="words_on_lock_screen" value="yes" checked>' in steph_phone.opens("/identities/wv11").text
