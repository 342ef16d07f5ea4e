"""What went wrong is on the page, in words, with what to do next; and what a person answers counts once, whoever presses."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from pwa.networks.contract import Retracted, TryLater
from tests.cast import Cast
from tests.conftest import Clock
from tests.networks.stand_in import REFUSED, UNSURE
from tests.stuck import Stuck, looks_are_over
from tests.web.test_outbox import QUERIES_AT_MOST, counted
from tests.web.writer import Writer, read, value_of

SETTLEMENT = r'action="(/deliveries/\w+/settlement/(\w+))"'


@pytest.fixture
def stuck(store: str, data: Path, clock: Clock) -> Stuck:
    return Stuck(data, clock)


@pytest.fixture
def doubtful(steph_phone: Writer, stuck: Stuck) -> str:
    """A post of Steph's that may have arrived, and nobody can tell: its address."""
    return meets(steph_phone, stuck, UNSURE, "Bins a day late")


def meets(phone: Writer, stuck: Stuck, trouble: Exception, *parts: str, handle: str = "steph") -> str:
    """Hold it, let it leave and meet this trouble at its last part; in doubt, the looks are over too."""
    stuck.network.answers[parts[-1]] = [trouble]
    post = phone.holds(handle, *parts)
    stuck.works()
    looks_are_over()
    return post


def offers(page: TestResponse) -> dict[str, str]:
    """What can be answered here: the address of each answer, by its name."""
    return {answer: address for address, answer in re.findall(SETTLEMENT, page.text)}


def presses(phone: Writer, page: TestResponse, answer: str) -> TestResponse:
    """One of the buttons of an open page."""
    return phone.sends(offers(page)[answer], question=value_of(page.text, "question"))


def buttons(page: TestResponse) -> list[str]:
    return re.findall(r"<button[^>]*wide[^>]*>([^<]+)</button>", page.text)


def test_doubt_is_looked_into_first_and_then_a_person_is_asked(steph_phone: Writer, stuck: Stuck) -> None:
    stuck.network.answers["Bins"] = [UNSURE]
    post = steph_phone.holds("steph", "Bins")
    stuck.works()
    page = steph_phone.opens(post)
    assert re.search(r"We are looking; next look at \d\d:\d\d:\d\d\.", read(page))
    assert set(offers(page)) == {"there", "left"}
    assert "We are looking" in read(steph_phone.opens("/as/steph/outbox"))
    looks_are_over()
    page = steph_phone.opens(post)
    assert buttons(page) == ["It is there", "It is not there, send it again", "Leave it"]
    assert 'href="/board/steph"' in page.text
    assert steph_phone.opens("/board/steph").status_code == 200
    assert re.search(r"Tried once, at \d\d:\d\d:\d\d", read(page))


@pytest.mark.parametrize(
    ("answer", "said", "in_the_outbox"),
    [
        ("there", r"Steph said at \d\d:\d\d that it is there\. Its address is not known here", "Sent"),
        ("again", r"Steph said at \d\d:\d\d that it was not there, and sent it again\.", "Going out"),
        ("left", r"Left alone by Steph at \d\d:\d\d\. Nobody knows whether it arrived\.", r"Not sure.*Left alone by Steph at \d\d:\d\d"),
    ],
)
def test_each_answer_says_who_gave_it_and_may_be_repeated(
    steph_phone: Writer, doubtful: str, answer: str, said: str, in_the_outbox: str
) -> None:
    page = steph_phone.opens(doubtful)
    for _ in range(2):
        assert presses(steph_phone, page, answer).headers["Location"] == doubtful
    after = steph_phone.opens(doubtful)
    assert re.search(said, read(after))
    assert offers(after) == {}
    assert re.search(in_the_outbox, read(steph_phone.opens("/as/steph/outbox")))


