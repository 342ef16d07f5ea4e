"""The quarantine of an official reshare: what counts as one, whose post it is, and what its readers will see. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from pwa.rules.reshare import AFTER, LONGEST, links_in
from pwa.rules.text import Unfit
from pwa.rules.words import Sentence, n_

SOURCES_AT_MOST = 500  # that a keeper lists for one identity

# "1 new post: https://x.com/a/status/1" says something of its own; "RT @a", a hashtag, an arrow or a name beside a link do not.
_ADDED = re.compile(r"(?<!\w)(?:[#@][\w@.-]+|RT\b|via\b)", re.IGNORECASE)
_BARE_LINK = re.compile(r"(?<![\w@/.:-])(?:[\w-]{1,63}\.){1,4}[A-Za-z]{2,24}/[^\s<>\"“”«»]+")  # without https://: X makes a link of it too
_SCHEME = re.compile(r"(?:https?|at)://", re.IGNORECASE)
_SIGN = re.compile(r"[^\w\s!-~“”«»]|[|\\^`{}]")  # an emoji, say, which stands in no address: it ends the link that it is glued to
_TO_HOST = re.compile(r"(?:[^/?#]*@)?([^/?#]*?)\.?(?::(?:80|443))?")  # a browser goes to x.com for all of user@x.com.:443
_SAYS = re.compile(r"[^\W_]")  # a letter or a digit

# Posts of which a card is made as well, where nobody is asked whose they are; Facebook's own *Share* button copies the first of these.
_ELSEWHERE = re.compile(
    r"https?://(?:(?:[a-z]+\.)?facebook\.com/(?:share/|reel/|groups/[^/?#]+/(?:posts|permalink)/|photo(?:\.php|/)?\?|watch/?\?|story\.php\?)"
    r"|fb\.watch/|(?:www\.)?instagram\.com/(?:[\w.]+/)?(?:p|reels?|tv)/|(?:www\.)?threads\.(?:net|com)/@[\w.]+/post/"
    r"|(?:www\.)?tiktok\.com/@[\w.]+/(?:video|photo)/|v[mt]\.tiktok\.com/|(?:[a-z]+\.)?linkedin\.com/(?:posts|feed/update)/)\S+"
)

_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
_SPELLED: dict[str, tuple[re.Pattern[str], Sentence]] = {
    "noticeboard": (re.compile(r"[a-z0-9-]{2,30}"), Sentence("A noticeboard here goes by its handle, like jo. Nothing was changed.")),
    "mastodon": (
        re.compile(rf"[a-z0-9_](?:[a-z0-9_.-]{{0,98}}[a-z0-9_])?@{_HOST}(?::[0-9]{{1,5}})?"),
        Sentence("An account on Mastodon has its server in its name, like bob@example.social. Nothing was changed."),
    ),
    "bluesky": (re.compile(_HOST), Sentence("An account on Bluesky is called like example.bsky.social. Nothing was changed.")),
    "x": (re.compile(r"[a-z0-9_]{1,15}"), Sentence("An account on X has 1 to 15 letters, digits or underscores. Nothing was changed.")),
}
# Only public bodies of the United Kingdom get a name under these, so whoever proves one is one: a handle on Bluesky is such a name, and
# so is the server of an account on Mastodon. On X and on a noticeboard anybody may be called anything.
PUBLIC_BODIES = ("gov.uk", "police.uk", "nhs.uk")
_PROVES = frozenset({"bluesky", "mastodon"})
LISTABLE = tuple(_SPELLED)  # Facebook tells nobody whose post it is, but to that Page itself


class Source(NamedTuple):
    """Whose post it is: an account on a network, in the one spelling by which it is compared. No account: nobody could see whose."""

    network: str
    account: str


def source(network: str, handle: str) -> Source:
    """As a network wrote it. A network that counts capitals or a spelling of a host as the same account, so do we."""
    return Source(network, _one_spelling(handle))


def listed(network: str, typed: str) -> Source:
    """As a keeper typed it; the address of a profile will do. Raises Unfit with how accounts are called there."""
    if network not in _SPELLED:
        raise Unfit(n_("Choose a network from the list. Nothing was changed."))
    shape, otherwise = _SPELLED[network]
    if network in _PROVES and (every := typed.strip().lower()) in (f"*.{domain}" for domain in PUBLIC_BODIES):
        return Source(network, every)
    found = Source(network, _one_spelling(_of_profile(network, typed.strip())))
    if not shape.fullmatch(found.account):
        raise Unfit(otherwise)
    return found


def by_domain(source: Source) -> str:
    """The entry that lists every public body under the domain of this one, *.police.uk; of anybody else the account itself."""
    if source.network not in _PROVES or not _SPELLED[source.network][0].fullmatch(source.account):
        return source.account  # what is no account there proves nothing
    host = source.account.rpartition("@")[2]
    return next((f"*.{domain}" for domain in PUBLIC_BODIES if host.endswith(f".{domain}")), source.account)


def _one_spelling(handle: str) -> str:
    name, at, host = handle.strip().lstrip("@").lower().partition("@")
    try:
        return name + at + host.rstrip(".").encode("idna").decode() if host else name
    except UnicodeError:
        return name + at + host


def _of_profile(network: str, typed: str) -> str:
    try:
        where = urlsplit(typed if "://" in typed else f"https://{typed}")
    except ValueError:
        return typed
    first, *others = where.path.strip("/").split("/")
    if network == "mastodon" and first.startswith("@") and not others and "@" not in first[1:]:
        return f"{first}@{where.netloc}"
    if network in ("bluesky", "noticeboard") and others:
        return others[0]
    return first if network == "x" and first else typed


def posts_in(text: str, is_post: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """The links in these words that are somebody's post: as it stands there, and the address that it means."""
    spaced = _spaced(text)
    whole, bare = links_in(spaced), (one[0].rstrip(AFTER) for one in _BARE_LINK.finditer(spaced))
    found = [*whole, *bare]
    for link in found:
        if len(link) <= LONGEST and is_post(address := _address(link)):
            yield link, address


