"""Commits a Draft into its undo window: it becomes a Post, and nothing leaves before `due_at`."""

from collections.abc import Sequence
from typing import Any

from pwa.actions.ask_approval import ask_approval, terms_of
from pwa.actions.face_the_record import about_correction, face_the_record
from pwa.actions.fit_reshare import fit_reshare
from pwa.actions.follow_choice import follow_choice
from pwa.actions.look_twice import about_look, keep_look, look_twice, looked_again, must_answer
from pwa.actions.looked import Looked
from pwa.actions.may_go_there import may_go_there
from pwa.actions.may_hold import may_hold, nothing_stopped
from pwa.actions.park_overrun import park_overrun
from pwa.actions.save_draft import Words, draft_of, pictures_in, reshare_in, use_up, variants_in
from pwa.actions.say_on import Said, say_on, unsaid
from pwa.networks.prices import price_of
from pwa.rules import pictures, text
from pwa.rules.approval import Terms
from pwa.rules.chain import canonical, digest
from pwa.rules.post import DraftOrigin, PostState
from pwa.rules.refusals import AlreadyDone
from pwa.rules.second_look import NO_ANSWERS, Answers
from pwa.rules.text import Unfit
from pwa.rules.words import n_
from pwa.store import drafts, fingerprints, grants, identities, ledger, originals, own_ups, people, posts, recent_posts, sessions, wake
from pwa.store.moments import database_time
from pwa.store.pictures import Shown, put_in_part
from pwa.store.sessions import Caller
from pwa.store.tables import Channel, Draft, Hold, Identity, Lease, Part, Post, Rendering
from pwa.store.transaction import Session, once_more, transaction


@once_more
def hold_post(by: Caller, handle: str, words: Words) -> Post:
    """Hold the words as the Identity of this handle, or as oneself if that was chosen. The page's key again gives the same Post.

    Raises NotFound, WrongIdentity, LeaseOver, Stopped, Unfit, StaleDraft, DraftEnded, RecordSays or SecondLook; then nothing is held
    nor saved.
    """
    with transaction() as session:
        recent_posts.take_turns(session, by.person)  # first of all locks: two phones of one person see each other's posts
        sessions.living(session, by.session.id)  # a double tap takes its turn, and then finds the first one's Post
        identity = identities.usable(session, by.person, handle)
        if already := posts.by_hold_key(session, by.person, words.page_key):
            return already
        now = database_time(session)
        identity, words = follow_choice(session, by, identity, words, now)
        lease = may_hold(session, by, identity, now)
        nothing_stopped(session, identity)
        before = draft_of(session, by, identity, words)
        shown = pictures_in(session, by, before, words)
        pictures.fit_to_post([one.part for one in shown])
        reshares = reshare_in(before, words)
        parts = text.post_parts(list(words.parts), pictured={one.part for one in shown} | ({1} if reshares else set()))
        channels = identities.chosen(session, identity, words.channels)
        if not channels:
            raise Unfit(n_("Choose at least one place for it to go. Nothing was sent."))
        own = variants_in(session, by, before, words)
        said = say_on(channels, parts, own)
        original = fit_reshare(session, identity, reshares, said, channels, shown)
        others = [one for one in own if one.channel in channels]
        alts = [one.alt for one in shown]
        looked = Looked(parts, channels, others, reshares, original, draft=words.draft, alts=alts)
        must_answer(look := look_twice(session, by, identity, looked, now), words.answers, identity)
        asked = terms_of(session, identity, now, look, words.answers)
        may_go_there(channels, now, asked.soonest(now))
        draft = use_up(session, by, identity, words, now, unsaid=unsaid(channels, own))
        knew = face_the_record(session, identity, looked.heard, now, corrects=draft.corrects, knows=words.knows)
        post = _new_post(session, by, identity, draft, asked.times(now) | {"least_seconds": look.window_seconds})
        varied = _freeze(session, post, parts, channels, said, shown, reshares)
        fingerprints.keep(session, post, [(channel.id, words) for channel in channels for words in said[channel.id]])
        hold = _hold(session, post, by, asked, lease, words.page_key)
        chain = ledger.chain_of(session, identity, by.person)
        told: dict[str, Any] = {"parts": [ledger.keep_text(session, part) for part in parts], "origin": draft.origin}
        told |= about_correction(session, post, knew) | about_look(session, look, words.answers)
        if draft.origin == DraftOrigin.MOVED:
            told["moved_from"] = drafts.kind_moved_from(session, draft)
        if reshares:
            told["reshares"] = ledger.keep_text(session, reshares)
        if varied:
            told["variants"] = varied
        if original:
            originals.hold(session, original)
            told["original"] = ledger.keep_text(session, original.shown or original.trouble or "")
        if shown:
            told["pictures"] = [ledger.keep_text(session, canonical(picture_facts(one) | {"part": one.part})) for one in shown]
        ledger.note(session, chain, "held", at=now, by=by.person, **_facts(session, post, identity, hold, lease), **told)
        keep_look(session, post, hold, identity, look, words.answers, by)
        ask_approval(session, post, hold, identity, asked, by)
        if lease and post.due_at > lease.expires_at:  # else it leaves in time: no lease outlives its grant
            park_overrun(session, grants.overrunning(session, [post.public_id]), now)
        wake.ring_after(session, wake.HOLDS)
    return post


