"""A picture that stands for an identity: chosen by whoever minds it, with a finger, and seen by everybody."""

import re

from pwa.store import board, ledger
from pwa.store.transaction import reading
from tests import picture_files as files
from tests.web.phone import Phone
from tests.web.test_pictures import brings
from tests.web.writer import Writer

FIELDS = {"name": "WV11", "initials": "WV", "colour": "brick", "window": "30", "lease": "15", "board": "open"}
FACE = re.compile(r'<span class="face" data-kind="(\w+)"[^>]*>(.*?)</span>')


def wears(phone: Writer, crest: str, handle: str = "wv11", **fields: str) -> int:
    given = FIELDS | fields | {"crest": crest, "credential": phone.proves("edit_identity", handle)}
    return phone.sends(f"/identities/{handle}", **given).status_code


def faces(page: str) -> set[tuple[str, str]]:
    return set(FACE.findall(page))


def crest_of(handle: str) -> str | None:
    with reading() as session:
        return board.board(session, handle)[0].crest


def test_a_keeper_gives_it_a_crest_and_takes_it_away_again(steph_phone: Writer, stranger: Phone) -> None:
    assert wears(steph_phone, brings(steph_phone, files.photo(900, 300))) == 303
    worn = f"/crests/{crest_of('wv11')}"
    assert ("official", f'<img src="{worn}" alt="">') in faces(stranger.opens("/board/wv11").text)
    assert ("official", f'<img src="{worn}" alt="">') in faces(steph_phone.opens("/identities").text)
    shown = stranger.opens(worn)
    assert files.opened(shown.data).size == (256, 256)
    assert shown.headers["Cache-Control"].endswith("immutable")
    with reading() as session:
        lines = [line.body for chain in ledger.chains(session) for line in ledger.lines(session, chain)]
    assert any('"crest":' in body and '"verb":"identity_edited"' in body for body in lines)

    assert wears(steph_phone, "") == 303
    assert crest_of("wv11")
    assert wears(steph_phone, "none") == 303
    assert crest_of("wv11") is None
    assert stranger.opens(worn).status_code == 404


def test_a_person_has_a_picture_too(steph_phone: Writer) -> None:
    assert wears(steph_phone, brings(steph_phone), "steph", name="Steph", colour="navy") == 303
    assert ("personal", f'<img src="/crests/{crest_of("steph")}" alt="">') in faces(steph_phone.opens("/as/steph/").text)


def test_a_speaker_a_stranger_and_a_picture_of_somebody_else_change_nothing(
    steph_phone: Writer, anna_phone: Writer, jo_phone: Writer
) -> None:
    assert wears(anna_phone, brings(anna_phone)) == 404
    assert wears(jo_phone, brings(jo_phone)) == 404
    assert wears(steph_phone, brings(jo_phone)) == 422
    assert wears(steph_phone, "../../secret.key") == 422
    assert crest_of("wv11") is None


def test_only_a_crest_is_public(steph_phone: Writer, stranger: Phone) -> None:
    assert stranger.opens(f"/crests/{brings(steph_phone)}").status_code == 404


def test_without_a_finger_nothing_changes(steph_phone: Writer) -> None:
    assert steph_phone.sends("/identities/wv11", **FIELDS, crest=brings(steph_phone)).status_code == 400
    assert crest_of("wv11") is None
