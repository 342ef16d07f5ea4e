"""Shared into a browser without a worker: the words are shown, nothing is kept here, and nobody speaks."""

import io

from tests.web.phone import FROM_OUR_PAGE, Phone
from tests.web.writer import Writer, read


def shares(phone: Phone, **fields: object) -> str:
    answer = phone.client.post("/share", data=fields, headers={"Sec-Fetch-Site": "none"}, content_type="multipart/form-data")
    assert answer.status_code == 200
    return answer.text


def test_the_words_are_shown_once_and_nothing_can_be_sent_from_there(stranger: Phone, steph_phone: Writer) -> None:
    for phone in (stranger, steph_phone):
        page = shares(phone, title="News", text="News: http://localhost:8000/board/jo", url="http://localhost:8000/board/jo")
        assert ">News: http://localhost:8000/board/jo</textarea>" in page
        assert 'class="send"' not in page
    assert "No drafts as Steph" in read(steph_phone.opens("/as/steph/drafts"))


def test_title_text_and_link_are_put_together_once(stranger: Phone) -> None:
    assert ">A title\n\nSome words\n\nhttps://example.org/</textarea>" in shares(
        stranger, title="A title", text="Some words", url="https://example.org/"
    )
    assert '<textarea id="kept" dir="auto" readonly rows="6"></textarea>' in shares(stranger)


def test_pictures_are_not_taken_and_it_says_so(stranger: Phone) -> None:
    page = shares(stranger, text="Look", pictures=(io.BytesIO(b"\x89PNG"), "photo.png"))
    assert "Pictures were not taken" in page.replace("\n", " ")
    assert "Look" in page


def test_words_from_elsewhere_are_escaped(stranger: Phone) -> None:
    assert "<script>" not in shares(stranger, text="</textarea><script>alert(1)</script>")


def test_another_sites_form_is_refused(stranger: Phone) -> None:
    assert stranger.client.post("/share", data={"text": "x"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert stranger.client.post("/share", data={"text": "x"}, headers=FROM_OUR_PAGE).status_code == 200


def test_opened_again_it_leads_to_the_tray(steph_phone: Writer) -> None:
    assert steph_phone.opens("/share").location == "/waiting"
