"""An organisation's list of who stands in its elections: a page, a file that is looked at before it is taken, and the same file back."""

from collections.abc import Sequence

from flask import Blueprint, Response, make_response, request

from pwa.actions.import_listed import import_listed
from pwa.rules.listed import Entry, Sort, ordinary
from pwa.rules.listed_csv import BYTES_AT_MOST, ENTRIES_AT_MOST, Parsed, decoded, parsed, written
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.store import elections, identities
from pwa.store.tables import Identity
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.delivery_views import network_label
from pwa.web.guards import for_identity, step_up, usable
from pwa.web.pages import View, identity_view, page, see_other
from pwa.web.words import _, n_, ngettext, number, say

blueprint = Blueprint("listed", __name__)

SORTS = {Sort.PERSON: n_("People"), Sort.PARTY: n_("Parties"), Sort.HANDLE: n_("Handles")}
EXAMPLE = "kind,name,network,with title\nperson,Jane Smith,,\nparty,Labour,,\nhandle,@janesmith,x,\n"
WRONG = n_("The list has mistakes, so nothing was changed. Mend them here and look again.")


@blueprint.get("/identities/<handle>/listed")
@for_identity
def show(handle: str, identity: Identity) -> Response:
    """Who is on it."""
    return page("elections/listed.html", **_context(identity))


@blueprint.get("/identities/<handle>/listed.csv")
@for_identity
def export(handle: str, identity: Identity) -> Response:
    """For a spreadsheet, which finds nothing in it to run."""
    with reading() as session:
        entries = elections.listed(session, _body(identity))
    answer = make_response("\ufeff" + written(entries))  # without the mark Excel reads Welsh names wrongly
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="listed-{handle}.csv"'
    return answer


@blueprint.post("/identities/<handle>/listed/preview")
@for_identity
def look(handle: str, identity: Identity) -> Response:
    """What a file would put on the list, and what is wrong with it. Changes nothing; for keepers."""
    context = _context(identity)
    if not context["is_keeper"]:
        raise NotFound
    try:
        typed = _typed()
        found = parsed(typed)
    except Unfit as problem:
        return errors.in_place(problem, "elections/listed.html", **context)
    return page("elections/preview.html", **context | _preview(found, typed))


@blueprint.post("/identities/<handle>/listed")
@step_up(Purpose.EDIT_IDENTITY, target="handle")
def put(handle: str, proof: int) -> Response:
    """The list that was looked at, instead of the one that there was; by a keeper."""
    identity = usable(handle)
    context, typed = _context(identity), request.form.get("list", "")
    try:
        found = parsed(typed)
    except Unfit as problem:
        return errors.in_place(problem, "elections/listed.html", **context)
    if found.problems:
        return page("elections/preview.html", 422, **context | _preview(found, typed))
    import_listed(current.caller(), handle, entries=found.entries, proof=proof)
    many = len(found.entries)
    said = ngettext("Saved. %(num)s line is on the list now.", "Saved. %(num)s lines are on the list now.", many)
    return see_other(f"/identities/{handle}/listed", said)


def _typed() -> str:
    """The file that was chosen, or else what stands in the box. Raises Unfit."""
    file = request.files.get("file")
    raw = file.read(BYTES_AT_MOST + 1) if file and file.filename else b""
    return decoded(raw) if raw else request.form.get("list", "")


def _preview(found: Parsed, typed: str) -> View:
    problems = [say(one) for one in found.problems]
    many = len(found.entries)
    counted = ngettext("%(num)s line would be on the list.", "%(num)s lines would be on the list.", many)
    mended = typed if problems else written(found.entries)
    return {"problems": problems, "wrong": say(WRONG) if problems else None, "counted": counted, "list": mended} | _sorted(found.entries)


def _context(identity: Identity) -> View:
    body = _body(identity)
    with reading() as session:
        entries = elections.listed(session, body)
        keeps = identities.may_keep(session, current.person(), identity)
        organisation = identities.organisation_name(session, identity)
    known = {"identity": identity_view(identity), "organisation": organisation, "is_keeper": keeps, "most": number(ENTRIES_AT_MOST)}
    return known | {"count": len(entries), "example": EXAMPLE} | _sorted(entries)


def _sorted(entries: Sequence[Entry]) -> View:
    groups = [{"name": say(name), "lines": [_line(one) for one in entries if one.sort is sort]} for sort, name in SORTS.items()]
    return {"groups": [one for one in groups if one["lines"]]}


def _line(one: Entry) -> View:
    if one.sort is Sort.HANDLE:
        more = network_label(one.network) if one.network else _("on any network")
        return {"words": f"@{one.words}", "more": more}
    if not ordinary(one):
        return {"words": one.words, "more": ""}
    more = _("only with a title before it") if one.sort is Sort.PERSON else _("only beside “party”, “candidate”, “vote”…")
    return {"words": one.words, "more": more}


def _body(identity: Identity) -> int:
    if identity.organisation_id is None:
        raise NotFound
    return identity.organisation_id
