"""The second look as pages show it: its reasons before a hold, and what each of them asks."""

from typing import Any

from pwa.actions.look_twice import look_twice, looked_again
from pwa.actions.looked import Looked
from pwa.rules.second_look import Answers, Look
from pwa.store.tables import Identity, Post
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.words import say


def look_at(identity: Identity, looked: Looked) -> Look:
    """What would be said of it, were it held now."""
    with reading() as session:
        return look_twice(session, current.caller(), identity, looked, current.now())


def look_at_again(identity: Identity, post: Post) -> Look:
    """The same of a Post that could be held once more."""
    with reading() as session:
        return look_twice(session, current.caller(), identity, looked_again(session, post, identity), current.now())


def look_view(look: Look, answers: Answers) -> list[dict[str, Any]]:
    """Each reason, with what was answered to it so far."""
    return [
        {
            "rule": one.rule,
            "sentence": say(one.sentence),
            "private": one.private,
            "need": one.need,
            "fine": one.rule in answers.fine,
            "why": answers.why if one.need else "",
            **one.facts,
        }
        for one in look.reasons
    ]


def answer_fields(answers: Answers) -> list[tuple[str, str]]:
    """As a form sends them."""
    said = [("chosen", answers.chosen), ("why", answers.why), ("ask", "yes" if answers.ask else "")]
    return [("fine", rule) for rule in sorted(answers.fine)] + [(name, value) for name, value in said if value]
