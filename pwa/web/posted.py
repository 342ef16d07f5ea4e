"""What a page posts of a Draft, as its form sends it: looked at for its shape only, for the rules look at the words."""

import re

from flask import request

from pwa.actions.save_draft import DRAFT_ID, PAGE_KEY, Words
from pwa.rules.identity import Kind
from pwa.rules.pictures import Placed
from pwa.rules.post import DraftOrigin
from pwa.rules.refusals import NotFound
from pwa.rules.second_look import Answers, Rule
from pwa.rules.text import Unfit
from pwa.secrets import new_public_id, new_token
from pwa.store.tables import Identity
from pwa.web import current
from pwa.web.reshare_views import known
from pwa.web.variant_views import posted_variants
from pwa.web.words import n_

BROUGHT = {DraftOrigin.SCRAP, DraftOrigin.SHARED}  # what a page may say of the Draft that it begins
NO_RESHARE = n_("That is not a post that can be reshared from here. Nothing was sent. Take it out, or leave the link in the words.")
VERSION = re.compile(r"[0-9]{1,9}")
AS = "as "  # before the handle, in what the armed button of a half says


def is_armed(identity: Identity) -> bool:
    """An official voice takes a motion of its own, or the second page; a personal one takes a tap."""
    return identity.kind == Kind.PERSONAL or request.form.get("armed") in ("yes", AS + identity.handle)


def goes_down(identity: Identity, answers: Answers) -> bool:
    """Whether a page of an official identity sent its words to the person's own voice, which takes no motion of its own."""
    return identity.kind == Kind.OFFICIAL and any(
        one.handle == answers.chosen and one.kind == Kind.PERSONAL for one in current.identities()
    )


def posted(draft_id: str) -> Words:
    """What the form sent, unchecked but for its shape: the rules look at the words. Raises NotFound for what was never an id of ours."""
    if not DRAFT_ID.fullmatch(draft_id):
        raise NotFound
    version, parts, own = request.form.get("version", ""), request.form.getlist("part"), posted_variants()
    while len(parts) > 1 and not parts[-1].strip() and not any(one.part == len(parts) for one in own or ()):
        parts.pop()  # the spare box of a page without JavaScript
    return Words(
        draft=draft_id,
        version=int(version) if VERSION.fullmatch(version) else 0,
        page_key=page_key(),
        parts=parts or [""],
        channels=request.form.getlist("channel"),
        pictures=_posted_pictures(),
        origin=DraftOrigin(origin) if (origin := request.form.get("origin")) in BROUGHT else DraftOrigin.TYPED,
        reshares=_posted_reshare(),
        variants=own,
        answers=posted_answers(),
        knows=request.form.get("knows") == "yes",
    )


def posted_answers() -> Answers:
    """What was said to the second look. Where a bar is half of the send control, pressing it says as whom too."""
    fine = {rule.value for rule in Rule} & set(request.form.getlist("fine"))
    chosen = request.form.get("chosen") or request.form.get("armed", "").partition(AS)[2]
    return Answers(frozenset(fine), chosen, request.form.get("why", ""), ask=request.form.get("ask") == "yes")


def _posted_pictures() -> list[Placed] | None:
    """Each as "part id", with its description in a field of its own; None when the page says nothing of pictures."""
    if "pictures" not in request.form:
        return None
    said = [value.partition(" ") for value in request.form.getlist("picture")]
    described = {picture: request.form.get(f"alt-{picture}", "") for _, _, picture in said}
    return [Placed(picture, int(part) if VERSION.fullmatch(part) else 1, described[picture]) for part, _, picture in said]


def _posted_reshare() -> str | None:
    """The last of the fields: an unticked box leaves the empty one before it. Raises Unfit for what no network of ours knows."""
    fields = request.form.getlist("reshares")
    if not fields or not fields[-1]:
        return fields[-1] if fields else None
    if (target := known(fields[-1])) is None:
        raise Unfit(NO_RESHARE)
    return target.address


def own_id(draft_id: str) -> str:
    """The id, or a new one for what was never an id of ours: the words are kept all the same."""
    return draft_id if DRAFT_ID.fullmatch(draft_id) else new_public_id()


def page_key() -> str:
    """The page's own key; one that is missing or mangled becomes a new one, so that it stands for no other page."""
    key = request.form.get("page_key", "")
    return key if PAGE_KEY.fullmatch(key) else new_token()
