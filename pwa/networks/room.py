"""Our own look at what a network takes comes before anything is asked."""

from typing import Protocol, runtime_checkable

from pwa.networks.contract import UNNAMED, Limits, Outgoing, Place, Refused
from pwa.rules.words import Sentence, n_

SHORTEN, SMALLER = n_("Shorten it and post it again."), n_("Take a smaller picture.")


@runtime_checkable
class Asked(Protocol):
    """A Network whose servers differ in what they take."""

    def knows_limits(self, place: Place) -> bool:
        """Whether its server has said so lately; if not, `limits` tells what is usual."""


def check_thread(part: Outgoing, network: str) -> None:
    """Raises Refused for a part of a series that would stand by itself, because nobody knows where the one before it stands."""
    if part.reply_to and part.reply_to.startswith(UNNAMED):
        said = Sentence("Where the part before it stands on %(network)s is not known.", network=Sentence(network))
        raise Refused(said, n_("Post the rest as a post of its own."))


def check_room(part: Outgoing, length: int, limits: Limits, network: str) -> None:
    """Raises Refused for what would not fit."""
    named = Sentence(network)
    if (over := length - limits.text) > 0:
        raise Refused(
            Sentence("It is %(over)s characters too long for %(network)s (%(most)s at most).", over=over, network=named, most=limits.text),
            SHORTEN,
        )
    if limits.text_bytes is not None and (size := len(part.text.encode())) > limits.text_bytes:
        said = Sentence(
            "Its letters and emoji take %(bytes)s bytes; %(network)s takes %(most)s.", bytes=size, network=named, most=limits.text_bytes
        )
        raise Refused(said, SHORTEN)
    if len(part.pictures) > limits.pictures:
        most = limits.pictures
        raise Refused(Sentence("%(network)s takes %(most)s pictures at most.", network=named, most=most), n_("Leave some of them out."))
    for picture in part.pictures:
        if picture.size > limits.picture_bytes:
            raise Refused(Sentence("A picture is too large for %(network)s.", network=named), SMALLER)
        if len(picture.alt) > limits.alt:
            said = Sentence("%(network)s takes %(most)s characters for a description.", network=named, most=limits.alt)
            raise Refused(said, SHORTEN)
