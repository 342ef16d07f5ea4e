"""The public noticeboard of an identity: a page, a permalink for each notice, and an Atom feed (RFC 4287)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from pwa import clock
from pwa.rules.identity import Listing
from pwa.store import board, identities, pictures
from pwa.store.pictures import Shown
from pwa.store.tables import BoardEntry, Channel, Identity
from pwa.store.transaction import Session, reading
from pwa.web import current
from pwa.web.board_corrections import beside, corrections_told
from pwa.web.guards import public
from pwa.web.pages import moment, varies
from pwa.web.picture_views import picture_view
from pwa.web.reshare_views import embedded
from pwa.web.words import _

blueprint = Blueprint("boards", __name__)

NOTICES_ON_A_PAGE = 20
NOT_IN_XML = dict.fromkeys((0xFFFE, 0xFFFF))  # the two that rules.text lets through and XML 1.0 does not know


@blueprint.get("/board/<handle>")
@public
def show(handle: str) -> Response:
    """The latest notices; `?before=` pages on."""
    with reading() as session:
        identity, channel = board.board(session, handle)
        found = board.latest(session, channel, NOTICES_ON_A_PAGE + 1, before=_moment(request.args.get("before", "")))
        openings = found[:NOTICES_ON_A_PAGE]
        entries = _entries(session, identity, channel, openings)
        shown = _board(session, identity)
    older = f"/board/{handle}?before={_iso(openings[-1].published_at)}" if len(found) > NOTICES_ON_A_PAGE else None
    return _answer("board/show.html", identity, board=shown, entries=entries, older=older)


@blueprint.get("/board/<handle>/<public_id>")
@public
def entry(handle: str, public_id: str) -> Response:
    """One notice, or the tombstone of one."""
    with reading() as session:
        identity, channel = board.board(session, handle)
        shown = _entries(session, identity, channel, [board.entry(session, channel, public_id)])[0]
        return _answer("board/entry.html", identity, board=_board(session, identity), entry=shown)


@blueprint.get("/board/<handle>/feed.atom")
@public
def feed(handle: str) -> Response:
    """What stands there, as a feed. What was taken down is left out."""
    with reading() as session:
        identity, channel = board.board(session, handle)
        openings = board.latest(session, channel, NOTICES_ON_A_PAGE)
        entries = [one for one in _entries(session, identity, channel, openings) if not one["retracted"]]
        shown = _board(session, identity)
    for one in entries:
        one["parts"] += [{"text": told, "pictures": []} for told in (*_told(one["reshare"]), *corrections_told(one))]
        one["title"] = (one["title"] or " ".join(_told(one["reshare"]))).translate(NOT_IN_XML)
        for part in one["parts"]:
            part["text"] = part["text"].translate(NOT_IN_XML)
            for picture in part["pictures"]:
                picture["alt"] = picture["alt"].translate(NOT_IN_XML)
        if any(part["pictures"] for part in one["parts"]):
            one["html"] = render_template("board/_feed_entry.html", entry=one, site=current.settings().url)
    shown["name"] = shown["name"].translate(NOT_IN_XML)
    changes = [change for opening in openings for change in (opening.published_at, opening.withdrawn_at) if change]
    for one in entries:  # an old entry that is corrected is read again
        one["updated"] = max([one["at"]["iso"], *(other["at"]["iso"] for other in one["corrections"])])
    updated = _iso(max(changes, default=identity.created_at))
    answer = _answer("board/feed.xml", identity, board=shown, entries=entries, updated=updated, site=current.settings().url)
    answer.mimetype = "application/atom+xml"
    answer.add_etag()
    return answer.make_conditional(request)


def _answer(template: str, identity: Identity, **context: Any) -> Response:
    """A page of nobody's session: no name but the board's, no cookie. Whoever keeps it asks again, so that a retraction is seen."""
    answer = varies(make_response(render_template(template, server_now=_iso(clock.now()), **context)))
    answer.headers["Cache-Control"] = "public, no-cache"
    if identity.listing == Listing.UNLISTED:
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _board(session: Session, identity: Identity) -> dict[str, Any]:
    return {
        "name": identity.name,
        "handle": identity.handle,
        "kind": identity.kind,
        "colour": identity.colour,
        "initials": identity.initials,
        "crest": f"/crests/{identity.crest}" if identity.crest else None,
        "organisation": identities.organisation_name(session, identity),
        "listed": identity.listing == Listing.OPEN,
    }


def _entries(session: Session, identity: Identity, channel: Channel, openings: Sequence[BoardEntry]) -> list[dict[str, Any]]:
    series = board.series(session, openings)
    shown = pictures.of_entries(session, [part for parts in series.values() for part in parts])
    reshared = board.originals(session, {part.reshares for those in series.values() for part in those if part.reshares})
    found = [_entry(identity, opening, series[opening.id], shown) for opening in openings]
    owned, owns = board.corrections(session, channel, openings), board.corrected(session, channel, openings)
    for opening, view in zip(openings, found, strict=True):
        view["corrections"] = [beside(identity, one) for one in owned.get(opening.public_id, [])]
        view["corrects"] = beside(identity, owns[opening.corrects]) if opening.corrects in owns else None
        view["reshare"] = embedded(*reshared[opening.reshares]) if opening.reshares in reshared else None
    return found


def _entry(identity: Identity, opening: BoardEntry, series: Sequence[BoardEntry], shown: Mapping[int, Sequence[Shown]]) -> dict[str, Any]:
    """A notice is gone when each part of it is; until then what is left of it stands."""
    folder = f"/board/{identity.handle}/pictures"
    standing = [part for part in series if part.text is not None]
    parts = [{"text": part.text or "", "pictures": [picture_view(one, folder) for one in shown[part.id]]} for part in standing]
    gone = max((part.withdrawn_at for part in series if part.withdrawn_at), default=None) if not parts else None
    return {
        "id": opening.public_id,
        "href": f"/board/{identity.handle}/{opening.public_id}",
        "parts": parts,
        "title": next((part.text for part in standing if part.text), ""),
        "at": moment(opening.published_at),
        "retracted": moment(gone),
    }


def _told(reshare: dict[str, Any] | None) -> list[str]:
    """A reshared post in a feed: whose, where, and its words."""
    if reshare is None:
        return []
    whose = {name: reshare["author"][name] for name in ("name", "handle")} | {"address": current.settings().url + reshare["href"]}
    words = _("This was taken down.") if reshare["gone"] else reshare["words"]
    return [_("Reshared from %(name)s (@%(handle)s), %(address)s: %(words)s", words=words, **whose)]


def _moment(text: str) -> datetime | None:
    """The `before` of a link of ours; None, which is the first page, for anything else."""
    try:
        before = datetime.fromisoformat(text)
    except ValueError:
        return None
    return before if before.tzinfo else None


def _iso(when: datetime) -> str:
    """With Z, because a + in an address is a space."""
    return when.isoformat().replace("+00:00", "Z")
