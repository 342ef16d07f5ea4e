"""The second look as pages show it: its reasons while somebody types and before a hold, and what each of them asks."""

from dataclasses import replace

from flask import Blueprint
from werkzeug.wrappers import Response

from pwa.actions.look_twice import look_twice, looked_again
from pwa.actions.looked import Looked
from pwa.actions.save_draft import Words, draft_of, pictures_in, reshare_in, variants_in
from pwa.actions.wave_through import wave_through
from pwa.rules.identity import Kind
from pwa.rules.refusals import NotFound
from pwa.rules.second_look import NOTHING_NOTICED, STANDS, Answers, Look, Need
from pwa.rules.text import Unfit
from pwa.store import identities, originals, own_notes
from pwa.store.tables import Identity, Post
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.approval_views import before_hold
from pwa.web.guards import for_identity, limited, signed_in
from pwa.web.pages import View, identity_view, page, see_other
from pwa.web.posted import posted, posted_answers
from pwa.web.words import say

blueprint = Blueprint("second_looks", __name__)

ASKED_AT_MOST, ASKED_MINUTES = 600, 10  # by one session: once a second is more than a pause in typing
TYPED_AT_MOST = 100_000  # characters: twenty parts of the longest that any network takes; a hold says itself what is too long


@blueprint.post("/as/<handle>/drafts/<public_id>/second-look")
@limited("second_look", ASKED_AT_MOST, ASKED_MINUTES, by_session=True)
@for_identity
def notice(handle: str, identity: Identity, public_id: str) -> Response:
    """What would be said of the words that are being typed. Nothing of them is saved, and nothing is decided: the hold looks again."""
    words = posted(public_id)
    found, chosen = _look_at_typed(identity, words)
    said: View = {"look": look_view(found, words.answers), "watches": watches(identity, public_id), "chosen": chosen}
    here: View = {"voice": identity_view(identity), "draft": {"id": public_id}, "here": f"/as/{handle}"}
    return page("drafts/second_look.html", **said, **here, **before_hold(identity, found, words.answers))


@blueprint.post("/posts/<public_id>/second-look")
@signed_in
def wave(public_id: str) -> Response:
    """It’s fine, said after the hold."""
    rules = posted_answers().fine
    if not rules:
        raise NotFound
    for rule in rules:
        wave_through(public_id, rule, by=current.person())
    return see_other(f"/posts/{public_id}")


def _look_at_typed(identity: Identity, words: Words) -> tuple[Look, int]:
    """With how many channels it would go to."""
    with reading() as session:
        draft = draft_of(session, current.caller(), identity, words)
        chosen = identities.chosen(session, identity, words.channels)
        reshares = reshare_in(draft, words)
        original = originals.of(session, identity.id, [reshares]).get(reshares) if reshares else None
        try:
            own = [one for one in variants_in(session, current.caller(), draft, words) if one.channel in chosen]
            alts = [one.alt for one in pictures_in(session, current.caller(), draft, words)]
        except (Unfit, NotFound):  # the hold will say so
            own, alts = [], []
        looked = Looked(words.parts, chosen, own, reshares, original, draft=words.draft, alts=alts)
        if sum(map(len, looked.texts)) > TYPED_AT_MOST:
            return NOTHING_NOTICED, len(chosen)
        return look_twice(session, current.caller(), identity, looked, current.now()), len(chosen)


def look_at(identity: Identity, looked: Looked) -> Look:
    """What would be said of it, were it held now."""
    with reading() as session:
        if looked.reshares and not looked.original:
            looked = replace(looked, original=originals.of(session, identity.id, [looked.reshares]).get(looked.reshares))
        return look_twice(session, current.caller(), identity, looked, current.now())


def look_at_again(identity: Identity, post: Post) -> Look:
    """The same of a Post that could be held once more."""
    with reading() as session:
        return look_twice(session, current.caller(), identity, looked_again(session, post, identity), current.now())


def watches(identity: Identity, draft_id: str) -> str | None:
    """Where a composer's script asks while somebody types; None for who has one voice only, and no other to slip into."""
    official = any(one.kind == Kind.OFFICIAL for one in current.identities())
    return f"/as/{identity.handle}/drafts/{draft_id}/second-look" if official or _wants_notes(identity) else None


def _wants_notes(identity: Identity) -> bool:
    with reading() as session:
        return identity.person_id is not None and own_notes.wanted(session, current.person())


def look_view(look: Look, answers: Answers) -> list[View]:
    """Each reason, with what was answered to it so far. Where it cannot be held at all, nothing is asked."""
    not_now = any(one.need is Need.NOT_NOW for one in look.reasons)
    return [
        {
            "id": _id(look, number),
            "rule": one.rule,
            "sentence": say(one.said),
            "private": one.private,
            "need": one.need,
            "fine": one.rule in answers.fine,
            "may_be_fine": not one.need and not not_now and one.rule not in STANDS and not _before(look, number),
            "why": answers.why if one.need else "",
            "ask": answers.ask,
            **one.facts,
        }
        for number, one in enumerate(look.reasons)
        if not not_now or one.need in (None, Need.NOT_NOW)
    ]


def _id(look: Look, number: int) -> str:
    """Its name on the page: what is said and what is reshared may both swear."""
    rule, before = look.reasons[number].rule, _before(look, number)
    return f"{rule}-{before + 1}" if before else rule.value


def _before(look: Look, number: int) -> int:
    """How often the same rule noticed something else; one *It’s fine*, at the first, is for all of them."""
    return sum(one.rule == look.reasons[number].rule for one in look.reasons[:number])


def answer_fields(answers: Answers) -> list[tuple[str, str]]:
    """As a form sends them."""
    said = [("chosen", answers.chosen), ("why", answers.why), ("ask", "yes" if answers.ask else "")]
    return [("fine", rule) for rule in sorted(answers.fine)] + [(name, value) for name, value in said if value]
