"""Freezes what is held: each Channel's rendering of each part, with its digest, and what the ledger keeps of it all."""

from typing import Any

from pwa.actions.meant import Meant
from pwa.networks.prices import price_of
from pwa.rules.chain import canonical, digest
from pwa.rules.post import DraftOrigin
from pwa.store import drafts, ledger, originals, own_ups
from pwa.store.pictures import Shown, put_in_part
from pwa.store.tables import Channel, Draft, Part, Post, Rendering
from pwa.store.transaction import Session


def freeze(session: Session, post: Post, meant: Meant) -> list[dict[str, Any]]:
    """Each channel's own rendering of each part. What the ledger says of those whose words are not the part's."""
    varied, answers = [], own_ups.answers_to(session, post.corrects)
    for part in _series(session, post, meant):
        here = [one for one in meant.shown if one.part == part.position]
        put_in_part(session, part, here)
        carried = {"pictures": [_facts(one) for one in here]} if here else {}
        target = {"reshares": part.reshares} if part.reshares else {}
        for channel in meant.channels:
            words = meant.said[channel.id][part.position - 1]
            answer = answers.get(channel.id, {}) if part.position == 1 else {}
            payload, own = canonical({"text": words} | carried | target | answer | _price(channel, words)), words != part.text
            session.add(Rendering(part_id=part.id, channel_id=channel.id, payload=payload, digest=digest(payload), varied=own))
            if own:
                where = {"channel": channel.public_id, "network": channel.network, "part": part.position}
                varied.append(where | {"text": ledger.keep_text(session, words)})
    return varied


def told_of(session: Session, draft: Draft, meant: Meant, varied: list[dict[str, Any]]) -> dict[str, Any]:
    """What the line of a first hold says of what was held: digests in the place of words. `varied`: what `freeze` found."""
    told: dict[str, Any] = {"parts": [ledger.keep_text(session, part) for part in meant.parts], "origin": draft.origin}
    if draft.origin == DraftOrigin.MOVED:
        told["moved_from"] = drafts.kind_moved_from(session, draft)
    if meant.reshares:
        told["reshares"] = ledger.keep_text(session, meant.reshares)
    if varied:
        told["variants"] = varied
    if meant.original:
        originals.hold(session, meant.original)
        told["original"] = ledger.keep_text(session, meant.original.shown or meant.original.trouble or "")
    if meant.shown:
        told["pictures"] = [ledger.keep_text(session, canonical(_facts(one) | {"part": one.part})) for one in meant.shown]
    return told


def _series(session: Session, post: Post, meant: Meant) -> list[Part]:
    series = [Part(post_id=post.id, position=position, text=words) for position, words in enumerate(meant.parts, 1)]
    series[0].reshares = meant.reshares
    session.add_all(series)
    session.flush()
    return series


def _price(channel: Channel, words: str) -> dict[str, str]:
    """What it costs today: the page of the Post says so whatever it will cost later."""
    price = price_of(channel.network, words)
    return {} if price is None else {"price": str(price)}


def _facts(shown: Shown) -> dict[str, Any]:
    """What is frozen of a picture: the digest of its bytes, and the words for who cannot see it."""
    picture = shown.picture
    size = {"width": picture.width, "height": picture.height, "size": picture.size}
    return {"id": picture.public_id, "sha256": picture.digest, "type": picture.media_type, "alt": shown.alt, **size}
