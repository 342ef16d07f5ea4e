"""Whose posts an identity reshares: a page for whoever speaks as it, with the list that its keepers mind."""

from flask import Blueprint, Response, request

from pwa.actions.list_source import list_source
from pwa.actions.networks import LABELS
from pwa.rules import quarantine
from pwa.rules.identity import Role
from pwa.rules.quarantine import LISTABLE, by_domain
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.store import identities, sources
from pwa.store.tables import Identity
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.delivery_views import network_label
from pwa.web.guards import for_official, step_up, usable_official
from pwa.web.pages import View, day_words, identity_view, page, see_other
from pwa.web.source_views import times_words
from pwa.web.words import _

blueprint = Blueprint("sources", __name__)

SHOWN_AT_MOST = 50  # of the sources that were reshared before


@blueprint.get("/identities/<handle>/reshares")
@for_official
def show(handle: str, identity: Identity) -> Response:
    """The list, and what went out before."""
    return page("sources/show.html", **_context(identity))


@blueprint.post("/identities/<handle>/reshares")
@step_up(Purpose.EDIT_IDENTITY, target="handle")
def edit(handle: str, proof: int) -> Response:
    """By a keeper: one source comes on the list, or goes off it."""
    identity, network, typed = usable_official(handle), request.form.get("network", ""), request.form.get("account", "")
    on_list = request.form.get("off") != "yes"
    try:
        source = quarantine.listed(network, typed)
        list_source(current.caller(), handle, source, on_list=on_list, proof=proof)
    except Unfit as problem:
        return errors.in_place(problem, "sources/show.html", **_context(identity), chosen=network, typed=typed)
    said = _("%(account)s is on the list.", account=f"@{source.account}")
    gone = _("%(account)s is not on the list any more.", account=f"@{source.account}")
    return see_other(f"/identities/{handle}/reshares", said if on_list else gone)


def _context(identity: Identity) -> View:
    with reading() as session:
        on_list, before = sources.listed(session, identity), sources.before(session, identity, SHOWN_AT_MOST)
        keeps = identities.grant_of(session, current.person(), identity).role == Role.KEEPER
    known = {(row.network, row.account) for row, _who in on_list}
    return {
        "identity": identity_view(identity),
        "is_keeper": keeps,
        "networks": [(name, network_label(name)) for name in LABELS if name in LISTABLE],
        "listed": [_source(row.network, row.account, by=who, since=day_words(row.listed_at)) for row, who in on_list],
        "before": [_before(one, known) for one in before],
    }


def _before(one: sources.Before, known: set[tuple[str, str]]) -> View:
    network, account = one.source
    may = network in LISTABLE and known.isdisjoint({(network, account), (network, by_domain(one.source))})
    return _source(*one.source, shown=one.shown, words=times_words(one.times, one.last_at), may_list=may)


def _source(network: str, account: str, **more: object) -> View:
    return {"network": network, "label": network_label(network), "account": account, "shown": account} | more
