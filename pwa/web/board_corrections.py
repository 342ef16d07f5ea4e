"""How the noticeboard shows what owns up to what: beside each other, on the page and in the feed."""

from typing import Any

from pwa.store.tables import BoardEntry, Identity
from pwa.web import current
from pwa.web.pages import moment
from pwa.web.words import _


def beside(identity: Identity, entry: BoardEntry) -> dict[str, Any]:
    """One notice, as the other one names it."""
    href = f"/board/{identity.handle}/{entry.public_id}"
    return {"href": href, "at": moment(entry.published_at) or {}, "words": entry.text or ""}


def corrections_told(entry: dict[str, Any]) -> list[str]:
    """The same for a feed, whose readers have no page to look at."""
    site = current.settings().url
    told = [
        _("Correction of %(time)s, %(address)s: %(words)s", time=one["at"]["words"], address=site + one["href"], words=one["words"])
        for one in entry["corrections"]
    ]
    if entry["corrects"]:
        told.append(_("This corrects %(address)s", address=site + entry["corrects"]["href"]))
    return told
