"""A link to somebody's notice becomes a reshare: readers' view first, the same hold, and the original's own author on the board."""

from pwa.courier import Courier
from tests.conftest import Clock
from tests.web.phone import Phone
from tests.web.writer import Writer, form_of, read, value_of

SITE = "http://localhost:8000"


def notice_of_jo(jo_phone: Writer, clock: Clock, courier: Courier) -> str:
    """The address at which Jo's words stand."""
    jo_phone.holds("jo", "The library opens again on Monday.")
    goes_out(clock, courier)
    page = jo_phone.opens("/board/jo").text
    return SITE + page.partition('<footer><a href="')[2].partition('"')[0]


def goes_out(clock: Clock, courier: Courier) -> None:
    clock.forward(130)
    courier.run_once()


def test_readers_view_comes_first_and_the_board_shows_whose_it_is(
    steph_phone: Writer, jo_phone: Writer, stranger: Phone, clock: Clock, courier: Courier
) -> None:
    link = notice_of_jo(jo_phone, clock, courier)
    steph_phone.becomes("wv11")
    composer = steph_phone.opens(f"/as/wv11/?new=1&reshare={link}?from=app")
    shown = read(composer)
    assert "Readers will see WV11 reshares Jo (@jo)" in shown
    assert "The library opens again on Monday." in shown
    assert "Never reshared before. Not on the list of sources." in shown
    form = form_of(composer.text) | {"reshares": ["", link], "origin": "shared", "part": "Good news:"}
    refused = steph_phone.sends("/as/wv11/posts", **form, armed="yes")
    assert refused.status_code == 409
    assert "WV11 never reshared @jo before. Say why, or ask a colleague. Nothing was sent." in read(refused)
    form |= {"version": value_of(refused.text, "version"), "why": "It is our library."}
    post = steph_phone.sends("/as/wv11/posts", **form, armed="yes").location
    held = read(steph_phone.opens(post))
    assert "Reshared from Jo @jo" in held
    assert "Never reshared before." in held
    assert "Reshared from Jo @jo" in read(steph_phone.opens("/as/wv11/outbox"))
    clock.forward(100)
    goes_out(clock, courier)
    again = read(steph_phone.opens(f"/as/wv11/?new=1&reshare={link}"))
    assert "Reshared 1 time, last on" in again
    board = stranger.opens("/board/wv11")
    assert "Good news: J Reshared from Jo @jo The library opens again on Monday." in read(board)
    assert f'href="{link.removeprefix(SITE)}"' in board.text
    feed = stranger.opens("/board/wv11/feed.atom").text
    assert f"Reshared from Jo (@jo), {link}: The library opens again on Monday." in feed


def test_a_reshare_without_a_word_is_one_too(steph_phone: Writer, jo_phone: Writer, clock: Clock, courier: Courier) -> None:
    link = notice_of_jo(jo_phone, clock, courier)
    form = form_of(steph_phone.opens(f"/as/steph/?reshare={link}").text) | {"reshares": ["", link]}
    post = steph_phone.sends("/as/steph/posts", **form).location
    assert post.startswith("/posts/")
    assert "A reshared post" in read(steph_phone.opens("/stop"))
    goes_out(clock, courier)
    assert "Sent" in read(steph_phone.opens(post))
    assert "Reshared from Jo" in read(steph_phone.opens("/board/steph"))
    for path in ("/board/steph", "/board/steph/feed.atom", "/as/steph/outbox"):
        assert steph_phone.opens(path).status_code == 200


