"""Elections on the screens: the periods, the list, the banner, a ready post, and a hold that cannot be had."""

import io
from datetime import timedelta

import pytest

from pwa.rules.text import graphemes
from pwa.store.moments import database_time
from pwa.store.transaction import reading
from tests.actions.test_elections import in_period
from tests.cast import Member
from tests.web.phone import said, words
from tests.web.writer import Writer, parts_of, read

SCREEN, LISTED = "/identities/wv11/elections", "/identities/wv11/listed"
CSV = "kind,name,network\nperson,Jane Smith,\nparty,Labour,\nhandle,@cllrjane,x\n"


def saves(phone: Writer, *lines: tuple[str, str, str]) -> str:
    names, first, last = zip(*lines, strict=True)
    fields = {"period": list(names), "from": list(first), "until": list(last)}
    answer = phone.sends(SCREEN, **fields, credential=phone.proves("edit_identity", "wv11"))
    assert answer.status_code in (303, 422)
    return answer.location or answer.text


def looks_at(phone: Writer, file: str) -> str:
    answer = phone.sends(f"{LISTED}/preview", file=(io.BytesIO(file.encode()), "list.csv"), list="")
    assert answer.status_code == 200
    return read(answer)


def test_a_keeper_sets_the_days_and_a_speaker_reads_them(steph_phone: Writer, anna_phone: Writer) -> None:
    assert saves(steph_phone, ("Local elections", "", "2027-05-06"), ("", "", "")) == SCREEN
    page = steph_phone.opens(SCREEN)
    assert 'value="2027-03-31"' in page.text  # the last day for the notice: it was left empty
    assert 'value="2027-05-06"' in page.text
    speaker = anna_phone.opens(SCREEN)
    assert 'value="2027-05-06"' in speaker.text
    assert "disabled" in speaker.text
    assert anna_phone.sends(SCREEN, credential=anna_phone.proves("edit_identity", "wv11")).status_code == 404


def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(steph_phone: Writer) -> None:
    for wrong in (("Local", "2027-05-07", "2027-05-06"), ("Local", "soon", "2027-05-06"), ("", "2027-03-20", "2027-05-06")):
        again = saves(steph_phone, wrong)
        assert "Nothing was changed." in again
        assert all(f'value="{typed}"' in again for typed in wrong)
    assert "Nothing was changed." in saves(steph_phone, *[("Local", "2027-05-01", "2027-05-06")] * 13)


def test_a_notice_day_later_than_the_law_allows_is_asked_about(steph_phone: Writer) -> None:
    saves(steph_phone, ("Local elections", "2027-04-20", "2027-05-06"))
    assert "out by Wednesday 31 March at the latest" in read(steph_phone.opens(SCREEN))


def test_the_banner_stands_on_the_composers_until_polls_close(steph_phone: Writer, steph: Member) -> None:
    with reading() as session:
        now = database_time(session)
    day = (now + timedelta(days=3)).date()
    saves(steph_phone, ("Local elections", now.date().isoformat(), day.isoformat()))
    until = f"Pre-election period until {day:%A} {day.day} {day:%B}, 22:00"
    composer = read(steph_phone.becomes("wv11").opens("/as/wv11/"))
    assert f"{until} Posts wait 2 minutes, unless they say how to vote." in composer
    assert ("every post waits" in composer, "It’s fine" in composer) == (False, False)  # what is always so is said once
    assert until in read(steph_phone.opens(SCREEN))
    assert "Pre-election" not in read(steph_phone.becomes("steph").opens("/as/steph/"))


@pytest.mark.parametrize(("language", "says"), [("en", "until polls close at"), ("cy", "gyfnod cyn etholiad")])
def test_why_we_are_quiet_is_one_tap_away(steph_phone: Writer, steph: Member, language: str, says: str) -> None:
    in_period(steph)
    answer = steph_phone.becomes("wv11").sends("/as/wv11/quiet", language=language)
    assert answer.status_code == 303
    page = steph_phone.opens(answer.location)
    assert "A draft is begun. Nothing was sent." in said(page)
    [draft] = parts_of(page.text)
    assert says in draft
    assert graphemes(draft) <= 280


