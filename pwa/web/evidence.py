"""Was it us? The page and the file for an inquiry, about a post of ours and about one that was seen on a network."""

from typing import Any

from flask import Blueprint, Response, jsonify

from pwa.rules.identity import Kind
from pwa.rules.refusals import NotFound
from pwa.store import posts
from pwa.store.tables import Identity
from pwa.store.transaction import snapshot
from pwa.web import current, evidence_outside
from pwa.web.evidence_answers import answer
from pwa.web.evidence_file import file_of, outside_file_of
from pwa.web.evidence_findings import gather
from pwa.web.evidence_outside import outside_answer, outside_view
from pwa.web.evidence_views import digests_view, exact, holds_view, lines_view, standing_view, ways_view
from pwa.web.evidence_words import Known
from pwa.web.guards import signed_in
from pwa.web.pages import identity_view, page
from pwa.web.post_views import told

blueprint = Blueprint("evidence", __name__)


@blueprint.get("/posts/<public_id>/evidence")
@signed_in
def show(public_id: str) -> Response:
    """Of a post of an official identity, for whoever may speak as it."""
    with snapshot() as session:
        post, identity = posts.visible(session, current.person(), public_id)
        _must_be_official(identity)
        found = gather(session, post, identity)
        words = told(session, post)
    view: dict[str, Any] = {
        "id": public_id,
        "address": f"/posts/{public_id}/evidence",
        "answer": answer(found),
        "holds": holds_view(found),
        "ways": ways_view(found),
        "lines": lines_view(found.told, found.known, found.standing.broken),
        "standing": standing_view(found.standing),
        "digests": digests_view(found),
    }
    return _page("evidence/show.html", found.identity, found.organisation, found.chain, evidence=view, post=words)


@blueprint.get("/posts/<public_id>/evidence.json")
@signed_in
def export(public_id: str) -> Response:
    """The same, to hand on and to check elsewhere."""
    with snapshot() as session:
        post, identity = posts.visible(session, current.person(), public_id)
        _must_be_official(identity)
        found = gather(session, post, identity)
    return _file(public_id, file_of(found, answer(found)))


@blueprint.get("/outside-posts/<public_id>/evidence")
@signed_in
def show_outside(public_id: str) -> Response:
    """Of what never went through here, for a keeper."""
    with snapshot() as session:
        seen = evidence_outside.gather(session, public_id)
    view = {
        "id": public_id,
        "address": f"/outside-posts/{public_id}/evidence",
        "answer": outside_answer(seen),
        "lines": lines_view(seen.told, Known(seen.people), seen.standing.broken),
        "standing": standing_view(seen.standing),
    }
    return _page("evidence/outside.html", seen.identity, seen.organisation, seen.chain, evidence=view, post=outside_view(seen))


@blueprint.get("/outside-posts/<public_id>/evidence.json")
@signed_in
def export_outside(public_id: str) -> Response:
    """The same, to hand on and to check elsewhere."""
    with snapshot() as session:
        seen = evidence_outside.gather(session, public_id)
    return _file(public_id, outside_file_of(seen, outside_answer(seen)))


def _must_be_official(identity: Identity) -> None:
    """A person's own post is nobody's business but theirs, and no inquiry's. Raises NotFound."""
    if identity.kind != Kind.OFFICIAL:
        raise NotFound


def _page(template: str, identity: Identity, organisation: str, chain: str, **more: Any) -> Response:
    made = {"at": exact(current.now()), "zone": str(current.settings().zone), "site": current.settings().url}
    return page(template, identity=identity_view(identity, marked=False), organisation=organisation, chain=chain, made=made, **more)


def _file(public_id: str, content: dict[str, Any]) -> Response:
    response = jsonify(content)
    response.headers["Content-Disposition"] = f'attachment; filename="evidence-{public_id}.json"'
    return response