@once_more
def hold_again(by: Caller, public_id: str, *, hold_key: str, knows: bool = False, answers: Answers = NO_ANSWERS) -> Post:
    """A new window for a parked Post, with every guard of a first hold.

    Raises NotFound, WrongIdentity, LeaseOver, Stopped, Unfit, RecordSays, SecondLook or AlreadyDone.
    """
    with transaction() as session:
        recent_posts.take_turns(session, by.person)
        sessions.living(session, by.session.id)
        post, identity = posts.visible(session, by.person, public_id)
        if already := posts.by_hold_key(session, by.person, hold_key):
            return already
        now = database_time(session)
        lease = may_hold(session, by, identity, now)
        nothing_stopped(session, identity)
        looked = looked_again(session, post, identity)
        must_answer(look := look_twice(session, by, identity, looked, now), answers, identity)
        asked = terms_of(session, identity, now, look, answers)
        may_go_there(looked.channels, now, asked.soonest(now))
        afresh = {"parking_reason": None, "parked_at": None, "heard_at": None, "extended_at": None}
        now_theirs = {"person_id": by.person.id, "least_seconds": look.window_seconds, **afresh, **asked.times(now)}
        knew = face_the_record(session, identity, looked.heard, now, corrects=post.corrects, knows=knows)
        if not posts.move(session, post.id, PostState.PARKED, PostState.HELD, **now_theirs):
            raise AlreadyDone
        session.refresh(post)
        hold = _hold(session, post, by, asked, lease, hold_key)
        chain = ledger.chain_of(session, identity, by.person)
        told = about_correction(session, post, knew) | about_look(session, look, answers)
        ledger.note(session, chain, "held", at=now, by=by.person, **_facts(session, post, identity, hold, lease), **told)
        keep_look(session, post, hold, identity, look, answers, by)
        ask_approval(session, post, hold, identity, asked, by)
        if lease and post.due_at > lease.expires_at:  # else it leaves in time: no lease outlives its grant
            park_overrun(session, grants.overrunning(session, [post.public_id]), now)
        wake.ring_after(session, wake.HOLDS)
    return post


def _new_post(session: Session, by: Caller, identity: Identity, draft: Draft, times: dict[str, Any]) -> Post:
    about: dict[str, Any] = {"origin": draft.origin, "corrects": draft.corrects}
    post = Post(identity_id=identity.id, person_id=by.person.id, state=PostState.HELD, **about, **times)
    session.add(post)
    session.flush()
    return post


def _freeze(
    session: Session,
    post: Post,
    parts: Sequence[str],
    channels: Sequence[Channel],
    said: Said,
    shown: Sequence[Shown],
    reshares: str | None,
) -> list[dict[str, Any]]:
    """Each channel's own rendering of each part. What the ledger says of those whose words are not the part's."""
    series = [Part(post_id=post.id, position=position, text=words) for position, words in enumerate(parts, 1)]
    series[0].reshares = reshares
    session.add_all(series)
    session.flush()
    varied, answers = [], own_ups.answers_to(session, post.corrects)
    for part in series:
        here = [one for one in shown if one.part == part.position]
        put_in_part(session, part, here)
        carried = {"pictures": [picture_facts(one) for one in here]} if here else {}
        target = {"reshares": part.reshares} if part.reshares else {}
        for channel in channels:
            words = said[channel.id][part.position - 1]
            answer = answers.get(channel.id, {}) if part.position == 1 else {}
            payload, own = canonical({"text": words} | carried | target | answer | _price(channel, words)), words != part.text
            session.add(Rendering(part_id=part.id, channel_id=channel.id, payload=payload, digest=digest(payload), varied=own))
            if own:
                where = {"channel": channel.public_id, "network": channel.network, "part": part.position}
                varied.append(where | {"text": ledger.keep_text(session, words)})
    return varied


def _price(channel: Channel, words: str) -> dict[str, str]:
    """What it costs today: the page of the Post says so whatever it will cost later."""
    price = price_of(channel.network, words)
    return {} if price is None else {"price": str(price)}


def picture_facts(shown: Shown) -> dict[str, Any]:
    """What is frozen of a picture: the digest of its bytes, and the words for who cannot see it."""
    picture = shown.picture
    size = {"width": picture.width, "height": picture.height, "size": picture.size}
    return {"id": picture.public_id, "sha256": picture.digest, "type": picture.media_type, "alt": shown.alt, **size}


def _hold(session: Session, post: Post, by: Caller, asked: Terms, lease: Lease | None, hold_key: str) -> Hold:
    return posts.hold(session, post, by, hold_key=hold_key, lease=lease, window_seconds=asked.window_seconds)


def _facts(session: Session, post: Post, identity: Identity, hold: Hold, lease: Lease | None) -> dict[str, Any]:
    facts = {"post": post.public_id, "identity": identity.handle, "device": hold.device, "window_seconds": hold.window_seconds}
    facts["due"] = post.due_at.isoformat()
    if lease:
        facts["lease_opened"] = lease.opened_at.isoformat()
    if hold.passkey_id:
        facts["passkey"] = people.public_id_of(session, hold.passkey_id)
    return facts
