"""Coming in, going out, getting back in, and changing voices, as a phone does it."""

import pytest
from flask import Flask

from pwa.actions.invite import invite
from pwa.actions.make_setup_link import make_setup_link
from pwa.rules.step_up import Purpose
from pwa.web.pages import back
from tests.cast import Member
from tests.conftest import Clock
from tests.software_passkey import SoftwarePasskey
from tests.web.phone import CODE, Phone, said, words


@pytest.fixture
def link(app: Flask) -> str:
    """A set-up link, on a server that belongs to nobody yet."""
    made = make_setup_link()
    assert made
    return made


@pytest.fixture
def invitation(steph: Member) -> str:
    """A link to speak as WV11."""
    return invite(steph.caller, "wv11", role="speaker", proof=steph.proves(Purpose.INVITE, "wv11"))[0]


# The first day --------------------------------------------------------------------------------------------------------


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


def test_codes_that_were_not_confirmed_are_new_ones_at_the_next_sign_in(app: Flask, stranger: Phone, link: str) -> None:
    stranger.sets_up(link)
    first = words(stranger.opens("/recovery-codes"), CODE)
    assert words(stranger.opens("/recovery-codes"), CODE) == first
    again = Phone(app, passkey=stranger.passkey)
    assert again.signs_in().location == "/recovery-codes"
    page = again.opens("/recovery-codes")
    assert "replace the codes you had not confirmed" in page.text
    assert not set(words(page, CODE)) & set(first)
    assert again.sends("/recovery-codes/confirmation").status_code == 422
    again.sends("/recovery-codes/confirmation", saved="yes")
    assert again.opens("/recovery-codes").location == "/"


def test_new_codes_need_a_finger_and_void_the_old_ones(steph_phone: Phone) -> None:
    assert steph_phone.sends("/recovery-codes").status_code == 400
    assert steph_phone.sends("/recovery-codes", credential=steph_phone.proves("new_codes")).location == "/recovery-codes"
    page = steph_phone.opens("/recovery-codes")
    assert len(words(page, CODE)) == 10
    assert "had not confirmed" not in page.text


# Signing in -----------------------------------------------------------------------------------------------------------


def test_an_answer_opens_the_door_once(app: Flask, steph: Member) -> None:
    phone = Phone(app, passkey=steph.passkey)
    answer = phone.proves("sign_in")
    assert phone.sends("/sign-in", credential=answer).status_code == 303
    phone.sends("/sign-out")
    assert phone.sends("/sign-in", credential=answer).status_code == 400
    assert not phone.is_let_in()


def test_an_answer_is_good_in_its_own_browser_only(app: Flask, steph: Member, stranger: Phone) -> None:
    answer = Phone(app, passkey=steph.passkey).proves("sign_in")
    stranger.is_asked("sign_in")
    assert stranger.sends("/sign-in", credential=answer).status_code == 400


def test_an_old_challenge_opens_nothing(app: Flask, steph: Member, clock: Clock) -> None:
    phone = Phone(app, passkey=steph.passkey)
    answer = phone.proves("sign_in")
    clock.forward(121)
    assert phone.sends("/sign-in", credential=answer).status_code == 400


def test_a_phone_that_did_not_ask_for_the_finger_stays_outside(app: Flask, steph: Member) -> None:
    phone = Phone(app, passkey=steph.passkey)
    assert phone.sends("/sign-in", credential=phone.proves("sign_in", uv=False)).status_code == 400
    assert not phone.is_let_in()


def test_a_passkey_nobody_knows_is_told_so(stranger: Phone, steph: Member) -> None:
    options = stranger.is_asked("sign_in")
    stranger.passkey.held = {"localhost": [*steph.passkey.held["localhost"]]}
    answer = stranger.passkey.get(options, outer={"id": "AAAA", "rawId": "AAAA"})
    page = stranger.sends("/sign-in", credential=answer)
    assert page.status_code == 400
    assert "not known here" in page.text


@pytest.mark.parametrize("answer", ["", "{}", "null", "[]", '{"id": 1}', "x" * 20_000])
def test_junk_is_refused_like_any_wrong_answer(stranger: Phone, answer: str) -> None:
    stranger.is_asked("sign_in")
    assert stranger.sends("/sign-in", credential=answer).status_code == 400


