"""Two keepers change the same list at the same moment: one of them comes second, and both are answered. On both databases."""

from collections.abc import Callable

import pytest

from pwa.actions.edit_house_voice import edit_house_voice
from pwa.actions.import_listed import import_listed
from pwa.actions.list_source import list_source
from pwa.rules.house_words import Wishes
from pwa.rules.listed import Entry, Sort
from pwa.rules.step_up import Purpose
from pwa.store import elections, house_voices, identities
from pwa.store.transaction import reading
from tests.actions.test_quarantine import JO, known
from tests.actions.test_races import at_once
from tests.cast import Cast, Member

ROUNDS = 4


@pytest.fixture
def together(cast: Cast) -> Callable[[Callable[[Member, int], None]], None]:
    """Each by a keeper, with their own finger."""
    kay = cast.newcomer("Kay", "wv11", "keeper")

    def both(job: Callable[[Member, int], None]) -> None:
        first, second = (member.proves(Purpose.EDIT_IDENTITY, "wv11") for member in (cast.steph, kay))
        at_once(lambda: job(cast.steph, first), lambda: job(kay, second))

    return both


def test_the_same_source_is_listed_once(together: Callable[[Callable[[Member, int], None]], None]) -> None:
    for number in range(ROUNDS):
        source = JO._replace(account=f"jo{number}")
        together(lambda who, proof: list_source(who.caller, "wv11", source, on_list=True, proof=proof))  # noqa: B023
        assert known(source).listed


def test_a_list_is_one_keepers_or_the_others_and_never_both(cast: Cast, together: Callable[[Callable[[Member, int], None]], None]) -> None:
    with reading() as session:
        body = identities.usable(session, cast.steph.caller.person, "wv11").organisation_id or 0
    for number in range(ROUNDS):
        theirs = {name: [Entry(Sort.PERSON, f"{name} Smith{number}")] for name in ("Steph", "Kay")}
        together(lambda who, proof: import_listed(who.caller, "wv11", entries=theirs[who.name], proof=proof))  # noqa: B023
        with reading() as session:
            assert elections.listed(session, body) in theirs.values()


def test_a_house_voice_is_one_keepers_or_the_others(cast: Cast, together: Callable[[Callable[[Member, int], None]], None]) -> None:
    theirs = {name: Wishes(flagged=(name,)) for name in ("Steph", "Kay")}
    together(lambda who, proof: edit_house_voice(who.caller, "wv11", wishes=theirs[who.name], proof=proof))
    with reading() as session:
        assert house_voices.wishes_of(session, identities.usable(session, cast.steph.caller.person, "wv11")) in theirs.values()
