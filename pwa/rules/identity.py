"""What an identity, a grant and a lease may be. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from pwa.rules.text import Unfit
from pwa.rules.words import Sentence, n_


class Kind(StrEnum):
    """Whose voice it is."""

    PERSONAL = "personal"
    OFFICIAL = "official"


class Role(StrEnum):
    """What a Grant allows: a speaker may hold and stop posts; a keeper also minds channels, grants and rules."""

    SPEAKER = "speaker"
    KEEPER = "keeper"


class Colour(StrEnum):
    """The closed set: each stands at 4.5:1 or better against white letters, in light and in dark."""

    TEAL = "teal"
    BRICK = "brick"
    PLUM = "plum"
    NAVY = "navy"
    MOSS = "moss"
    SLATE = "slate"
    OCHRE = "ochre"
    ROSE = "rose"


class Listing(StrEnum):
    """Whether an identity's noticeboard page wants to be found, or only followed by whoever was given its address."""

    OPEN = "open"
    UNLISTED = "unlisted"


class LeaseEnd(StrEnum):
    """Why a Session stopped speaking as an official Identity."""

    SWITCHED = "switched"
    EXPIRED = "expired"
    IDLE = "idle"
    COLD_START = "cold_start"
    SESSION_ENDED = "session_ended"
    GRANT_ENDED = "grant_ended"
    PASSKEY_REMOVED = "passkey_removed"


WINDOW_SECONDS = range(5, 601)
LEASE_MINUTES = range(1, 61)
PERSONAL_WINDOW_SECONDS = 10
OFFICIAL_WINDOW_SECONDS = 30
DEFAULT_LEASE_MINUTES = 15
IDLE_MINUTES = 5  # since the last tap or typed save
GRACE_SECONDS = 2  # between the ring's end on the screen and due_at, for an Undo on a slow link
REENTRY_HOURS = 24  # a member is let back in by two keepers, or by one after as long, in which each of their sessions can stop it
RECOVERED_PASSKEY_HOURS = 24  # before a passkey enrolled in a recovery may open a lease, unless a keeper says yes

HANDLE = re.compile(r"[a-z0-9-]{2,30}")
RESERVED_HANDLES = frozenset(
    {"admin", "administrator", "api", "as", "board", "challenges", "everyone", "feed", "health", "help", "identities", "join", "manifest"}
    | {
        "me",
        "new",
        "offline",
        "only-human",
        "onlyhuman",
        "outbox",
        "passkeys",
        "posts",
        "recover",
        "root",
        "security",
        "sessions",
        "settings",
    }
    | {"settings", "setup", "sign-in", "sign-out", "start", "static", "support", "switch", "system", "welcome", "worker"}
)


@dataclass(frozen=True)
class Shape:
    """What a keeper can choose of an identity; all but the handle can be edited later."""

    name: str
    initials: str
    colour: Colour
    window_seconds: int
    lease_minutes: int
    listing: Listing
    words_on_lock_screen: bool = False


def handle(raw: str) -> str:
    """The handle as kept: lower case, fixed for good. Raises Unfit with what a handle may hold."""
    text = raw.strip().lstrip("@").lower()
    if not HANDLE.fullmatch(text) or text.strip("-") != text:
        raise Unfit(n_("A handle has 2 to 30 letters a to z, digits or hyphens, and no hyphen at either end. Nothing was changed."))
    if text in RESERVED_HANDLES:
        raise Unfit(Sentence("The handle %(handle)s is kept for the app itself. Choose another one. Nothing was changed.", handle=text))
    return text


def handle_from(name: str) -> str:
    """A handle made from a person's name: Zoë O'Hara gives zoe-ohara. May be taken; `numbered` finds the next."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    text = re.sub(r"[^a-z0-9]+", "-", folded.replace("'", "")).strip("-")[:26].strip("-")
    return text if len(text) >= 2 and text not in RESERVED_HANDLES else f"{text or 'person'}-1"


def numbered(handle: str, number: int) -> str:
    """The handle itself for 1, then handle-2, handle-3, never over 30 characters."""
    return handle if number == 1 else f"{handle[:25].rstrip('-')}-{number}"


def initials(name: str) -> str:
    """One or two capitals for the crest: the initials of the first two words, or the capitals and digits of a single word."""
    words = [word for word in re.split(r"[\s-]+", name) if word and unicodedata.category(word[0])[0] in "LN"]
    if len(words) >= 2:
        return (words[0][0] + words[1][0]).upper()
    return ("".join(c for c in name if c.isupper())[:2] or next(c for c in name if c.isalnum())).upper()


def crest(raw: str, name: str) -> str:
    """The initials a keeper chose, or those of the name when none were given. Raises Unfit over three characters."""
    text = unicodedata.normalize("NFC", raw.strip()).upper()
    if len(text) > 3 or not all(unicodedata.category(c)[0] in "LN" for c in text):
        raise Unfit(n_("The initials are one to three letters or digits. Nothing was changed."))
    return text or initials(name)


def within(number: str, bounds: range, what: str) -> int:
    """A whole number inside its bounds. Raises Unfit naming both ends."""
    try:
        value = int(number)
    except ValueError:
        value = bounds.start - 1
    if value not in bounds:
        raise Unfit(
            Sentence(
                "%(what)s is a whole number from %(least)s to %(most)s. Nothing was changed.",
                what=Sentence(what),
                least=bounds.start,
                most=bounds.stop - 1,
            )
        )
    return value


def one_of(raw: str, choices: type[StrEnum], what: str) -> str:
    """One value of a closed set. Raises Unfit."""
    if raw not in {choice.value for choice in choices}:
        raise Unfit(Sentence("Choose %(what)s from the list. Nothing was changed.", what=Sentence(what)))
    return raw
