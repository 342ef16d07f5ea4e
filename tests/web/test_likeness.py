"""Voices of one person that look alike are pointed out to that person, wear a mark of their class, and are no business of anybody else."""

import re

import pytest
from PIL import Image

from pwa.rules.identity import Colour
from tests import picture_files as files
from tests.cast import Cast
from tests.web.phone import Phone
from tests.web.test_crests import FIELDS, wears
from tests.web.test_identities import makes
from tests.web.test_pictures import brings
from tests.web.writer import Writer, read

MARKED = re.compile(r'class="face" data-kind="(\w+)" data-colour="(\w+)" data-marked')
FREE = re.compile(r'data-colour="(\w+)" data-free')
OWN = {name: value for name, value in FIELDS.items() if name != "lease"}


def own_look(phone: Writer, name: str, **fields: str) -> None:
    handle = name.lower()
    given = OWN | {"name": name} | fields
    assert phone.sends(f"/identities/{handle}", **given, credential=phone.proves("edit_identity", handle)).status_code == 303


def marked(phone: Phone, path: str) -> set[str]:
    return {kind for kind, _ in MARKED.findall(phone.opens(path).text)}


def test_the_same_letters_in_the_same_colour_are_pointed_out_and_both_faces_wear_their_mark(steph_phone: Writer) -> None:
    assert not marked(steph_phone, "/identities")
    assert "likeness.css" not in steph_phone.opens("/identities").text
    assert makes(steph_phone, name="Stafford", handle="stafford", initials="S", colour="teal")[0] == 303
    own_look(steph_phone, "Steph", initials="S", colour="teal")
    page = steph_phone.opens("/identities")
    assert "Looks like Stafford: the same letters in the same colour." in read(page)
    assert "Looks like Steph: the same letters in the same colour." in read(page)
    assert "likeness.css" in page.text
    for path in ("/identities", "/switch", "/as/steph/"):
        assert marked(steph_phone, path) == {"personal", "official"}, path
    assert ("official", "brick") not in MARKED.findall(steph_phone.opens("/switch").text)  # WV11 looks like neither
    told = steph_phone.opens("/identities/stafford").text
    assert "Looks like Steph" in told
    steph_phone.becomes("stafford")
    assert marked(steph_phone, "/as/stafford/") == {"personal", "official"}


@pytest.mark.parametrize(
    ("colour", "says"),
    [
        ("brick", "Looks like WV11: the same letters in the same colour."),
        ("rose", "the same letters in colours that are much alike."),
        ("moss", "the same letters in colours that some people cannot tell apart."),
        ("navy", ""),
    ],
)
def test_colours_count_as_the_reader_or_another_sees_them(steph_phone: Writer, colour: str, says: str) -> None:
    own_look(steph_phone, "Steph", initials="WV", colour=colour)
    page = read(steph_phone.opens("/identities"))
    assert says in page
    assert ("Looks like" in page) == bool(says)


def test_the_same_colour_is_said_although_the_letters_differ(steph_phone: Writer) -> None:
    own_look(steph_phone, "Steph", initials="ST", colour="brick")
    assert "Wears the same colour as WV11." in read(steph_phone.opens("/identities/steph"))
    assert marked(steph_phone, "/identities") == {"personal", "official"}


def test_one_picture_for_two_voices_is_pointed_out(steph_phone: Writer) -> None:
    raw = files.written(Image.linear_gradient("L"), "PNG")
    assert wears(steph_phone, brings(steph_phone, raw)) == 303
    assert wears(steph_phone, brings(steph_phone, raw), "steph", name="Steph", colour="navy") == 303
    assert "Looks like WV11: the same picture, or nearly." in read(steph_phone.opens("/identities"))
    assert wears(steph_phone, "none") == 303
    assert not marked(steph_phone, "/identities")


def test_a_keeper_learns_nothing_of_a_members_own_face(steph_phone: Writer, anna_phone: Writer) -> None:
    before = {path: marked(steph_phone, path) for path in ("/identities", "/identities/wv11", "/identities/wv11/people")}
    own_look(anna_phone, "Anna", initials="WV", colour="brick")
    assert "Looks like WV11" in read(anna_phone.opens("/identities"))
    assert marked(anna_phone, "/switch") == {"personal", "official"}
    for path, was in before.items():
        page = steph_phone.opens(path)
        assert marked(steph_phone, path) == was == set()
        assert "Looks like" not in page.text
        assert not FREE.findall(page.text)


def test_a_keeper_is_offered_colours_by_the_organisations_others_only(steph_phone: Writer) -> None:
    body = re.search(r'name="of" value="(\w+)"', steph_phone.opens("/identities/new").text)
    assert body
    assert makes(steph_phone, organisation="", of=body[1], name="WV12", handle="wv12", initials="WV", colour="brick")[0] == 303
    assert makes(steph_phone, name="Library", handle="library", initials="LI", colour="plum")[0] == 303
    own_look(steph_phone, "Steph", initials="ST", colour="navy")
    page = steph_phone.opens("/identities/wv12")
    assert "Looks like WV11: the same letters in the same colour." in read(page)
    assert "it looks like no other identity of WV11 Community News" in read(page)
    free = set(FREE.findall(page.text))
    assert free == {colour.value for colour in Colour} - {"brick", "rose", "moss", "ochre"}  # which many do not tell from brick
    assert {"plum", "navy"} <= free  # worn by her own voice and by another body: no business of this one's other keepers


def test_her_own_voice_is_offered_what_none_of_hers_wears(steph_phone: Writer) -> None:
    own_look(steph_phone, "Steph", initials="ST", colour="brick")
    page = steph_phone.opens("/identities/steph").text
    assert set(FREE.findall(page)) == {colour.value for colour in Colour} - {"brick"}
    assert "you look like none of your other identities" in page


def test_whoever_comes_in_wears_another_colour_than_the_voice_they_come_for(anna_phone: Writer) -> None:
    assert not marked(anna_phone, "/identities")  # the second Person's would be brick, as WV11 is


def test_a_new_voice_is_offered_a_colour_that_nobody_near_wears(steph_phone: Writer) -> None:
    own_look(steph_phone, "Steph", initials="ST", colour="teal")
    chosen = re.search(r'value="(\w+)" aria-label="\w+" checked', steph_phone.opens("/identities/new").text)
    assert chosen
    assert chosen[1] not in {"teal", "brick"}


def test_a_grant_that_brings_a_look_alike_is_told_to_whoever_was_given_it(cast: Cast, steph_phone: Writer, jo_phone: Writer) -> None:
    own_look(jo_phone, "Jo", initials="WV", colour="brick")
    assert "Looks like WV11" not in jo_phone.opens("/identities").text
    cast.grants(cast.jo, "wv11", "speaker")
    assert "Looks like WV11: the same letters in the same colour." in read(jo_phone.opens("/identities"))
    assert "Looks like Jo" not in steph_phone.opens("/identities").text + steph_phone.opens("/identities/wv11/people").text


def test_what_others_read_wears_no_mark(steph_phone: Writer, stranger: Phone) -> None:
    own_look(steph_phone, "Steph", initials="WV", colour="brick")
    assert marked(steph_phone, "/identities") == {"personal", "official"}
    for reader in (steph_phone, stranger):
        assert "data-marked" not in reader.opens("/board/wv11").text
    steph_phone.becomes("wv11")
    printed = steph_phone.opens(f"{steph_phone.holds('wv11', 'Road closed')}/evidence").text
    assert (
        "data-marked" not in printed[printed.index("<main") : printed.index("</main>")]
    )  # it goes to whoever asks, and says nothing of her own face