def test_signing_in_gives_the_browser_a_new_session(app: Flask, steph: Member) -> None:
    phone = Phone(app, passkey=steph.passkey)
    phone.is_asked("sign_in")
    before = phone.client.get_cookie("onlyhuman")
    phone.signs_in()
    after = phone.client.get_cookie("onlyhuman")
    assert before
    assert after
    assert before.value != after.value
    stolen = app.test_client()
    stolen.set_cookie("onlyhuman", before.value, domain="localhost")
    assert stolen.get("/passkeys").status_code == 303


def test_a_copied_cookie_dies_with_its_session(app: Flask, steph_phone: Phone) -> None:
    steph_phone.is_let_in()
    cookie = steph_phone.client.get_cookie("onlyhuman")
    assert cookie
    copy = app.test_client()
    copy.set_cookie("onlyhuman", cookie.value, domain="localhost")
    assert copy.get("/passkeys").status_code == 200
    answer = steph_phone.sends("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert copy.get("/passkeys").location == "/welcome"


def test_signing_out_twice_is_no_harm(steph_phone: Phone) -> None:
    assert [steph_phone.sends("/sign-out").status_code for _ in range(2)] == [200, 200]


def test_signing_in_over_a_session_ends_that_one(app: Flask, steph: Member, steph_phone: Phone) -> None:
    old = Phone(app, steph)
    assert steph_phone.signs_in().status_code == 303
    assert steph_phone.is_let_in()
    assert not old.is_let_in()


# Sessions -------------------------------------------------------------------------------------------------------------


def test_a_session_that_is_ended_elsewhere_is_over_at_its_next_request(app: Flask, steph: Member, steph_phone: Phone) -> None:
    other = Phone(app, steph.another_browser())
    page = steph_phone.opens("/sessions")
    assert words(page, r"<h2 id=\"session[^>]*>(.*?)</h2>")[1:] == ["Firefox on Linux"]
    [ending] = [path for path in page.text.split('"') if path.startswith("/sessions/") and path != "/sessions/end"]
    assert steph_phone.sends(ending).location == "/sessions"
    assert other.opens("/passkeys").location == "/welcome"
    refused = other.sends("/as/steph/posts", part="Words that must not be lost.")
    assert refused.status_code == 401
    assert "Words that must not be lost." in refused.text
    assert steph_phone.is_let_in()


def test_nobody_ends_somebody_elses_session(steph_phone: Phone, anna: Member) -> None:
    assert steph_phone.sends(f"/sessions/{anna.caller.session.public_id}/end").status_code == 404


def test_all_the_others_end_at_once(app: Flask, steph: Member, steph_phone: Phone) -> None:
    others = [Phone(app, steph.another_browser()) for _ in range(2)]
    assert "2 other sessions are over." in said(steph_phone.opens(steph_phone.sends("/sessions/end").location or ""))
    assert [phone.is_let_in() for phone in (*others, steph_phone)] == [False, False, True]


# Passkeys -------------------------------------------------------------------------------------------------------------


def test_another_passkey_needs_an_old_one_and_is_told_everywhere(app: Flask, steph: Member, steph_phone: Phone) -> None:
    other = Phone(app, steph.another_browser())
    second = SoftwarePasskey()
    proof = steph_phone.proves("add_passkey")
    made = second.create(steph_phone.is_asked("new_passkey"))
    assert steph_phone.sends("/passkeys", name="Key ring", new_credential=made).status_code == 400
    made = second.create(steph_phone.is_asked("new_passkey") | {"excludeCredentials": []})
    assert steph_phone.sends("/passkeys", name="Key ring", credential=proof, new_credential=made).location == "/passkeys"
    assert "Key ring" in steph_phone.opens("/passkeys").text
    told = other.opens("/switch")
    assert "A passkey was added: Key ring" in told.text
    [dismissal] = [path for path in told.text.split('"') if path.startswith("/notices/")]
    assert steph_phone.sends(dismissal).status_code == 404
    assert (
        other.client.post(dismissal, headers={"Sec-Fetch-Site": "same-origin", "Referer": "http://localhost:8000/switch"}).location
        == "/switch"
    )
    assert "A passkey was added" not in other.opens("/switch").text
    assert Phone(app, passkey=second).signs_in().status_code == 303


@pytest.mark.parametrize("came_from", ["https://evil.example/switch", "http://localhost:8000/as/x/posts", "", "//evil.example"])
def test_nothing_leads_to_another_site(app: Flask, steph: Member, steph_phone: Phone, came_from: str) -> None:
    steph_phone.opens("/switch")
    with app.test_request_context(headers={"Referer": came_from}):
        assert back() == "/"


def test_the_last_passkey_stays(steph: Member, steph_phone: Phone) -> None:
    [key] = {path.split("/")[2] for path in steph_phone.opens("/passkeys").text.split('"') if path.startswith("/passkeys/")}
    page = steph_phone.sends(f"/passkeys/{key}/removal", credential=steph_phone.proves("remove_passkey", key))
    assert page.status_code == 409
    assert "your last passkey" in page.text
    assert steph_phone.sends(f"/passkeys/{key}/name", name="My phone").location == "/passkeys"
    assert "My phone" in steph_phone.opens("/passkeys").text


# Recovery -------------------------------------------------------------------------------------------------------------


def test_a_code_opens_the_making_of_a_passkey_and_nothing_else(app: Flask, steph: Member, steph_phone: Phone) -> None:
    steph_phone.sends("/recovery-codes", credential=steph_phone.proves("new_codes"))
    code = words(steph_phone.opens("/recovery-codes"), CODE)[3]
    steph_phone.sends("/recovery-codes/confirmation", saved="yes")
    lost = Phone(app)
    assert lost.sends("/recover", code=f" {code.upper()} ").location == "/recover/passkey"
    page = lost.opens("/recover/passkey")
    assert "Hello again, Steph" in page.text
    assert "WV11 stays shut" in page.text
    assert lost.opens("/passkeys").location == "/welcome"
    assert lost.sends("/challenges", purpose="speak_as", target="wv11").status_code == 401
    assert lost.sends("/recover/passkey", name="New phone", credential=lost.makes("recover")).location == "/"
    assert lost.is_let_in()
    assert lost.speaks_as("wv11").status_code == 400
    assert "A recovery code was used" in steph_phone.opens("/switch").text
    again = Phone(app).sends("/recover", code=code)
    assert again.status_code == 410
    assert "not one of yours" in again.text


def test_a_recovery_is_over_after_a_quarter_of_an_hour(app: Flask, steph_phone: Phone, clock: Clock) -> None:
    steph_phone.sends("/recovery-codes", credential=steph_phone.proves("new_codes"))
    code = words(steph_phone.opens("/recovery-codes"), CODE)[0]
    lost = Phone(app)
    lost.sends("/recover", code=code)
    clock.forward(15 * 60 + 1)
    assert lost.opens("/recover/passkey").location == "/recover"
    assert "The time to make a passkey is over" in said(lost.opens("/recover"))[0]


# Voices ---------------------------------------------------------------------------------------------------------------


def test_upward_takes_a_finger_and_downward_one_tap(steph_phone: Phone) -> None:
    assert steph_phone.voice() == "Posting as Steph Personal"
    assert steph_phone.sends("/switch/wv11").status_code == 400
    assert steph_phone.voice() == "Posting as Steph Personal"
    assert steph_phone.speaks_as("wv11").location == "/as/wv11/"
    assert steph_phone.voice() == "Posting as WV11 Official"
    assert steph_phone.sends("/switch/steph").location == "/as/steph/"
    assert steph_phone.voice() == "Posting as Steph Personal"


def test_a_proof_serves_its_own_purpose_and_target_only(steph_phone: Phone) -> None:
    assert steph_phone.sends("/switch/wv11", credential=steph_phone.proves("new_codes")).status_code == 400
    assert steph_phone.sends("/switch/wv11", credential=steph_phone.proves("speak_as", "walsall")).status_code == 400
    answer = steph_phone.proves("speak_as", "wv11")
    assert steph_phone.sends("/switch/wv11", credential=answer).status_code == 303
    steph_phone.sends("/switch/steph")
    assert steph_phone.sends("/switch/wv11", credential=answer).status_code == 400
    assert steph_phone.voice() == "Posting as Steph Personal"


def test_nobody_steps_up_with_somebody_elses_passkey_or_without_their_finger(steph_phone: Phone, anna: Member) -> None:
    options = steph_phone.is_asked("speak_as", "wv11")
    assert (
        steph_phone.sends(
            "/switch/wv11", credential=anna.passkey.get(options | {"publicKey": {**options["publicKey"], "allowCredentials": []}})
        ).status_code
        == 400
    )
    assert steph_phone.sends("/switch/wv11", credential=steph_phone.proves("speak_as", "wv11", uv=False)).status_code == 400
    assert steph_phone.voice() == "Posting as Steph Personal"


def test_a_voice_one_may_not_use_does_not_exist(steph_phone: Phone, anna_phone: Phone, jo: Member) -> None:
    missing = anna_phone.sends("/switch/nobody", credential="{}")
    theirs = anna_phone.sends("/switch/walsall", credential="{}")
    assert (missing.status_code, theirs.status_code) == (404, 404)
    assert words(missing, "<main.*</main>") == words(theirs, "<main.*</main>")


def test_a_cold_start_is_personal(steph_phone: Phone) -> None:
    steph_phone.speaks_as("wv11")
    assert steph_phone.opens("/").location == "/as/wv11/"
    assert steph_phone.opens("/start").location == "/as/steph/"
    assert steph_phone.voice() == "Posting as Steph Personal"


def test_a_lease_that_ran_out_is_told_once_and_not_to_a_poll(steph_phone: Phone, clock: Clock) -> None:
    steph_phone.speaks_as("wv11")
    clock.forward(5 * 60 + 1)
    assert said(steph_phone.opens("/switch", X_Poll="1")) == []
    [sentence] = said(steph_phone.opens("/switch"))
    assert sentence.startswith("Your time as WV11 is over. You are Steph again")
    assert said(steph_phone.opens("/switch")) == []


def test_taps_keep_a_lease_from_idling_and_polls_do_not(steph_phone: Phone, clock: Clock) -> None:
    steph_phone.speaks_as("wv11")
    clock.forward(4 * 60)
    steph_phone.opens("/switch")
    clock.forward(4 * 60)
    assert steph_phone.voice() == "Posting as WV11 Official"
    clock.forward(4 * 60)
    steph_phone.opens("/switch", X_Poll="1")
    clock.forward(61)
    assert steph_phone.voice() == "Posting as Steph Personal"


def test_no_tap_moves_the_end_of_a_lease(steph_phone: Phone, clock: Clock) -> None:
    steph_phone.speaks_as("wv11")
    for _ in range(3):
        clock.forward(4 * 60 + 59)
        assert steph_phone.voice() == "Posting as WV11 Official"
    clock.forward(4)
    assert steph_phone.voice() == "Posting as Steph Personal"


def test_the_page_of_another_voice_names_both(steph_phone: Phone) -> None:
    page = steph_phone.opens("/as/wv11/")
    assert page.status_code == 409
    assert words(page, "<h1>(.*?)</h1>") == ["This draft is WV11’s. You are posting as Steph."]


# Invitations ----------------------------------------------------------------------------------------------------------


def test_somebody_new_joins_with_a_new_passkey_once(app: Flask, invitation: str) -> None:
    kim, late = Phone(app), Phone(app)
    assert "Steph invites you to WV11" in kim.opens(f"/join/{invitation}").text
    late_answer = late.makes("join", invitation, "Mallory")
    answer = kim.makes("join", invitation, "Kim")
    assert kim.sends(f"/join/{invitation}", name="Kim", board="unlisted", credential=answer).location == "/recovery-codes"
    assert late.sends(f"/join/{invitation}", name="Mallory", board="open", credential=late_answer).status_code == 410
    assert kim.voice() == "Posting as Kim Personal"
    assert kim.speaks_as("wv11").location == "/as/wv11/"


def test_somebody_who_is_here_signs_in_and_joins(app: Flask, jo: Member, invitation: str) -> None:
    phone = Phone(app, passkey=jo.passkey)
    assert phone.signs_in(join=invitation).location == f"/join/{invitation}"
    assert phone.sends(f"/join/{invitation}").location == "/switch"
    assert "You can speak as WV11 now. You are still Jo until you switch." in said(phone.opens("/switch"))
    assert phone.speaks_as("wv11").status_code == 303


def test_an_invitation_is_not_used_up_by_whoever_may_already(steph_phone: Phone, invitation: str) -> None:
    assert steph_phone.sends(f"/join/{invitation}").status_code == 409
    assert steph_phone.opens(f"/join/{invitation}").status_code == 200


@pytest.mark.parametrize("join", ["//evil.example", "../x", "https://evil.example/", "x"])
def test_what_follows_a_sign_in_is_an_invitation_or_home(app: Flask, steph: Member, join: str) -> None:
    assert Phone(app, passkey=steph.passkey).signs_in(join=join).location == "/"
