"""The second page of an official hold without JavaScript: exactly what would be held, and "Yes, post as WV11"."""

from collections.abc import Sequence
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from pwa.actions.fit_reshare import fit_reshare
from pwa.actions.looked import Looked
from pwa.actions.may_go_there import may_go_there
from pwa.actions.save_draft import Words, draft_of, pictures_in, reshare_in, save_draft, variants_in
from pwa.actions.say_on import say_on
from pwa.rules import text
from pwa.rules.refusals import WrongIdentity
from pwa.rules.second_look import Answers, Look
from pwa.rules.text import Unfit
from pwa.rules.words import n_
from pwa.store import identities, posts
from pwa.store.tables import Channel, Identity, Post
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.approval_views import before_hold
from pwa.web.delivery_views import channel_view
from pwa.web.pages import identity_view, page
from pwa.web.picture_views import by_part, picture_fields
from pwa.web.post_views import told
from pwa.web.posted import posted_answers
from pwa.web.prices import costs
from pwa.web.reshare_views import preview
from pwa.web.second_looks import answer_fields, look_at, look_at_again, look_view
from pwa.web.variant_views import goes, said_where, variant_fields

NOWHERE = n_("Choose at least one place for it to go. Nothing was sent.")


def confirm_words(identity: Identity, words: Words) -> Response:
    """What was typed, saved first, as it would go out. Raises WrongIdentity, Unfit, or what a save raises."""
    if identity.id != current.active().id:
        raise WrongIdentity(identity.name, current.active().name)
    with reading() as session:
        draft = draft_of(session, current.caller(), identity, words)
        reshare = preview(session, identity.id, reshares := reshare_in(draft, words))
        chosen = identities.chosen(session, identity, words.channels)
        shown = pictures_in(session, current.caller(), draft, words)
        own = variants_in(session, current.caller(), draft, words)
    parts = text.post_parts(list(words.parts), pictured={one.part for one in shown} | ({1} if reshares else set()))
    if not chosen:
        raise Unfit(NOWHERE)
    may_go_there(chosen, current.now())
    with reading() as session:
        original = fit_reshare(session, identity, reshares, say_on(chosen, parts, own), chosen, shown)
    version = save_draft(current.caller(), identity.handle, words)[0]
    fields = [("person", current.person().public_id), ("draft", words.draft), ("version", str(version)), ("page_key", words.page_key)]
    fields += [("part", part) for part in words.parts] + [("channel", channel.public_id) for channel in chosen]
    fields += picture_fields(shown) + [("variants", "yes"), *variant_fields(own)] + ([("reshares", reshares)] if reshares else [])
    fields += [("knows", "yes")] if words.knows else []
    here, said = f"/as/{identity.handle}", [one for one in own if one.channel.public_id in words.channels]
    alts = [one.alt for one in shown]
    look = look_at(identity, Looked(parts, chosen, said, reshares, original, draft=words.draft, alts=alts))
    fields += answer_fields(words.answers)
    seen: dict[str, Any] = {"parts": said_where(parts, said, chosen), "shown": by_part(shown, len(parts)), "reshare": reshare}
    seen |= {"look": look, "answers": words.answers}
    return _confirm(identity, chosen, goes(parts, own, chosen), fields, action=f"{here}/posts", back=f"{here}/drafts/{words.draft}", **seen)


def confirm_again(post: Post, identity: Identity, key: str) -> Response:
    """The same of a parked Post that is to be held once more. Raises WrongIdentity."""
    if identity.id != current.active().id:
        raise WrongIdentity(identity.name, current.active().name)
    with reading() as session:
        said, channels = told(session, post), posts.channels_of(session, [post])[post.id]
    here = f"/posts/{post.public_id}"
    fields = [("person", current.person().public_id), ("page_key", key), ("knows", request.form.get("knows", ""))]
    fields += answer_fields(answers := posted_answers())
    seen: dict[str, Any] = {"parts": said["said"], "shown": said["pictures"], "reshare": said["reshare"]}
    seen |= {"look": look_at_again(identity, post), "answers": answers}
    return _confirm(identity, channels, said["goes"], fields, action=f"{here}/holds", back=here, **seen)


def _confirm(
    identity: Identity,
    there: Sequence[Channel],
    said: Sequence[tuple[str, list[str]]],
    fields: Sequence[tuple[str, str]],
    *,
    look: Look,
    answers: Answers,
    **seen: Any,
) -> Response:
    waits = before_hold(identity, look, answers)
    seen |= {
        "chosen": answers.chosen,
        "identity": identity_view(identity),
        "channels": [channel_view(channel) for channel in there],
        "costs": costs(said),
    }
    return page("posts/confirm.html", fields=fields, look=look_view(look, answers), **waits, **seen)
