"""What an identity wants of a second person: a page for whoever speaks as it, and a form for its keepers."""

from datetime import date

from flask import Blueprint, Response, request

from pwa.actions.edit_approval_rule import edit_approval_rule
from pwa.rules import calendar
from pwa.rules.approval import ANSWER_MINUTES, OBJECTION_MINUTES, Ask, Rule, When
from pwa.rules.calendar import PERIODS_AT_MOST, Period
from pwa.rules.identity import Role, one_of, within
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.rules.words import Sentence
from pwa.store import approval_rules, approvals, identities
from pwa.store.tables import Identity
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.approval_views import MODES, WHENS
from pwa.web.guards import for_official, step_up, usable_official
from pwa.web.pages import View, identity_view, page, see_other
from pwa.web.words import _, n_, say

blueprint = Blueprint("approval_rules", __name__)

EMPTY = ("", "", "")
TOO_MANY = n_("There can be %(most)s periods at most. Nothing was changed.")
NO_DAYS = n_("Say on which days: from when until when, and what it is. Nothing was changed.")


@blueprint.get("/identities/<handle>/second-person")
@for_official
def show(handle: str, identity: Identity) -> Response:
    """What is asked of a second person now."""
    return page("approvals/rule.html", **_context(identity))


@blueprint.post("/identities/<handle>/second-person")
@step_up(Purpose.EDIT_IDENTITY, target="handle")
def edit(handle: str, proof: int) -> Response:
    """By a keeper; from the next hold on."""
    identity = usable_official(handle)
    try:
        edit_approval_rule(current.caller(), handle, rule=_posted(), proof=proof)
    except Unfit as problem:
        return errors.in_place(problem, "approvals/rule.html", **_context(identity) | {"values": _values()})
    return see_other(f"/identities/{handle}/second-person", _("Saved. It holds from the next post on."))


def _posted() -> Rule:
    """What the form says, checked by the rules. A line that is empty is none. Raises Unfit."""
    zone = current.settings().zone
    days = tuple(calendar.period(*line, zone) for line in _lines() if any(part.strip() for part in line))
    if len(days) > PERIODS_AT_MOST:
        raise Unfit(Sentence(TOO_MANY, most=PERIODS_AT_MOST))
    rule = Rule(
        Ask(one_of(request.form.get("ask", ""), Ask, n_("what is asked of a second person"))),
        When(one_of(request.form.get("when", ""), When, n_("of which posts"))),
        within(request.form.get("objection", ""), OBJECTION_MINUTES, n_("The time to object in minutes")),
        within(request.form.get("answer", ""), ANSWER_MINUTES, n_("The time to say yes in minutes")),
        days,
    )
    if rule.ask is not Ask.NONE and rule.when is When.PERIODS and not days:
        raise Unfit(NO_DAYS)
    return rule


def _lines() -> list[tuple[str, str, str]]:
    columns = (request.form.getlist(name) for name in ("period", "from", "until"))
    return list(zip(*columns, strict=False))


def _context(identity: Identity) -> View:
    with reading() as session:
        rule, days = approval_rules.of_identity(session, identity), approval_rules.periods(session, identity)
        keeps = identities.grant_of(session, current.person(), identity).role == Role.KEEPER
        alone = not approvals.others(session, identity, current.person())
    return {
        "identity": identity_view(identity),
        "is_keeper": keeps,
        "alone": alone,
        "modes": [(one.value, say(name), say(more)) for one, (name, more) in MODES.items()],
        "whens": [(one.value, say(name), say(more)) for one, (name, more) in WHENS.items()],
        "values": {
            "ask": rule.ask,
            "when": rule.when,
            "objection": rule.objection_minutes,
            "answer": rule.answer_minutes,
            "periods": [*map(_line, days), EMPTY],
        },
    }


def _line(one: Period) -> tuple[str, str, str]:
    zone = current.settings().zone
    return one.name, _iso(one.first_day(zone)), _iso(one.last_day(zone))


def _iso(day: date) -> str:
    return day.isoformat()


def _values() -> View:
    """What was typed, as it was typed."""
    typed = {name: request.form.get(name, "") for name in ("ask", "when", "objection", "answer")}
    return typed | {"periods": [*(line for line in _lines() if any(line)), EMPTY]}