def test_the_second_of_two_people_reads_what_the_first_one_said(steph_phone: Writer, anna_phone: Writer, stuck: Stuck) -> None:
    post = meets(steph_phone.becomes("wv11"), stuck, UNSURE, "Road closed", handle="wv11")
    annas = anna_phone.opens(post)
    presses(steph_phone, steph_phone.opens(post), "there")
    for answer in ("left", "there"):
        late = presses(anna_phone, annas, answer)
        assert late.status_code == 409
        assert re.search(r"Steph said at \d\d:\d\d that it is there.* What you pressed changed nothing\. It has arrived\.", read(late))
        assert f'href="{post}"' in late.text


def test_sending_again_as_official_takes_its_voice_and_the_rest_does_not(steph_phone: Writer, anna_phone: Writer, stuck: Stuck) -> None:
    post = meets(steph_phone.becomes("wv11"), stuck, REFUSED, "Road closed", handle="wv11")
    officially = steph_phone.opens(post)
    assert buttons(officially) == ["Try again", "Leave it"]
    steph_phone.becomes("steph")
    page = anna_phone.opens(post)
    assert (buttons(page), "Switch to WV11" in page.text) == (["Leave it"], True)
    assert "Noticeboard said no: It says no. Say it otherwise." in read(page)
    for phone in (steph_phone, anna_phone):
        refused = presses(phone, officially, "again")
        assert refused.status_code == 409
        assert f"You are posting as {phone.member.name}. Switch to WV11 to send it. Nothing was sent." in read(refused)
    stuck.works(after=0)
    assert stuck.network.asked == ["Road closed"]
    assert presses(anna_phone.becomes("wv11"), officially, "again").status_code == 303
    stuck.works(after=0)
    assert stuck.network.texts == ["Road closed"]
    assert re.search(r"Anna tried again at \d\d:\d\d\..*Tried 2 times|Tried 2 times.*Anna tried again", read(anna_phone.opens(post)))


def test_whoever_has_no_right_cannot_tell_it_from_nothing(steph_phone: Writer, jo_phone: Writer, anna_phone: Writer, doubtful: str) -> None:
    page = steph_phone.opens(doubtful)
    for address in offers(page).values():
        for phone in (jo_phone, anna_phone):
            assert phone.sends(address, question=value_of(page.text, "question")).status_code == 404
        assert steph_phone.sends(address.replace(address.split("/")[2], "a" * 16)).status_code == 404
        assert steph_phone.opens(address).status_code == 405
        assert steph_phone.sends(address).status_code == 409  # without the question, it answers none
    assert set(offers(steph_phone.opens(doubtful))) == {"there", "again", "left"}


def test_a_series_says_which_parts_are_out_and_goes_on_or_comes_down(steph_phone: Writer, stuck: Stuck) -> None:
    stuck.network.answers["Two"] = [REFUSED]
    post = steph_phone.holds("steph", "One", "Two", "Three")
    stuck.works()
    page = steph_phone.opens(post)
    said = read(page)
    for words in ("Partly sent", "Part 1 is out, parts 2 and 3 are not out.", "It says no.", "Part 3 Waits for part 2", "See it there"):
        assert words in said
    assert buttons(page) == ["Try again", "Leave it", "Take all down", "I posted that by mistake"]
    assert "Part 1 is out, parts 2 and 3 are not out. Noticeboard said no" in read(steph_phone.opens("/as/steph/outbox"))
    presses(steph_phone, page, "again")
    stuck.works(after=0)
    assert stuck.network.texts == ["One", "Two", "Three"]
    other = meets(steph_phone, stuck, REFUSED, "Here", "and gone")
    assert steph_phone.sends(f"{other}/retraction").status_code == 303
    stuck.works(after=0)
    page = steph_phone.opens(other)
    assert "Taken down" in read(page)
    assert offers(page) == {}
    assert "need" not in read(steph_phone.opens("/as/steph/outbox"))