def test_without_a_period_there_is_nothing_to_tell(steph_phone: Writer) -> None:
    assert "Why we are quiet" not in steph_phone.opens(SCREEN).text
    assert steph_phone.sends("/as/wv11/quiet", language="en").status_code == 404
    saves(steph_phone, ("Local elections", "2027-03-22", "2027-05-06"))
    assert "Why we are quiet" in steph_phone.opens(SCREEN).text
    assert steph_phone.sends("/as/wv11/quiet", language="fr").status_code == 404


def test_a_list_is_looked_at_first_and_then_taken(steph_phone: Writer, anna_phone: Writer) -> None:
    before = looks_at(steph_phone, CSV)
    assert "3 lines would be on the list." in before
    assert "only beside “party”, “candidate”, “vote”…" in before
    assert "There is nobody on it yet." in read(steph_phone.opens(LISTED))
    taken = steph_phone.sends(LISTED, list=CSV, credential=steph_phone.proves("edit_identity", "wv11"))
    assert taken.location == LISTED
    page = read(anna_phone.opens(LISTED))
    assert "Jane Smith" in page
    assert "@cllrjane X" in page
    assert "Look at it first" not in page
    assert anna_phone.sends(f"{LISTED}/preview", list=CSV).status_code == 404
    assert anna_phone.sends(LISTED, list=CSV, credential=anna_phone.proves("edit_identity", "wv11")).status_code == 404


def test_what_is_wrong_in_it_is_said_line_by_line_and_nothing_is_taken(steph_phone: Writer) -> None:
    wrong = CSV + "member,Ann,\nhandle,ann,mastodon\n"
    before = looks_at(steph_phone, wrong)
    assert "Line 5: “member” is no kind." in before
    assert "Line 6: “ann” is no handle there." in before
    assert "handle,ann,mastodon" in before  # to be mended here
    taken = steph_phone.sends(LISTED, list=wrong, credential=steph_phone.proves("edit_identity", "wv11"))
    assert taken.status_code == 422
    long = steph_phone.sends(f"{LISTED}/preview", list="kind,name\n" + "".join(f"person,Jane S{one}\n" for one in range(2001)))
    assert (long.status_code, "longer than 2,000 lines" in long.text) == (422, True)
    assert "There is nobody on it yet." in read(steph_phone.opens(LISTED))


def test_the_list_comes_back_as_a_file_that_runs_nothing(steph_phone: Writer, jo_phone: Writer) -> None:
    file = 'kind,name\nparty,"=HYPERLINK(1) Party"\nperson,Siân O’Hara\n'
    steph_phone.sends(LISTED, list=file, credential=steph_phone.proves("edit_identity", "wv11"))
    back = steph_phone.opens(f"{LISTED}.csv")
    assert back.mimetype == "text/csv"
    assert back.data.startswith(b'\xef\xbb\xbf"kind"')
    assert '"\'=HYPERLINK(1) Party"' in back.text
    assert "2 lines would be on the list." in looks_at(steph_phone, back.text)
    assert jo_phone.opens(f"{LISTED}.csv").status_code == 404
    assert [jo_phone.opens(path).status_code for path in (SCREEN, LISTED)] == [404, 404]
    assert [steph_phone.opens(f"/identities/steph/{page}").status_code for page in ("elections", "listed", "listed.csv")] == [404] * 3


def test_before_a_hold_it_is_said_whom_the_words_name(steph_phone: Writer, steph: Member, anna: Member) -> None:
    in_period(steph)
    post = steph_phone.becomes("wv11").holds("wv11", "Cllr Smith opened the library.")
    assert "Waits for a yes" in steph_phone.opens(post).text
    assert words(steph_phone.opens("/as/wv11/?new=1"), r'<a href="/identities/wv11/elections">(.*?)</a>') != []
