"""The first Person takes the server over, by the link that its operator saw."""

from flask import Flask

from tests.web.phone import CODE, Phone, words


def test_the_first_person_sets_up_saves_the_codes_leaves_and_comes_back_as_themself(stranger: Phone, link: str) -> None:
    assert "has not been set up" in stranger.opens("/welcome").text
    assert stranger.opens(f"/setup/{link}").status_code == 200
    assert stranger.sets_up(link).location == "/recovery-codes"
    assert len(words(stranger.opens("/recovery-codes"), CODE)) == 10
    assert stranger.sends("/recovery-codes/confirmation", saved="yes").location == "/"
    assert stranger.opens("/").location == "/as/steph/"
    assert stranger.sends("/sign-out").status_code == 200
    assert stranger.opens("/").location == "/welcome"
    assert stranger.signs_in().location == "/"
    assert stranger.opens("/").location == "/as/steph/"


def test_a_set_up_link_works_once(app: Flask, stranger: Phone, link: str) -> None:
    answer = stranger.makes("set_up", link, "Steph")
    late = Phone(app)
    too_late = late.makes("set_up", link, "Mallory")
    assert stranger.sends(f"/setup/{link}", name="Steph", board="open", credential=answer).status_code == 303
    assert late.sends(f"/setup/{link}", name="Mallory", board="open", credential=too_late).status_code == 410
    assert late.opens(f"/setup/{link}").status_code == 410
    assert not late.is_let_in()


def test_a_name_that_deceives_is_mended_in_place(stranger: Phone, link: str) -> None:
    page = stranger.sends(f"/setup/{link}", name="St\u202eeph", board="open", credential=stranger.makes("set_up", link, "Steph"))
    assert page.status_code == 422
    assert "invisible characters" in page.text
    assert stranger.sets_up(link).status_code == 303
