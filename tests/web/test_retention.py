"""The screens on which a keeper says how long words are kept, and deletes those of one post."""

from pwa.courier import Courier
from tests.conftest import Clock
from tests.web.phone import said
from tests.web.writer import Writer, read


def test_a_keeper_deletes_the_words_of_a_post_and_its_page_says_so(
    steph_phone: Writer, anna_phone: Writer, clock: Clock, courier: Courier
) -> None:
    post = anna_phone.becomes("wv11").holds("wv11", "Mrs Jones of 4 Church Road")
    assert steph_phone.opens(f"{post}/words").status_code == 404  # it is still held
    refused = steph_phone.sends(f"{post}/words", credential=steph_phone.proves("delete_words", post.rpartition("/")[2]))
    assert refused.status_code == 409
    assert "Nothing was deleted." in read(refused)
    clock.forward(35)
    courier.run_once()
    assert f"{post}/words" in steph_phone.opens(post).text
    assert f"{post}/words" not in anna_phone.opens(post).text
    assert anna_phone.opens(f"{post}/words").status_code == 404
    assert "for good" in read(steph_phone.opens(f"{post}/words"))
    deleted = steph_phone.sends(f"{post}/words", credential=steph_phone.proves("delete_words", post.rpartition("/")[2]))
    assert (deleted.status_code, deleted.location) == (303, post)
    page = read(steph_phone.opens(post))
    assert "The words were lawfully deleted" in page
    assert "Church Road" not in page
    outbox = read(anna_phone.opens("/as/wv11/outbox"))
    assert "The words were lawfully deleted" in outbox
    assert "Church Road" not in outbox
    assert steph_phone.opens(f"{post}/words").status_code == 404


def test_how_long_words_are_kept_is_a_keepers_choice(steph_phone: Writer, anna_phone: Writer) -> None:
    assert 'href="/identities/wv11/retention"' in steph_phone.opens("/identities/wv11").text
    assert anna_phone.opens("/identities/wv11/retention").status_code == 404
    assert 'value="keep" required checked' in steph_phone.opens("/identities/wv11/retention").text
    for typed, status in (("365", 303), ("7", 404), ("nothing", 404), ("", 404)):
        proof = steph_phone.proves("keep_words", "wv11")
        assert steph_phone.sends("/identities/wv11/retention", keep=typed, credential=proof).status_code == status, typed
    assert 'value="365" required checked' in steph_phone.opens("/identities/wv11/retention").text
    own = steph_phone.opens("/identities/steph/retention")
    assert "everything I wrote as myself" in read(own)
    left = steph_phone.sends("/identities/steph/retention", keep="nothing", credential=steph_phone.proves("keep_words", "steph"))
    assert left.status_code == 303
    assert said(steph_phone.opens(left.location))[0].startswith("Your drafts are gone.")
