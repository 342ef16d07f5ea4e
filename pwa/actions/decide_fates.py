"""What becomes of a post that went out by mistake, channel by channel: left, changed or removed; and the draft that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pwa.actions.face_the_record import against_the_record, face_the_record
from pwa.actions.look_twice import look_twice
from pwa.actions.looked import Looked
from pwa.actions.may_go_there import may_go_there
from pwa.actions.may_hold import may_hold, nothing_stopped
from pwa.actions.switch_identity import switch
from pwa.rules import room
from pwa.rules.chain import canonical, digest
from pwa.rules.delivery import DeliveryState
from pwa.rules.identity import GRACE_SECONDS
from pwa.rules.own_up import SECOND_PERSON, Fate, Occasion
from pwa.rules.post import DraftOrigin
from pwa.rules.refusals import AlreadyDone, NotFound
from pwa.rules.second_look import NO_ANSWERS, Look, Need
from pwa.rules.text import Unfit
from pwa.rules.words import Sentence, n_
from pwa.store import deliveries, drafts, identities, leases, ledger, own_ups, posts, sessions, wake
from pwa.store.moments import database_time
from pwa.store.own_ups import Stood
from pwa.store.sessions import Caller
from pwa.store.tables import Channel, Identity, Post
from pwa.store.transaction import Session, once_more, transaction

Line = tuple[str, dict[str, Any]]  # what the ledger is to say: the verb, and its facts
TAKEN_DOWN = n_("It was taken down before it left.")
SAME_WORDS = n_("Write what it should say instead. Nothing was changed and nothing was sent.")
NO_WORDS_LEFT = n_("Its words were lawfully deleted here, so they cannot be changed from here. Nothing was changed.")
ONLY_A_LINK = n_(
    "Nothing but a link to somebody’s post is a reshare, and a change of words can ask for no reason. "
    "Nothing was changed. Say something of your own."
)
EDIT_OPEN = n_("A change of it is under way there. Nothing more was changed. Wait until it is done.")


@dataclass(frozen=True)
class Fates:
    """What somebody chose: for each Channel (by its public id), and the words for where they are changed, part by part."""

    by_channel: Mapping[str, Fate]
    words: Sequence[str] = field(default=())
    knows: bool = False  # what the record says was shown beside those words


@once_more
def decide_fates(by: Caller, public_id: str, fates: Fates, *, say: str | None, to: str = "", proof: int | None = None) -> str | None:
    """All of it or nothing. `say`: the words of a correction to begin; `to`: the identity to speak as for that, with its `proof`.

    Removing needs the Grant only; changing words and correcting need the voice. Returns the public id of the correction's Draft, which
    nobody holds but a person. Raises NotFound, AlreadyDone, Unfit, RecordSays, Stopped, WrongIdentity, LeaseOver or
    StepUpRefused.
    """
    with transaction() as session:
        sessions.living(session, by.session.id)
        now = database_time(session)
        post, identity = posts.visible(session, by.person, public_id)
        if own_ups.of(session, post) is None:
            raise AlreadyDone
        stood = own_ups.stood(session, post)
        _keep_late_ones(session, stood, now)
        channels = posts.channels_of(session, [post])[post.id]
        chosen = [(channel, fates.by_channel.get(channel.public_id, Fate.LEFT)) for channel in channels]
        removed = [channel for channel, fate in chosen if fate is Fate.REMOVED]
        changed = [channel.id for channel, fate in chosen if fate is Fate.EDITED]
        lines = _remove(session, by, post, removed, now, everywhere=len(removed) == len(chosen))
        lines += _change(session, by, post, identity, [one for one in stood if one.channel.id in changed], fates, now)
        draft = None
        if say is not None:
            draft, begun = _correction(session, by, post, identity, say, now)
            lines += begun
        if to:
            _speak(session, by, identity, to, proof)
        if say is not None or changed:
            may_hold(session, by, identity, now)
        chain = ledger.chain_of(session, identity, by.person)
        for verb, facts in lines:  # all rows first: nobody waits for one with a chain in hand
            ledger.note(session, chain, verb, at=now, by=by.person, post=public_id, identity=identity.handle, **facts)
        wake.ring_after(session, wake.ERRANDS)
        return draft


def _keep_late_ones(session: Session, stood: Sequence[Stood], now: datetime) -> None:
    """What arrived after somebody had owned up is read for the record too, before anything is changed."""
    known = {receipt for receipt, _occasion in own_ups.read_backs_of(session, [one.receipt.id for one in stood])}
    own_ups.ask_what_stands(session, [one.receipt for one in stood if one.receipt.id not in known], Occasion.BEFORE, now)


def _speak(session: Session, by: Caller, identity: Identity, to: str, proof: int | None) -> None:
    if to != identity.handle:
        raise NotFound
    speaking = leases.active(session, by.session.id)
    active = speaking[1] if speaking else identities.personal(session, by.person)
    if active.id != identity.id:
        switch(session, by, identity, proof)


def _remove(session: Session, by: Caller, post: Post, channels: Sequence[Channel], now: datetime, *, everywhere: bool) -> list[Line]:
    """What has arrived there is asked back, and what has not left for there stays. Everywhere: nothing of the Post is wanted any more."""
    if not channels:
        return []
    numbers = [channel.id for channel in channels]
    first = everywhere and deliveries.keep_back(session, post, by.person, now)
    waiting = [] if everywhere else own_ups.keep_back_on(session, post, numbers)
    kept = [one for one in waiting if deliveries.move(session, one, DeliveryState.DUE, DeliveryState.PARKED, reason=TAKEN_DOWN)]
    receipts = [one for one in deliveries.receipts_of(session, post) if one.channel_id in numbers]
    asked = sum(deliveries.ask_back(session, one, by.person, now) for one in receipts)
    if not (first or asked or kept):
        return []
    parked: list[Line] = [("delivery_parked", {"delivery": one.public_id, "part": one.position}) for one in kept]
    return [*parked, ("retraction_asked", {"removals": asked, "channels": sorted(channel.public_id for channel in channels)})]


def _change(
    session: Session, by: Caller, post: Post, identity: Identity, stood: Sequence[Stood], fates: Fates, now: datetime
) -> list[Line]:
    """One Edit for each part that is to say something else, after a window in which it can be taken back."""
    if not stood:
        return []
    nothing_stopped(session, identity)
    if own_ups.asks_a_second_person(session, identity, now):
        raise Unfit(SECOND_PERSON)
    if post.words_deleted_at is not None:
        raise Unfit(NO_WORDS_LEFT)
    knew = face_the_record(session, identity, fates.words, now, corrects=post.id, knows=fates.knows)
    parts = posts.parts_of(session, [post])[post.id]
    new = {part.position: words for part, words in zip(parts, fates.words, strict=False) if words.strip() and words != part.text}
    if not new:
        raise Unfit(SAME_WORDS)
    look = _looked_at(session, by, identity, [*new.values()], [one.channel for one in stood], now)
    due_at = now + timedelta(seconds=max(identity.window_seconds, look.window_seconds) + GRACE_SECONDS)
    if own_ups.asks_a_second_person(session, identity, due_at):  # after midnight, say
        raise Unfit(SECOND_PERSON)
    may_go_there([one.channel for one in stood], now, due_at)
    lines: list[Line] = []
    for one in stood:
        if (words := new.get(one.delivery.position)) is None:
            continue
        if own_ups.open_edit(session, one.receipt):
            raise Unfit(EDIT_OPEN)
        if limits := room.read(one.channel.limits):
            room.fit([words], limits, Sentence(one.channel.network.capitalize()))
        payload = canonical({"text": words})
        edit = own_ups.ask_for_edit(session, one.receipt, by.person, payload, digest(payload), now, due_at)
        facts = {"delivery": one.delivery.public_id, "part": one.delivery.position, "edit": edit.public_id, "network": one.channel.network}
        facts |= {"due": due_at.isoformat(), "digest": edit.digest, "words": ledger.keep_text(session, payload)}
        lines.append(("edit_asked", facts | against_the_record(session, knew)))
    return lines


def _looked_at(session: Session, by: Caller, identity: Identity, words: Sequence[str], there: Sequence[Channel], now: datetime) -> Look:
    """Other words in its place are looked at twice as well. Raises Unfit for what a colleague has to say yes to, or cannot stand today.

    Of a private reason nothing: a change has no flags, and its longer wait would be told to everybody with no word of why.
    """
    look = look_twice(session, by, identity, Looked(words, there), now)
    if look.second_person(NO_ANSWERS) or any(one.need is Need.NOT_NOW for one in look.reasons):
        raise Unfit(SECOND_PERSON)
    if any(one.need is Need.WHY for one in look.reasons):
        raise Unfit(ONLY_A_LINK)
    return Look([one for one in look.reasons if not one.private])


def _correction(session: Session, by: Caller, post: Post, identity: Identity, words: str, now: datetime) -> tuple[str, list[Line]]:
    """The Draft that is open already, or a new one for every place where the post was to stand."""
    if known := own_ups.draft_of(session, post, by.person):
        return known.public_id, []
    here = {channel.id for channel in identities.channels(session, identity) if not channel.emergency_only}
    channels = [channel for channel in posts.channels_of(session, [post])[post.id] if channel.id in here]
    draft = drafts.begin(session, by.person, identity, [words], channels, origin=DraftOrigin.CORRECTION, now=now, corrects=post.id)
    return draft.public_id, [("correction_drafted", {"draft": draft.public_id, "words": ledger.keep_text(session, words)})]