def test_a_removal_that_was_refused_is_said(steph_phone: Writer, stuck: Stuck) -> None:
    post = steph_phone.holds("steph", "Oh dear")
    stuck.works()
    stuck.network.retractions = [Retracted.NOT_OFFERED]
    steph_phone.sends(f"{post}/retraction")
    stuck.works(after=0)
    assert "did not take it down: This network does not remove posts for us. Take it down over there." in read(steph_phone.opens(post))


def test_what_no_courier_takes_is_overdue_and_can_still_be_undone(steph_phone: Writer, stuck: Stuck) -> None:
    post, other = steph_phone.holds("steph", "Stranded"), steph_phone.holds("steph", "Too late")
    stuck.clock.forward(10 + 2 + 29)
    assert "Overdue" not in read(steph_phone.opens("/as/steph/outbox"))
    stuck.clock.forward(2)
    for page in (steph_phone.opens("/as/steph/outbox"), steph_phone.opens(post)):
        said = read(page)
        assert re.search(r"It should have left at \d\d:\d\d( yesterday)? and has not\. The courier may be down; nothing is lost\.", said)
        assert "It goes out when it runs again, or asks after 15 minutes." in said
        assert f'action="{post}/cancellation"' in page.text
    assert re.search(r"2 need you.*Held Overdue since \d\d:\d\d( yesterday)?", read(steph_phone.opens("/as/steph/outbox")))
    assert "Undone" in read(steph_phone.opens(steph_phone.sends(f"{post}/cancellation").headers["Location"]))
    stuck.clock.forward(15 * 60)
    assert "It is too late now to go out by itself: it asks when the courier runs again." in read(steph_phone.opens(other))


def test_what_waits_says_how_long_and_what_is_late_asks(steph_phone: Writer, stuck: Stuck) -> None:
    post = meets(steph_phone, stuck, TryLater(timedelta(minutes=10)), "Patience")
    for page in (steph_phone.opens(post), steph_phone.opens("/as/steph/outbox")):
        assert re.search(r"Noticeboard asked to wait until \d\d:\d\d\.", read(page))
    stuck.clock.forward(16 * 60)
    assert "The courier may be down" in read(steph_phone.opens(post))
    stuck.works(after=0)
    page = steph_phone.opens(post)
    assert "It is more than 15 minutes late. " in read(page)
    assert buttons(page) == ["Send it now", "Leave it"]
    presses(steph_phone, page, "again")
    stuck.works(after=0)
    assert stuck.network.texts == ["Patience"]


def test_what_needs_a_person_stands_first_with_what_to_do(steph_phone: Writer, stuck: Stuck, doubtful: str) -> None:
    steph_phone.holds("steph", "All is well")
    stuck.works()
    steph_phone.holds("steph", "Held now")
    steph_phone.sends(f"{steph_phone.holds('steph', 'Kept back')}/parking")
    page = steph_phone.opens("/as/steph/outbox")
    said = read(page)
    order = [said.index(words) for words in ("2 need you", "Held now", "Kept back", "Bins a day late", "All is well")]
    assert order == sorted(order)
    assert "Steph kept it from going out. Nothing has gone out. Hold it again, or undo it." in said
    assert "Look there, then say what you found. " in said
    assert f'<a class="button plain" href="{doubtful}">Decide' in page.text


@pytest.mark.both_stores
def test_trouble_costs_no_more_queries_than_none(app: Flask, cast: Cast, stuck: Stuck) -> None:
    phone, counts = Writer(app, cast.steph), []
    for posts in (1, 6):
        for number in range(posts):
            for trouble in (UNSURE, REFUSED):
                stuck.network.answers["Two"].append(trouble)
                cast.steph.holds(f"One {number}", "Two", "Three")
            stuck.works()
        looks_are_over()
        [address, *_] = re.findall(r'href="(/posts/\w+)">Decide', phone.opens("/as/steph/outbox").text)
        assert presses(phone, phone.opens(address), "left").status_code == 303
        phone.opens("/as/steph/outbox")
        with counted() as seen:
            phone.opens("/as/steph/outbox")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= QUERIES_AT_MOST, "\n".join(seen)
