"""What is known of one post of ours: read once from the ledger and from the store, and each held against the other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pwa.rules.chain import digest, salted
from pwa.rules.evidence import Standing
from pwa.rules.identity import Role
from pwa.store import deliveries, evidence, ledger, posts
from pwa.store.evidence import Told, moment_of
from pwa.store.tables import (
    Channel,
    Hold,
    Identity,
    LedgerText,
    Organisation,
    Part,
    Passkey,
    Person,
    Post,
    Rendering,
    StepUp,
)
from pwa.store.transaction import Session
from pwa.web import current
from pwa.web.delivery_views import network_label
from pwa.web.evidence_words import Known
from pwa.web.flag_views import noticed_beside
from pwa.web.series import Way
from pwa.web.words import _, n_

DIGEST = re.compile("[0-9a-f]{64}")
NO_LINE = n_("The record has no line of who held it. What stands here is what the store says, and nothing proves it.")
OTHER_HOLDER = n_("The store names somebody else for a hold, or another device, than the record does. The record is shown.")
OTHER_WORDS = n_("The words in the store are not the ones that the record says were held.")
OTHER_RENDERING = n_("What a network was given is not what was frozen when it was held.")
MISSING_WORDS = n_("Words that the record speaks of are missing beside it, and no line says that anybody deleted them.")


@dataclass(frozen=True)
class OneHold:
    """What the record says of one hold, and what the store adds to it."""

    facts: dict[str, Any]
    at: datetime
    who: str
    role: Role | None
    row: Hold | None
    proof: StepUp | None
    key: Passkey | None
    noticed: Sequence[str] = ()


@dataclass(frozen=True)
class Evidence:
    """Everything that is known of one post of ours."""

    post: Post
    identity: Identity
    organisation: str
    chain: str
    told: Sequence[Told]
    standing: Standing
    people: dict[str, str]
    holds: Sequence[OneHold]
    ways: Sequence[Way]
    renderings: Sequence[tuple[Rendering, Part, Channel]]
    texts: dict[str, LedgerText]
    doubts: Sequence[str]

    @property
    def known(self) -> Known:
        places = {way[0].public_id: f"{network_label(way[1].network)} {way[1].handle}" for way in self.ways}
        return Known(self.people, places)

    def first(self, verb: str) -> Told | None:
        return next((one for one in self.told if one.verb == verb), None)


def gather(session: Session, post: Post, identity: Identity) -> Evidence:
    """With a number of questions that does not grow with what happened to the post."""
    chain = ledger.chain_of(session, identity)
    told = evidence.lines_of(session, chain, post.public_id)
    rows, proofs = posts.holds_of(session, post), posts.proofs_of(session, post)
    renderings = evidence.renderings_of(session, post)
    digests = {one for line in told for one in _digests(line.facts)}
    texts = evidence.texts(session, digests)
    people = evidence.names(session, {*evidence.people_in(told), *(who.public_id for _, who in rows)})
    noticed = noticed_beside(session, rows, current.person())
    holds = _holds(session, identity, told, rows, proofs, people, noticed)
    return Evidence(
        post=post,
        identity=identity,
        organisation=session.get_one(Organisation, identity.organisation_id).name,
        chain=chain,
        told=told,
        standing=evidence.standing_of(session, current.settings().data, chain, told),
        people=people,
        holds=holds,
        ways=deliveries.of_posts(session, [post])[post.id],
        renderings=renderings,
        texts=texts,
        doubts=_doubts(told, rows, holds, renderings, texts),
    )


def _digests(told: object) -> Iterator[str]:
    """Whatever in a line may stand for words that are kept beside the record."""
    if isinstance(told, str) and DIGEST.fullmatch(told):
        yield told
    elif isinstance(told, Mapping | list):
        for one in told.values() if isinstance(told, Mapping) else told:
            yield from _digests(one)


def _holds(
    session: Session,
    identity: Identity,
    told: Sequence[Told],
    rows: Sequence[tuple[Hold, Person]],
    proofs: dict[int, tuple[StepUp | None, Passkey | None]],
    people: dict[str, str],
    noticed: Mapping[int, Sequence[str]],
) -> list[OneHold]:
    lines = [dict(one.facts) for one in told if one.verb == "held"]
    lines += [{"by": who.public_id, "at": hold.held_at.isoformat(), "device": hold.device} for hold, who in rows[len(lines) :]]
    moments = [(str(facts.get("by")), moment_of(facts.get("at")) or evidence.LONG_AGO) for facts in lines]
    roles = evidence.roles_at(session, identity, moments)
    found = []
    for place, (facts, (by, at)) in enumerate(zip(lines, moments, strict=True)):
        row = rows[place][0] if place < len(rows) else None
        proof, key = proofs[row.id] if row else (None, None)
        who, said = people.get(by, _("Somebody who is not known here")), noticed[row.id] if row else ()
        found.append(OneHold(facts, at, who, roles.get((by, at)), row, proof, key, said))
    return found


def _doubts(
    told: Sequence[Told],
    rows: Sequence[tuple[Hold, Person]],
    holds: Sequence[OneHold],
    renderings: Sequence[tuple[Rendering, Part, Channel]],
    texts: dict[str, LedgerText],
) -> list[str]:
    """Where the store does not agree with the record, in sentences."""
    said = []
    if sum(one.verb == "held" for one in told) != len(rows):
        said.append(NO_LINE)
    elif any(
        (who.public_id, row.device) != (hold.facts.get("by"), hold.facts.get("device"))
        for (row, who), hold in zip(rows, holds, strict=True)
    ):
        said.append(OTHER_HOLDER)
    if any(one.verb == "words_deleted" for one in told):
        return said  # there is nothing left to compare, and a line says so
    held: list[str] = next((one.facts.get("parts", []) for one in told if one.verb == "held" and "parts" in one.facts), [])
    kept = [texts[one] for one in held if one in texts]
    parts = {part.position: part.text for _, part, _ in renderings}
    if len(kept) < len(held):
        said.append(MISSING_WORDS)
    elif [text.text for text in kept] != [parts[number] for number in sorted(parts)] or any(
        salted(one.salt, one.text) != one.digest for one in kept
    ):
        said.append(OTHER_WORDS)
    if any(digest(rendering.payload) != rendering.digest for rendering, _, _ in renderings):
        said.append(OTHER_RENDERING)
    return said