def test_what_was_taken_down_leaves_its_place_on_the_board(
    steph_phone: Writer, jo_phone: Writer, stranger: Phone, clock: Clock, courier: Courier
) -> None:
    jos_post = jo_phone.holds("jo", "The library opens again on Monday.")
    goes_out(clock, courier)
    link = SITE + jo_phone.opens("/board/jo").text.partition('<footer><a href="')[2].partition('"')[0]
    form = form_of(steph_phone.opens(f"/as/steph/?reshare={link}").text) | {"reshares": ["", link], "part": "Look:"}
    assert steph_phone.sends("/as/steph/posts", **form).status_code == 303
    goes_out(clock, courier)
    jo_phone.sends(f"{jos_post}/retraction")
    courier.run_once()
    board = read(stranger.opens("/board/steph"))
    assert "Look: J Reshared from Jo @jo This was taken down." in board
    assert "library" not in board
    assert "taken down" in stranger.opens("/board/steph/feed.atom").text


def test_an_undo_brings_it_back_and_it_can_be_left_out(steph_phone: Writer, jo_phone: Writer, clock: Clock, courier: Courier) -> None:
    link = notice_of_jo(jo_phone, clock, courier)
    form = form_of(steph_phone.opens(f"/as/steph/?reshare={link}").text) | {"reshares": ["", link], "part": "Look:"}
    post = steph_phone.sends("/as/steph/posts", **form).location
    draft = steph_phone.opens(steph_phone.sends(f"{post}/cancellation").location)
    assert f'name="reshares" autocomplete="off" value="{link}"' in draft.text
    form = form_of(draft.text)
    kept = steph_phone.sends(f"/as/steph/drafts/{form['draft']}/words", **form | {"reshares": [link, ""]})
    assert "Reshared from" not in read(steph_phone.opens(kept.location))


def test_without_a_script_the_second_page_shows_it_and_carries_it(
    steph_phone: Writer, jo_phone: Writer, clock: Clock, courier: Courier
) -> None:
    link = notice_of_jo(jo_phone, clock, courier)
    steph_phone.becomes("wv11")
    form = form_of(steph_phone.opens(f"/as/wv11/?reshare={link}").text) | {"reshares": ["", link]}
    asked = steph_phone.sends("/as/wv11/posts", **form)
    assert asked.status_code == 200
    assert "Reshared from Jo @jo" in read(asked)
    assert "Never reshared before. Not on the list of sources." in read(asked)
    assert f'<textarea name="reshares" hidden>{link}</textarea>' in asked.text


def test_an_address_puts_no_words_into_a_composer(steph_phone: Writer, jo_phone: Writer) -> None:
    """Whoever made the link, the words are the person's: what is no notice we know gives a blank composer."""
    steph_phone.becomes("wv11")
    nobodys = f"{SITE}/board/jo/aaaaaaaaaaaaaaaa"
    for link in (
        "https://example.org/board/jo/aaaaaaaaaaaaaaaa",
        nobodys,
        f"{SITE}/identities",
        "http://[",
        "x" * 900,
        "The council resigns.",
    ):
        page = steph_phone.opens(f"/as/wv11/?new=1&reshare={link}")
        assert page.status_code == 200
        assert "not a post that can be reshared from here" in read(page)
        assert form_of(page.text)["part"] == [""]
        assert link not in page.text.replace("&#34;", '"')


def test_a_link_that_was_meddled_with_is_refused_and_no_word_lost(steph_phone: Writer) -> None:
    form = steph_phone.writes("steph", "My words.") | {"reshares": "https://example.org/board/jo/aaaaaaaaaaaaaaaa"}
    answer = steph_phone.sends("/as/steph/posts", **form)
    assert answer.status_code == 422
    assert "My words." in answer.text
    assert "not a post that can be reshared" in read(answer)


def test_a_draft_says_where_it_came_from(steph_phone: Writer) -> None:
    for origin, said in (("shared", "shared here"), ("scrap", "from a scrap"), ("undone", ""), ("nonsense", "")):
        form = steph_phone.writes("steph", f"From {origin}.") | {"origin": origin}
        steph_phone.saves(f"/as/steph/drafts/{form['draft']}", **form)
        listed = read(steph_phone.opens("/as/steph/drafts"))
        assert said in listed
        steph_phone.sends(f"/as/steph/drafts/{value_of(steph_phone.opens('/as/steph/').text, 'draft')}/deletion")