def only_reshares(text: str, is_post: Callable[[str], bool]) -> list[str]:
    """The addresses in words that are nothing but somebody's posts: networks make a card of such a link, so it is a reshare. Else none."""
    found = list(posts_in(text, is_post))
    left = _spaced(text)
    for link in sorted({link for link, _ in found}, key=len, reverse=True):  # one may be the beginning of another
        left = left.replace(link, " ")
    return [] if not found or _SAYS.search(_ADDED.sub(" ", left)) else [address for _, address in found]


def elsewhere(address: str) -> bool:
    """Whether it is a post on a network that has no place here."""
    return _ELSEWHERE.fullmatch(address) is not None


def _spaced(text: str) -> str:
    """With its schemes in small letters, and nothing glued to a link."""
    return _SIGN.sub(" ", _SCHEME.sub(lambda one: one[0].lower(), text))


def _address(link: str) -> str:
    """With its scheme, and its host in small letters, as every network reads it."""
    whole = link if _SCHEME.match(link) else f"https://{link}"
    scheme, _, rest = whole.partition("://")
    host, slash, path = rest.partition("/")
    if not scheme.startswith("http"):
        return whole
    plain = named[1] if (named := _TO_HOST.fullmatch(host)) else host
    return f"{scheme}://{plain.lower()}{slash}{path}"


def readers_see(network: str, name: str, whose: str | None, *, with_words: bool, carried: bool = True) -> Sentence:
    """In its network's own wording, what stands above the reshared post. `whose`: @somebody; None: nobody could see.

    Not `carried`: it is a link that the network makes a card of.
    """
    named = {"name": name, "account": whose or Sentence(_SOMEBODY)}
    if not carried:
        return Sentence(_LINKED, **named)
    return Sentence((_WITH_WORDS if with_words else _ALONE).get(network, _SHARES), **named)


_SOMEBODY = n_("somebody")
_LINKED = n_("It is nothing but a link, so readers see a post of %(account)s, as if %(name)s had reshared it.")
_SHARES = n_("%(name)s shared a post of %(account)s.")
_ALONE = {
    "x": n_("%(name)s reposted %(account)s."),
    "bluesky": n_("Reposted by %(name)s: %(account)s."),
    "mastodon": n_("%(name)s boosted %(account)s."),
    "noticeboard": n_("%(name)s reshares %(account)s."),
}
_WITH_WORDS = {
    "bluesky": n_("%(name)s quotes %(account)s."),
    "noticeboard": n_("%(name)s reshares %(account)s."),
}


def outside(sources: Iterable[Source], listed: Iterable[Source]) -> list[Source]:
    """Those that no keeper listed; what nobody could see is on no list."""
    known = set(listed)
    return [one for one in sources if not one.account or one not in known]
