"""An account at Bluesky as it is shown before it is connected."""

from urllib.parse import urlencode

from pwa.networks.asking import Asks, look
from pwa.networks.bluesky_access import let_in
from pwa.networks.bluesky_refusals import NotThere, no
from pwa.networks.bluesky_server import Server, address
from pwa.networks.contract import Place, Refused, TryLater
from pwa.networks.sign_in import Account, Tokens
from pwa.rules.text import shortened
from pwa.rules.words import n_

WITHIN = 10.0  # seconds: a person waits
LONGEST = 200  # characters of anything that a server says and we show
LEADS_ELSEWHERE, MEND = n_("The account’s handle leads somewhere else."), n_("Mend it in the account’s settings there, then try again.")


def must_lead_to(place: Place, server: Server) -> None:
    """A handle is shown only where it leads back to the account that claims it. Raises Refused."""
    if server.who(place.handle) != place.remote_id:
        raise Refused(LEADS_ELSEWHERE, MEND)


def as_shown(way: Asks, place: Place, server: Server, tokens: Tokens) -> Account:
    """As whatever shows its posts shows it; or, where nothing does, as it describes itself."""
    query = urlencode({"actor": place.remote_id})
    try:
        said = look(let_in(way, place), "GET", f"{address(place, 'app.bsky.actor.getProfile')}?{query}", {}, no=no, within=WITHIN)
    except (NotThere, Refused, TryLater):
        said = {"displayName": server.name_of(place.remote_id)}
    shown = said if isinstance(said, dict) else {}
    name, followers, picture = shown.get("displayName"), shown.get("followersCount"), shown.get("avatar")
    return Account(
        remote_id=place.remote_id,
        handle=place.handle,
        name=shortened(name, LONGEST) if isinstance(name, str) and name.strip() else place.handle,
        tokens=tokens,
        home=place.home,
        followers=followers if type(followers) is int and followers >= 0 else None,
        picture=picture if isinstance(picture, str) else None,
    )
