"""Back from a network: what it let us into is kept for the question "Is this the one?". Nothing is connected by it."""

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from pwa.actions.account_picture import with_pictures
from pwa.actions.begin_connection import PURPOSE, asked, way_to
from pwa.actions.ways_in import WaysIn
from pwa.networks.sign_in import Account, Tokens
from pwa.outbound import Way
from pwa.rules.refusals import JourneyOver, NotAllowed
from pwa.rules.words import Sentence, n_
from pwa.secrets import CannotOpen, fingerprint, key_for, seal, unseal
from pwa.store import identities, journeys, ledger
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Identity, Journey
from pwa.store.transaction import Session, reading, transaction

ELSEWHERE = n_(
    "This was begun in another browser, or by somebody else. Nothing was connected. An app on the home screen may open a network’s page in "
    "another browser: open Only Human in this one, sign in, and connect from here."
)
DENIED = n_("%(network)s was told no, so nothing was connected.")
NO_ACCOUNT = n_("%(network)s let us into no account at all. Nothing was connected.")


def finish_connection(
    by: Caller | None, state: str, answer: Mapping[str, str], *, ways: WaysIn, folder: Path, pictures: Way | None = None
) -> str:
    """The public id of the Journey whose accounts now wait for an answer. The state is used up first, whoever brings it.

    `pictures`: the way out to those of the accounts; without it they are shown without.

    Raises JourneyOver, NotFound, or NotAllowed for the network's or the person's no.
    """
    journey, identity = _burn(by, fingerprint(state))
    if by is None or journey.session_id != by.session.id or journey.person_id != by.person.id:
        raise _refused(by, "another_session")
    way = way_to(ways, journey.network, identity)
    if answer.get("error"):
        raise NotAllowed(Sentence(DENIED, network=way.label))
    try:
        kept = json.loads(unseal(journey.kept, key_for(PURPOSE, folder), journey.state_hash))
    except CannotOpen:
        raise _refused(by, "cannot_open") from None
    accounts = asked(way, lambda: way.finish(answer, kept))
    if not accounts:
        raise NotAllowed(Sentence(NO_ACCOUNT, network=way.label))
    shown = with_pictures(accounts, pictures)
    found = seal(json.dumps([_plain(account) for account in shown]).encode(), key_for(PURPOSE, folder), _about(journey))
    with transaction() as session:
        now = database_time(session)
        identities.kept_by(session, by.person, identity.handle)
        journeys.came_back(session, journey, found, now)
        handles = [account.handle for account in accounts]
        facts = {"identity": identity.handle, "network": journey.network, "home": journey.home, "accounts": handles}
        ledger.note(session, ledger.chain_of(session, identity), "account_shown", at=now, by=by.person, **facts)
    return journey.public_id


def accounts_of(journey: Journey, folder: Path) -> list[Account]:
    """What a Journey brought back. Raises JourneyOver when it cannot be opened."""
    try:
        said = json.loads(unseal(journey.found or b"", key_for(PURPOSE, folder), _about(journey)))
    except CannotOpen:
        raise JourneyOver("cannot_open") from None
    return [_account(one) for one in said]


def journey_shown(session: Session, by: Caller, public_id: str, folder: Path) -> tuple[Journey, Identity, list[Account]]:
    """What waits for this person's answer, and for which identity. Raises JourneyOver or NotFound."""
    journey = journeys.waiting(session, by, public_id)
    identity = identities.kept_by(session, by.person, session.get_one(Identity, journey.identity_id).handle)
    return journey, identity, accounts_of(journey, folder)


def _burn(by: Caller | None, state_hash: str) -> tuple[Journey, Identity]:
    with reading() as session:  # first: a stranger who guesses keeps nobody from writing
        journey = journeys.of_state(session, state_hash)
    if journey is not None:
        with transaction() as session:
            journey = journeys.burn(session, state_hash, database_time(session))
    if journey is None:
        raise _refused(by, "unknown_used_or_old")
    with reading() as session:
        return journey, session.get_one(Identity, journey.identity_id)


def _refused(by: Caller | None, reason: str) -> JourneyOver:
    """Noted in a transaction of its own, so that nothing rolls it back."""
    if by is not None:  # a stranger's guesses are not for anybody's record
        with transaction() as session:
            now, chain = database_time(session), ledger.chain_of_person(by.person)
            ledger.note(session, chain, "return_refused", at=now, by=by.person, reason=reason, device=by.session.device)
    return JourneyOver(reason, ELSEWHERE if reason == "another_session" else None)


def _plain(account: Account) -> dict[str, object]:
    lasts = account.tokens.lasts
    tokens = {"by_name": dict(account.tokens.by_name), "lasts": lasts.total_seconds() if lasts else None}
    return {name: getattr(account, name) for name in ("remote_id", "handle", "name", "home", "followers", "picture")} | {"tokens": tokens}


def _account(said: dict[str, object]) -> Account:
    tokens: dict[str, object] = said.pop("tokens")  # type: ignore[assignment]
    lasts = timedelta(seconds=float(tokens["lasts"])) if tokens["lasts"] else None  # type: ignore[arg-type]
    return Account(**said, tokens=Tokens(tokens["by_name"], lasts))  # type: ignore[arg-type]


def _about(journey: Journey) -> str:
    return json.dumps([journey.public_id, "found"])
