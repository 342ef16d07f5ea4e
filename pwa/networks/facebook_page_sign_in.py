"""The way to a Facebook Page: Meta's code flow for a person, then the Pages on which they may post, each with a token of its own."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from pwa.networks.asking import bearer
from pwa.networks.contract import Place, Refused, TryLater
from pwa.networks.facebook_page import HOME, VERSION
from pwa.networks.facebook_page_refusals import no
from pwa.networks.letting_in import ask, has, number, words
from pwa.networks.sign_in import Account, Away, Tokens
from pwa.outbound import Way
from pwa.rules.words import n_

DOOR = "https://www.facebook.com"  # where the person goes; we never ask it
SCOPES = ("pages_show_list", "pages_read_engagement", "pages_manage_posts")
FIELDS = "id,name,username,access_token,followers_count,picture{url},tasks"
MAY_POST = "CREATE_CONTENT"
SHEETS, SHEET = 5, 100  # of Pages that one person has

TOO_LATE = (n_("Facebook did not accept its own answer."), n_("Begin again."))
NO_PAGE = (
    n_("Facebook named no Page on which you may post."),
    n_("Begin again and choose the Page over there, with everything that is asked for. Who owns it must let you post on it."),
)
STILL_THERE = n_(
    "Whoever connected the Page takes Only Human out of the business integrations in their settings on Facebook; until then it is let in."
)


class FacebookPageSignIn:
    """For any number of threads. The keys are those of the app that whoever runs this server has at Meta."""

    name = "facebook_page"
    label = n_("Facebook Page")
    many_homes = False
    official_only = True

    def __init__(self, way: Way, app_id: str, app_secret: str, *, version: str = VERSION, home: str = HOME) -> None:
        self._way, self._version, self._base = way, version, f"{home}/{version}"
        self._us = {"client_id": app_id, "client_secret": app_secret}

    def begin(self, home: str, *, back: str, state: str) -> Away:
        """To Facebook's own page, which asks again for what was declined before."""
        asked = {"client_id": self._us["client_id"], "redirect_uri": back, "state": state, "response_type": "code"}
        wanted = {"scope": ",".join(SCOPES), "auth_type": "rerequest"}
        return Away(f"{DOOR}/{self._version}/dialog/oauth?{urlencode(asked | wanted)}", {"back": back})

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str]) -> Sequence[Account]:
        """Every Page on which the person may post. The token of the person is used for that and forgotten. Raises Refused or TryLater."""
        short = self._token({"code": answer.get("code", ""), "redirect_uri": kept["back"]})
        lasting = self._token({"grant_type": "fb_exchange_token", "fb_exchange_token": short})
        found = [_account(page) for page in self._pages(lasting) if _may_post(page)]
        if not found:
            raise Refused(*NO_PAGE)
        return found

    def refresh(self, place: Place) -> Tokens:
        """It has no end, so whether it still opens is looked at. Raises Disconnected, Refused or TryLater."""
        tokens = Tokens({"token": place.access["token"]})
        answer, said = self._ask(f"/{place.remote_id}?fields=id", tokens.by_name["token"])
        if answer.status != 200:
            raise no(answer, said) or TryLater
        return tokens

    def revoke(self, place: Place) -> str:
        """Only whoever connected it can, and for every Page at once."""
        return STILL_THERE

    def _token(self, form: dict[str, str]) -> str:
        answer, said = ask(self._way, "POST", f"{self._base}/oauth/access_token", data=self._us | form)
        if answer.status == 200 and has(said, "access_token"):
            return str(said["access_token"])
        raise Refused(*TOO_LATE)

    def _pages(self, token: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        query = {"fields": FIELDS, "limit": str(SHEET)}
        for _ in range(SHEETS):
            answer, said = self._ask(f"/me/accounts?{urlencode(query)}", token)
            if answer.status != 200 or not isinstance(said, dict) or not isinstance(said.get("data"), list):
                raise Refused(*TOO_LATE)
            found += [one for one in said["data"] if isinstance(one, dict)]
            after = _below(said, "paging", "cursors", "after")
            if not _below(said, "paging", "next") or not isinstance(after, str):
                break
            query["after"] = after
        return found

    def _ask(self, where: str, token: str) -> tuple[Any, Any]:
        return ask(self._way, "GET", f"{self._base}{where}", bearer(token))


def _may_post(page: dict[str, Any]) -> bool:
    return has(page, "id", "name", "access_token") and MAY_POST in (page.get("tasks") or ())


def _account(page: dict[str, Any]) -> Account:
    picture = _below(page, "picture", "data", "url")
    return Account(
        remote_id=page["id"],
        handle=words(page.get("username")) or words(page["name"]),
        name=words(page["name"]),
        tokens=Tokens({"token": page["access_token"]}),
        followers=number(page, "followers_count"),
        picture=picture if isinstance(picture, str) else None,
    )


def _below(said: Any, *names: str) -> Any:
    for name in names:
        said = said.get(name) if isinstance(said, dict) else None
    return said
