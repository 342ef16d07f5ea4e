"""What a notification's Stop is answered: nobody sees a page, so it is said in one notification."""

from flask import Response, jsonify, request

from pwa.store import alerts
from pwa.store.engine import StoreUnavailable
from pwa.store.tables import Identity, Person
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.words import _

NOTIFICATION = "notification"  # the way by which a post was stopped, in the ledger


def way() -> str | None:
    """By what other way than our pages this request stops a post, if by any."""
    return NOTIFICATION if request.form.get("way") == NOTIFICATION else None


def stopped(identity: Identity, holder: Person) -> Response:
    """The words of the notification that follows, and the number for the app's badge."""
    names = {"name": identity.name, "holder": holder.name}
    body = _("%(name)s: nothing has gone out. The words went back to the drafts of %(holder)s.", **names)
    return jsonify(title=_("Stopped"), body=body, **_badge())


def _badge() -> dict[str, int]:
    try:
        with reading() as session:
            return {"badge": alerts.held_for(session, current.person())}
    except StoreUnavailable:  # it is stopped all the same, and the number comes with the next look
        return {}
