"""Whose posts an identity may reshare without a reason: the keeper's list, and what went out before."""

from tests.web.phone import Phone
from tests.web.writer import Writer, read

SCREEN = "/identities/wv11/reshares"


def puts(phone: Writer, network: str, account: str, **more: str) -> int:
    fields = {"network": network, "account": account, **more}
    return phone.sends(SCREEN, **fields, credential=phone.proves("edit_identity", "wv11")).status_code


def test_a_keeper_minds_the_list_and_a_speaker_reads_it(steph_phone: Writer, anna_phone: Writer) -> None:
    assert puts(steph_phone, "x", "https://x.com/WMPolice") == 303
    assert puts(steph_phone, "x", "@wmpolice") == 303
    page = read(anna_phone.opens(SCREEN))
    assert "@wmpolice X · put there by Steph on" in page
    assert "Take it off the list" not in page
    assert puts(anna_phone, "x", "@another") == 404
    assert puts(steph_phone, "x", "@wmpolice", off="yes") == 303
    assert "Nobody yet." in read(steph_phone.opens(SCREEN))


def test_what_names_no_account_says_how_it_is_called(steph_phone: Writer) -> None:
    answer = steph_phone.sends(SCREEN, network="mastodon", account="bob <b>", credential=steph_phone.proves("edit_identity", "wv11"))
    assert answer.status_code == 422
    assert "has its server in its name, like bob@example.social. Nothing was changed." in read(answer)
    assert 'value="bob &lt;b&gt;"' in answer.text
    assert puts(steph_phone, "facebook_page", "Walsall") == 422


def test_whoever_has_no_business_there_finds_nothing(steph_phone: Writer, jo_phone: Writer, stranger: Phone) -> None:
    assert jo_phone.opens(SCREEN).status_code == 404
    assert steph_phone.opens("/identities/steph/reshares").status_code == 404
    assert stranger.opens(SCREEN).status_code != 200
