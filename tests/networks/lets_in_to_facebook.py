"""Meta's sign-in for Pages, by its published rules: a code, a short token, a lasting one, and a list of Pages each with its own."""

from urllib.parse import parse_qsl, urlsplit

from pwa.networks.facebook_page import VERSION
from pwa.secrets import new_token
from tests.networks.pretending import Asked, Said
from tests.networks.pretends_facebook import PretendsFacebook, error

APP, SECRET, BACK = "4711", "s3cret", "http://localhost:8000/channels/return"
ALL_TASKS = ["ANALYZE", "ADVERTISE", "MESSAGING", "MODERATE", "CREATE_CONTENT", "MANAGE"]


class LetsInToFacebook(PretendsFacebook):
    """With an app of ours, and a person who has Pages."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet = 2  # how many Pages it lists at once, whatever is asked
        self.has = [("2001", "WV11", ALL_TASKS), ("2002", "Elsewhere", ["ANALYZE"]), ("2003", "Walsall\tBuses", ALL_TASKS)]
        self._codes: set[str] = set()
        self._people: dict[str, bool] = {}  # tokens of the person, and whether each lasts

    def says_yes(self, address: str) -> dict[str, str]:
        """What a browser comes back with, once the person has chosen their Pages."""
        parts = urlsplit(address)
        asked = dict(parse_qsl(parts.query))
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"https://www.facebook.com/{VERSION}/dialog/oauth"
        assert (asked["response_type"], asked["client_id"], asked["redirect_uri"]) == ("code", APP, BACK)
        assert set(asked["scope"].split(",")) == {"pages_show_list", "pages_read_engagement", "pages_manage_posts"}
        code = new_token()
        self._codes.add(code)
        return {"code": code, "state": asked["state"]}

    def answer(self, asked: Asked) -> Said:
        """The person's own tokens open the list of Pages and nothing else."""
        if asked.path[1:] == ["oauth", "access_token"]:
            return self._token(asked.form)
        if asked.path[1:] == ["me", "accounts"] and asked.token in self._people:
            return self._listed(asked) if self._people[asked.token] else error(10, "Only what lasts.")
        return super().answer(asked)

    def _token(self, form: dict[str, str]) -> Said:
        if (form.get("client_id"), form.get("client_secret")) != (APP, SECRET):
            return error(1, "Error validating client secret.")
        if form.get("grant_type") == "fb_exchange_token" and form.get("fb_exchange_token") in self._people:
            return self._given(lasts=True)
        if form.get("code") in self._codes and form.get("redirect_uri") == BACK:
            self._codes.discard(form["code"])
            return self._given(lasts=False)
        return error(100, "This authorization code has been used.", 36009)

    def _given(self, *, lasts: bool) -> Said:
        token = new_token()
        self._people[token] = lasts
        return Said(200, {"access_token": token, "token_type": "bearer", "expires_in": 5_184_000 if lasts else 5_000})

    def _listed(self, asked: Asked) -> Said:
        begin = int(asked.query.get("after", "0"))
        until = begin + self.sheet
        found = []
        for page, name, tasks in self.has[begin:until]:
            token = f"token-of-{page}"
            self.pages[token] = page
            known = {"id": page, "name": name, "access_token": token, "tasks": tasks, "followers_count": 3000}
            found.append(known | ({"username": "wv11"} if page == "2001" else {}))
        more = {"next": "https://graph.facebook.com/next"} if until < len(self.has) else {}
        return Said(200, {"data": found, "paging": {"cursors": {"after": str(until)}} | more})
