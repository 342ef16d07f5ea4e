"""The way to a Facebook Page: only those on which the person may post, each with what opens it alone."""

from collections.abc import Iterator

import pytest

from pwa.networks.contract import Disconnected, Refused, TryLater
from pwa.networks.facebook_page_sign_in import FacebookPageSignIn
from pwa.networks.sign_in import Account, SignIn
from pwa.outbound import META_HOSTS, Way
from tests.networks.door import Fault
from tests.networks.lets_in_to_facebook import APP, BACK, SECRET, LetsInToFacebook
from tests.networks.places import place_of
from tests.networks.test_contract import outgoing, word


@pytest.fixture(scope="module")
def pretending() -> Iterator[LetsInToFacebook]:
    server = LetsInToFacebook()
    yield server
    server.stop()


@pytest.fixture
def facebook(pretending: LetsInToFacebook) -> LetsInToFacebook:
    pretending.door.mended()
    return pretending


def way_in(facebook: LetsInToFacebook, secret: str = SECRET) -> FacebookPageSignIn:
    return FacebookPageSignIn(Way(META_HOSTS, loopback=True, reuse=False), APP, secret, home=facebook.door.address)


def lets_in(facebook: LetsInToFacebook) -> list[Account]:
    step = way_in(facebook).begin("", back=BACK, state="st4te")
    return list(way_in(facebook).finish(facebook.says_yes(step.address), step.kept))


def test_the_pages_on_which_the_person_may_post_come_back(facebook: LetsInToFacebook) -> None:
    found = lets_in(facebook)
    assert [(one.remote_id, one.handle, one.name, one.followers) for one in found] == [
        ("2001", "wv11", "WV11", 3000),
        ("2003", "Walsall Buses", "Walsall Buses", 3000),
    ]
    assert (found[0].tokens.lasts, found[0].tokens.by_name) == (None, {"token": "token-of-2001"})
    assert "token-of" not in repr(found)
    facebook.network().publish(outgoing(word()), place_of(found[0]))


def test_it_has_no_place_for_a_personal_voice(facebook: LetsInToFacebook) -> None:
    opened: SignIn = way_in(facebook)
    assert opened.official_only


def test_a_person_without_a_page_is_told_so(facebook: LetsInToFacebook) -> None:
    facebook.has, had = [("2002", "Elsewhere", ["ANALYZE"])], facebook.has
    with pytest.raises(Refused, match="named no Page"):
        lets_in(facebook)
    facebook.has = had


def test_a_code_is_good_once_and_for_our_app_only(facebook: LetsInToFacebook) -> None:
    step = way_in(facebook).begin("", back=BACK, state="st4te")
    answer = facebook.says_yes(step.address)
    with pytest.raises(Refused):
        way_in(facebook, "wr0ng").finish(answer, step.kept)
    way_in(facebook).finish(answer, step.kept)
    with pytest.raises(Refused):
        way_in(facebook).finish(answer, step.kept)


def test_whether_it_still_opens_is_looked_at(facebook: LetsInToFacebook) -> None:
    place = place_of(lets_in(facebook)[0])
    assert way_in(facebook).refresh(place).by_name == {"token": "token-of-2001"}
    facebook.door.breaks(Fault.GATEWAY, "GET", "/2001")
    with pytest.raises(TryLater):
        way_in(facebook).refresh(place)
    del facebook.pages["token-of-2001"]
    with pytest.raises(Disconnected):
        way_in(facebook).refresh(place)


def test_who_can_give_it_back_is_said(facebook: LetsInToFacebook) -> None:
    assert "business integrations" in way_in(facebook).revoke(place_of(lets_in(facebook)[0]))
