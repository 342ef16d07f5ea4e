"""The way into an account on any Bluesky server: by an app password, which every one of them has, and which is not kept."""

import base64
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from pwa.networks.asking import No, bearer, look, read_json
from pwa.networks.bluesky_accounts import CHECK, HOME, OTHER_TONGUE, origin_of, server_in
from pwa.networks.bluesky_profile import as_shown, must_lead_to
from pwa.networks.bluesky_records import Json
from pwa.networks.bluesky_refusals import ASK_THEM, CLOSED_THERE, no
from pwa.networks.bluesky_server import Server, address
from pwa.networks.contract import Access, Disconnected, Place, Refused, TryLater
from pwa.networks.sign_in import Account, Field, Form, Tokens
from pwa.outbound import Answer, Forbidden, NoAnswer, Way
from pwa.rules.words import n_

WITHIN = 10.0  # seconds: a person waits
UNKNOWN_LASTS = timedelta(hours=1)
WHOLE_ACCOUNT = "com.atproto.access"  # the scope of a session that was begun with the account's own password
SESSION = ("accessJwt", "refreshJwt", "did", "handle")  # what every session has
MONTH = 30 * 24 * 60 * 60  # seconds

WORDS = n_(
    "In the account’s settings at Bluesky, under “Privacy and security”, make an app password for Only Human and write it here. "
    "It is used once and not kept."
)
FIELDS = (
    Field("handle", n_("Handle"), n_("Such as clerk.bsky.social.")),
    Field("password", n_("App password"), n_("Four times four letters."), secret=True),
    Field("server", n_("Server"), n_("Only when the account is not at bsky.social."), optional=True),
)
WRONG, ANOTHER = n_("It knows no account with this handle and app password."), n_("Make a new app password there and write that.")
OWN, APP = n_("That is the account’s own password, which opens everything."), n_("Make an app password there and write that.")
STILL_OPEN = n_(
    "What it gave us may still open it for up to two hours. The app password itself stays until it is taken back in the account’s settings."
)


class BlueskyPassword:
    """For any number of threads."""

    def __init__(self, way: Way) -> None:
        self._way = way

    def begin(self, home: str) -> Form:
        """What to ask for. Nobody goes anywhere."""
        return Form(WORDS, FIELDS, {"home": home})

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str]) -> Sequence[Account]:
        """The one account that this app password opens. Raises Refused or TryLater."""
        home = _home(answer.get("server") or kept.get("home") or HOME)
        self._must_be_bluesky(home)
        typed = {"identifier": answer.get("handle", "").strip().lstrip("@"), "password": answer.get("password", "").strip()}
        said = self._session(home, "createSession", no=_no_entry, json=typed)
        place = Place(said["handle"], said["did"], server_in(said.get("didDoc")) or home, Access(_tokens(said).by_name))
        if _claims(said["accessJwt"]).get("scope") == WHOLE_ACCOUNT:
            self.revoke(place)
            raise Refused(OWN, APP)
        if said.get("active") is False:
            raise Refused(CLOSED_THERE, ASK_THEM)
        server = Server(self._way, place, WITHIN)
        must_lead_to(place, server)
        return [as_shown(self._way, place, server, _tokens(said))]

    def refresh(self, place: Place) -> Tokens:
        """New ones for the old, which give the same again for a while: an answer may be lost. Raises Disconnected or TryLater."""
        return _tokens(self._session(place.home, "refreshSession", bearer(place.access["refresh"]), no=_no_more))

    def revoke(self, place: Place) -> str:
        """Ends what we have there, as far as it can be ended. Raises TryLater."""
        ours = bearer(place.access["refresh"])
        try:
            answer = self._way.ask("POST", address(place, "com.atproto.server.deleteSession"), ours, within=WITHIN)
        except Forbidden:
            return STILL_OPEN
        except NoAnswer:
            raise TryLater from None
        if answer.status >= 500:
            raise TryLater
        return STILL_OPEN

    def _must_be_bluesky(self, home: str) -> None:
        """Before a password goes there."""
        try:
            said = look(self._way, "GET", f"{home}/xrpc/com.atproto.server.describeServer", {}, no=_other_tongue, within=WITHIN)
        except Refused:
            raise Refused(OTHER_TONGUE, CHECK) from None
        if not isinstance(said, dict) or not str(said.get("did", "")).startswith("did:"):
            raise Refused(OTHER_TONGUE, CHECK)

    def _session(self, home: str, method: str, headers: Mapping[str, str] | None = None, *, no: No, **body: Any) -> Json:
        said = look(self._way, "POST", f"{home}/xrpc/com.atproto.server.{method}", headers or {}, no=no, within=WITHIN, **body)
        if not isinstance(said, dict) or not all(isinstance(said.get(name), str) and said[name] for name in SESSION):
            raise TryLater
        return said


def _tokens(said: Json) -> Tokens:
    claims = _claims(said["accessJwt"])
    begun, ends = claims.get("iat"), claims.get("exp")
    lasts = timedelta(seconds=ends - begun) if type(begun) is int and type(ends) is int and 0 < ends - begun < MONTH else UNKNOWN_LASTS
    return Tokens({"access": said["accessJwt"], "refresh": said["refreshJwt"]}, lasts)


def _claims(token: str) -> Json:
    """What a token says of itself; nobody here can check that, and nothing is allowed because of it."""
    try:
        part = token.split(".")[1]
        said = read_json(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _home(typed: str) -> str:
    if (found := origin_of(typed.strip())) is None:
        raise Refused(OTHER_TONGUE, CHECK)
    return found


def _no_entry(answer: Answer, said: Any) -> Exception | None:
    match said.get("error") if isinstance(said, dict) else None:
        case "AuthFactorTokenRequired":  # only the account's own password asks for one
            return Refused(OWN, APP)
        case "AuthenticationRequired" | "InvalidRequest":
            return Refused(WRONG, ANOTHER)
        case _:
            return no(answer, said)


def _no_more(answer: Answer, said: Any) -> Exception | None:
    ended = isinstance(said, dict) and said.get("error") == "ExpiredToken"
    return Disconnected() if ended else no(answer, said)


def _other_tongue(answer: Answer, _: Any) -> Exception:
    return TryLater() if answer.status == 429 else Refused(OTHER_TONGUE, CHECK)
