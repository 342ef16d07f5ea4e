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


def test_pictures_of_any_size_never_cost_the_words(stranger: Phone) -> None:
    photo = (
        b'--x\r\nContent-Disposition: form-data; name="pictures"; filename="%d.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        + b"\r\n--" * 1024 * 1024
    )
    words = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s'
    parts = [words % (b"title", b"On the bus"), photo % 1, photo % 2, words % (b"text", b"Feet on the seat."), b"--x--\r\n"]
    headers = {"Sec-Fetch-Site": "none", "Content-Type": "multipart/form-data; boundary=x"}
    answer = stranger.client.post("/share", data=b"\r\n".join(parts), headers=headers)
    assert answer.status_code == 200
    page = answer.text
    assert ">On the bus\n\nFeet on the seat.</textarea>" in page
    assert "Pictures were not taken" in page


def test_words_too_long_for_a_composer_are_cut_and_it_says_so(stranger: Phone) -> None:
    page = shares(stranger, text="é" * 40_000)
    assert "Only the beginning" not in page
    page = shares(stranger, text="é" * 40_001, url="https://example.org/")
    assert ">" + "é" * 40_000 + "</textarea>" in page
    assert "Only the beginning was taken" in page


def test_a_form_that_is_none_is_refused_in_words(stranger: Phone) -> None:
    kinds = ("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=é")
    for kind in (*kinds, "multipart/form-data; boundary=x"):
        for body in (b"", b"--x\r\n", b"--x\r\nnonsense\r\n\r\n", b"\0" * 5000):
            answer = stranger.client.post("/share", data=body, headers={"Sec-Fetch-Site": "none", "Content-Type": kind})
            assert answer.status_code in (200, 400), kind
    assert "\0" not in shares(stranger, text="A\0B")


def test_words_from_elsewhere_are_escaped(stranger: Phone) -> None:
    assert "<script>" not in shares(stranger, text="</textarea><script>alert(1)</script>")


def test_another_sites_form_is_refused(stranger: Phone) -> None:
    assert stranger.client.post("/share", data={"text": "x"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert stranger.client.post("/share", data={"text": "x"}, headers=FROM_OUR_PAGE).status_code == 200


def test_opened_again_it_leads_to_the_tray(steph_phone: Writer) -> None:
    assert steph_phone.opens("/share").location == "/waiting"
