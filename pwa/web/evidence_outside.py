"""The answer for a post that the watch of the networks found, and that never went through here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pwa.rules.evidence import Standing
from pwa.store import evidence, ledger, older_copy, outside
from pwa.store.evidence import Told
from pwa.store.tables import Channel, Identity, Organisation, OutsidePost
from pwa.store.transaction import Session
from pwa.web import current
from pwa.web.delivery_views import network_label
from pwa.web.evidence_answers import at_words, not_signed, record_doubts
from pwa.web.evidence_views import exact
from pwa.web.words import _, n_, say

NEAR = timedelta(hours=1)  # from what was seen: something of ours whose fate is not known may be that
IN_DOUBT = n_("Careful: at about that time something of ours was on its way there, and %(network)s never said whether it arrived.")
OLDER_COPY = n_("Careful: the records of this server came back from an older copy after that. What was sent before may be missing in them.")
NOT_HERE = n_(
    "It did not go through Only Human, and nobody signed in here sent it. Somebody who has the account’s own password, or another app "
    "that was let into it, may have."
)
CANNOT_SAY = n_("No post of ours is known to be this one, and it cannot be ruled out.")
AFTER_ALL = n_("It was seen before %(network)s had said that it took a post of ours. Since then it has.")
KNOWN = n_("%(who)s said at %(at)s that it is known: somebody made it there by hand.")


@dataclass(frozen=True)
class Seen:
    """Everything that is known of one such post."""

    post: OutsidePost
    channel: Channel
    identity: Identity
    organisation: str
    chain: str
    told: Sequence[Told]
    standing: Standing
    people: dict[str, str]
    ours: str | None  # a post of ours whose proof names it after all
    doubtful: bool
    restored: bool


def gather(session: Session, public_id: str) -> Seen:
    """For a keeper of its identity. Raises NotFound."""
    post, channel, identity = outside.one(session, current.person(), public_id)
    chain = ledger.chain_of(session, identity)
    told = evidence.lines_of(session, chain, post.public_id)
    restored_at = older_copy.stopped_at(session)
    return Seen(
        post=post,
        channel=channel,
        identity=identity,
        organisation=session.get_one(Organisation, identity.organisation_id).name,
        chain=chain,
        told=told,
        standing=evidence.standing_of(session, current.settings().data, chain, told),
        people=evidence.names(session, evidence.people_in(told)),
        ours=outside.ours_after_all(session, post),
        doubtful=outside.of_unknown_fate(session, post, NEAR),
        restored=restored_at is not None and post.posted_at < restored_at,
    )


def outside_answer(seen: Seen) -> dict[str, Any]:
    """`word` and `sentence` first; `careful` what could make it untrue; `more` what belongs to it."""
    network = network_label(seen.channel.network)
    careful = record_doubts(seen.standing.broken)
    careful += [_(IN_DOUBT, network=network)] if seen.doubtful else []
    careful += [say(OLDER_COPY)] if seen.restored else []
    if seen.ours:
        word, sentence = _("Yes, after all"), _(AFTER_ALL, network=network)
    elif seen.doubtful or seen.restored:
        word, sentence = _("We cannot say"), say(CANNOT_SAY)
    else:
        word, sentence = _("No post of ours"), say(NOT_HERE)
    known = next((one for one in seen.told if one.verb == "outside_post_known"), None)
    who = seen.people.get(str(known.facts.get("by")), "…") if known else ""
    more = [_(KNOWN, who=who, at=at_words(known))] if known else []
    more += not_signed(seen.standing.unsigned)
    return {"word": word, "sentence": sentence, "careful": careful, "more": more, "tone": "bad" if careful else "quiet"}


def outside_view(seen: Seen) -> dict[str, Any]:
    """What stands there, where, and since when."""
    return {
        "id": seen.post.public_id,
        "place": f"{network_label(seen.channel.network)} {seen.channel.handle}",
        "words": seen.post.text,
        "address": seen.post.url if seen.post.url.startswith(("https://", "http://")) else None,
        "remote_id": seen.post.remote_id,
        "posted": exact(seen.post.posted_at),
        "seen": exact(seen.post.seen_at),
        "ours": seen.ours,
    }
