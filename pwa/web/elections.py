"""Elections: a page for whoever speaks for an organisation, its periods for its keepers, and a ready post about why it is quiet."""

from flask import Blueprint, Response, request

from pwa.actions.edit_election import edit_election
from pwa.actions.save_draft import Words, save_draft
from pwa.rules import elections as rules
from pwa.rules.calendar import Period
from pwa.rules.elections import PERIODS_AT_MOST
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.rules.words import Sentence
from pwa.secrets import new_public_id, new_token
from pwa.store import elections, identities
from pwa.store.tables import Identity
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.election_views import LANGUAGES, open_words, period_view, quiet_words, told_of
from pwa.web.guards import for_identity, step_up, usable
from pwa.web.pages import View, identity_view, page, see_other
from pwa.web.words import _, n_

blueprint = Blueprint("elections", __name__)

EMPTY = {"name": "", "from": "", "until": "", "hint": None}
TOO_MANY = n_("There can be %(most)s periods at most. Nothing was changed.")


@blueprint.get("/identities/<handle>/elections")
@for_identity
def show(handle: str, identity: Identity) -> Response:
    """What holds, from when until when."""
    return page("elections/show.html", **_context(identity))


@blueprint.post("/identities/<handle>/elections")
@step_up(Purpose.EDIT_IDENTITY, target="handle")
def edit(handle: str, proof: int) -> Response:
    """By a keeper, for every identity of the organisation; from the next hold on."""
    identity = usable(handle)
    context = _context(identity)
    try:
        edit_election(current.caller(), handle, periods=_posted(), proof=proof)
    except Unfit as problem:
        return errors.in_place(problem, "elections/show.html", **context | {"periods": [*_typed(), EMPTY]})
    return see_other(f"/identities/{handle}/elections", _("Saved. It holds from the next post on."))


@blueprint.post("/as/<handle>/quiet")
@for_identity
def quiet(handle: str, identity: Identity) -> Response:
    """A draft that says why the organisation is quiet, for a person to read, change and hold."""
    language = request.form.get("language", "")
    with reading() as session:
        period = told_of(session, identity)
        channels = [one.public_id for one in identities.channels(session, identity) if not one.emergency_only]
    if period is None or language not in LANGUAGES:
        raise NotFound
    words = Words(new_public_id(), 0, new_token(), [quiet_words(period, language)], channels)
    save_draft(current.caller(), handle, words)
    return see_other(f"/as/{handle}/drafts/{words.draft}", _("A draft is begun. Nothing was sent."))


def _posted() -> list[Period]:
    """What the form says, checked by the rules. A line that is empty is none. Raises Unfit."""
    zone = current.settings().zone
    found = [rules.period(line["name"], line["from"], line["until"], zone) for line in _typed()]
    if len(found) > PERIODS_AT_MOST:
        raise Unfit(Sentence(TOO_MANY, most=PERIODS_AT_MOST))
    return found


def _typed() -> list[dict[str, str]]:
    columns = (request.form.getlist(name) for name in ("period", "from", "until"))
    lines = [dict(zip(("name", "from", "until"), line, strict=True)) for line in zip(*columns, strict=False)]
    return [line for line in lines if any(part.strip() for part in line.values())]


def _context(identity: Identity) -> View:
    if identity.organisation_id is None:
        raise NotFound  # a personal voice stands in no election
    with reading() as session:
        those = elections.periods(session, identity.organisation_id)
        now = elections.open_of(session, identity.organisation_id, current.now())
        tells = told_of(session, identity) is not None
        count = elections.listed_count(session, identity.organisation_id)
        keeps = identities.may_keep(session, current.person(), identity)
        organisation = identities.organisation_name(session, identity)
    return {
        "identity": identity_view(identity),
        "organisation": organisation,
        "is_keeper": keeps,
        "open": open_words(now) if now else None,
        "tells": tells,
        "count": count,
        "periods": [*map(period_view, those), EMPTY],
    }
