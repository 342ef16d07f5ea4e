"""Who is asking: the session, the person and the identity of this request, read from the store once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Flask, current_app, flash, g, request, session
from flask_login import LoginManager, current_user, login_user

from pwa import clock
from pwa.actions.begin_visit import begin_visit
from pwa.actions.end_lease import end_lease
from pwa.actions.touch_session import touch_session
from pwa.actions.ways_in import WaysIn
from pwa.passkeys import RelyingParty, relying_party
from pwa.rules.identity import LeaseEnd
from pwa.settings import Settings
from pwa.store import identities as identity_store
from pwa.store import leases, people, sessions
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Identity, Lease, Person, SessionKind, SessionRow
from pwa.store.transaction import reading
from pwa.web.devices import device
from pwa.web.words import _

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
SEEN_EVERY = timedelta(seconds=60)
NEVER_A_TAP = {"heartbeats.hear", "heartbeats.leave"}  # whatever the page says of them
TAP_EVERY = timedelta(seconds=5)
_VISIT, _RECOVERY = "visit", "recovery"  # where the tokens of sessions that are not signed in stand in the cookie


class Browser:
    """What Flask-Login carries: the token of a signed-in Session's cookie, and what it opened."""

    is_authenticated = is_active = True
    is_anonymous = False

    def __init__(self, token: str, opened: tuple[Caller, Lease | None, datetime]) -> None:
        self.token, self.opened = token, opened

    def get_id(self) -> str:
        return self.token


@dataclass
class _Asking:
    at: datetime
    caller: Caller | None = None
    lease: Lease | None = None
    active: Identity | None = None
    identities: list[Identity] = field(default_factory=list)


def settings() -> Settings:
    """The operator's choices."""
    chosen: Settings = current_app.extensions["settings"]
    return chosen


def ways() -> WaysIn:
    """Every network that a Channel can be connected to."""
    known: WaysIn = current_app.extensions["ways_in"]
    return known


def rp() -> RelyingParty:
    """Whom every passkey here is for."""
    return relying_party(settings().url)


def signed_in() -> bool:
    """Whether a Person is signed in."""
    return load().caller is not None


def caller() -> Caller:
    """The Person and the browser they are at; behind a guard there always is one."""
    known = load().caller
    if known is None:
        raise LookupError("nobody is signed in: the route has no guard")
    return known


def now() -> datetime:
    """The clock of this request, by which every deadline on its page was set: the database's, once somebody is signed in."""
    return load().at


def row() -> SessionRow:
    """The signed-in Session."""
    return caller().session


def person() -> Person:
    """Whoever is signed in."""
    return caller().person


def lease() -> Lease | None:
    """The Lease under which this Session speaks officially; None while it speaks as its person."""
    return load().lease


def active() -> Identity:
    """The active identity: the Lease's, or else the personal one."""
    known = load()
    return known.active or identities()[0]


def identities() -> list[Identity]:
    """Every identity this Person may speak as, the personal one first."""
    known = load()
    if not known.identities:
        with reading() as store:
            known.identities = identity_store.usable_by(store, person())
    return known.identities


def visitor() -> SessionRow:
    """The row of a browser that is not signed in, begun now if it has none. Its cookie goes out with the answer."""
    if (known := visiting()) is not None:
        return known
    session.permanent = True
    session[_VISIT] = begin_visit(device=device(request.user_agent.string))
    begun = _by_cookie(_VISIT, SessionKind.VISITOR)
    if begun is None:
        raise LookupError("the visit that just began is not there")
    return begun


def visiting() -> SessionRow | None:
    """The row of a browser that is not signed in, if it has one."""
    return _by_cookie(_VISIT, SessionKind.VISITOR)


def recovering() -> Caller | None:
    """The Person whose recovery code opened this browser's short session."""
    known = _by_cookie(_RECOVERY, SessionKind.RECOVERY)
    if known is None or known.person_id is None:
        return None
    with reading() as store:
        return Caller(known, people.person(store, known.person_id))


def remember_signed_in(token: str) -> None:
    """From the next request on this browser is signed in. Nothing that stood in its cookie before survives."""
    session.clear()
    session.permanent = True
    login_user(_opened_by(token))
    session.pop("_id", None)  # Flask-Login's mark of address and browser, which nothing of ours reads
    reread()


def remember_recovery(token: str) -> None:
    """From the next request on this browser can enrol a passkey, and nothing else."""
    session.clear()
    session.permanent = True
    session[_RECOVERY] = token


def forget() -> None:
    """Speak to nobody for the rest of this request, whatever the cookie says."""
    g.asking = _Asking(clock.now())


def reread() -> None:
    """Something about this Person has just changed: look again when asked next."""
    g.pop("asking", None)


def sign_out() -> None:
    """Empty the cookie."""
    session.clear()
    forget()


def known_session() -> str | None:
    """For the log: the public id of the signed-in Session, as far as this request has asked for it."""
    known: _Asking | None = g.get("asking")
    return known.caller.session.public_id if known and known.caller else None


def tapped() -> bool:
    """Whether a person did this, and not the page by itself."""
    if request.headers.get("X-Poll") == "1" or request.endpoint in NEVER_A_TAP:
        return False
    return request.method not in SAFE_METHODS or request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def recognise(app: Flask) -> None:
    """Let Flask-Login find a Session by the token in its cookie. Its hook for remember cookies, of which we have none, stays out."""
    login = LoginManager()
    login.session_protection = None
    login.user_loader(_opened_by)
    app.login_manager = login  # type: ignore[attr-defined]


def load() -> _Asking:
    """Read once a request who is asking; end a Lease that has run out, and note that the Session is in use."""
    if "asking" not in g:
        forget()  # should the store fail now, the page that says so speaks to nobody
        if (opened := getattr(current_user, "opened", None)) is not None:
            g.asking = _speaking(*opened)
            _touch(opened[0].session, g.asking.lease)
    asking: _Asking = g.asking
    return asking


def _opened_by(token: str) -> Browser | None:
    with reading() as store:
        opened = sessions.opened_by(store, token)
    return Browser(token, opened) if opened else None


def _by_cookie(key: str, kind: SessionKind) -> SessionRow | None:
    if key not in session:
        return None
    with reading() as store:
        found = sessions.by_token(store, str(session[key]))
    return found if found is not None and found.kind == kind else None


def _speaking(known: Caller, standing: Lease | None, at: datetime) -> _Asking:
    if standing is None:
        return _Asking(at, known)
    with reading() as store:
        if (speaking := leases.active(store, known.session.id)) is not None:
            return _Asking(at, known, *speaking)
        why = leases.run_out(standing, database_time(store)) or LeaseEnd.GRANT_ENDED
        over = store.get_one(Identity, standing.identity_id)
    end_lease(known.session, known.person, why)
    said = _(
        "Your time as %(name)s is over. You are %(person)s again; the draft stays with %(name)s.", name=over.name, person=known.person.name
    )
    flash(said)
    return _Asking(at, known)


def _touch(used: SessionRow, under: Lease | None) -> None:
    # Our clock only spares writes here. abs(): were it wrong by an hour, each request would write, and no lease would idle away.
    now = clock.now()
    tap = tapped()
    if abs(now - used.seen_at) > SEEN_EVERY or (tap and under is not None and abs(now - under.active_at) > TAP_EVERY):
        touch_session(used, tapped=tap)
        if tap and under is not None:
            under.active_at = now
