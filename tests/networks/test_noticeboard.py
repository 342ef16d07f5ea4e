"""The built-in network keeps the contract: one entry for one key, a look that always knows, a removal that leaves a tombstone."""

import pytest

from pwa.actions.noticeboard_store import built_in_networks
from pwa.networks.contract import Accepted, Found, Network, Outgoing, Place, Refused, Retracted
from pwa.rules.text import NOTICEBOARD_GRAPHEMES
from pwa.store import board
from pwa.store.transaction import reading
from tests.cast import SITE, Member

STEPH = Place("steph", "steph")


@pytest.fixture
def noticeboard(steph: Member) -> Network:
    return built_in_networks(SITE)["noticeboard"]


def test_the_same_key_again_is_the_same_entry(noticeboard: Network) -> None:
    first = noticeboard.publish(Outgoing("key", "Hello.", None), STEPH)
    assert noticeboard.publish(Outgoing("key", "Hello.", None), STEPH) == first
    assert first.url == f"{SITE}/board/steph/{first.remote_id}"
    with reading() as session:
        assert len(board.latest(session, board.board(session, "steph")[1], 10)) == 1


def test_the_same_words_with_another_key_are_another_entry(noticeboard: Network) -> None:
    one, other = (noticeboard.publish(Outgoing(key, "Hello.", None), STEPH) for key in ("one", "other"))
    assert one != other


def test_a_look_always_knows(noticeboard: Network) -> None:
    part = Outgoing("key", "Hello.", None)
    assert noticeboard.find(part, STEPH) is Found.ABSENT
    sent: Accepted | Found = noticeboard.publish(part, STEPH)
    assert noticeboard.find(part, STEPH) == sent


def test_it_counts_what_a_reader_counts_and_refuses_one_too_many(noticeboard: Network) -> None:
    flag = "\U0001f1ec\U0001f1e7"
    assert noticeboard.length(flag) == 1
    noticeboard.publish(Outgoing("fits", flag * NOTICEBOARD_GRAPHEMES, None), STEPH)
    with pytest.raises(Refused):
        noticeboard.publish(Outgoing("over", flag * (NOTICEBOARD_GRAPHEMES + 1), None), STEPH)


def test_a_removal_leaves_a_tombstone_without_the_words(noticeboard: Network) -> None:
    sent = noticeboard.publish(Outgoing("key", "Hello.", None), STEPH)
    assert noticeboard.retract(sent.remote_id, STEPH) is Retracted.RETRACTED
    assert noticeboard.retract(sent.remote_id, STEPH) is Retracted.ALREADY_GONE
    with reading() as session:
        tombstone = board.entry(session, board.board(session, "steph")[1], sent.remote_id)
    assert tombstone.text is None
    assert tombstone.withdrawn_at is not None
