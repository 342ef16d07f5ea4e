"""Whether a reshare can go where it is to go, with the words beside it: said before it is held, and not by its network afterwards."""

from collections.abc import Sequence

from pwa.actions.networks import LABELS
from pwa.actions.say_on import Said
from pwa.rules.reshare import Carries, notice
from pwa.rules.text import Unfit
from pwa.rules.words import Sentence, n_, read
from pwa.store import board, originals
from pwa.store.identities import NOTICEBOARD
from pwa.store.pictures import Shown
from pwa.store.tables import Channel, Identity, Original
from pwa.store.transaction import Session

NOT_THERE = n_("What you want to reshare is not there any more. Nothing was sent. Take it out, or say it in your own words.")
NOT_SEEN = n_("Look at the post before you reshare it. Nothing was sent.")
GONE = n_("%(why)s Nothing was sent. Take it out, or say it in your own words.")
ELSEWHERE = n_(
    "A reshare of a post on %(network)s goes there only. Nothing was sent. Leave the other places out, or post its link instead."
)
NO_WORDS = n_(
    "%(network)s reshares without words or pictures of your own. Nothing was sent. "
    "Take them out, or post its link with them instead of the reshare."
)
NO_PICTURES = n_("%(network)s shows pictures or a reshare, and not both. Nothing was sent. Leave one of them out.")
ALONE = n_("A reshare without words of your own stands alone. Nothing was sent. Say something with it, or leave the other parts out.")


def fit_reshare(
    session: Session, identity: Identity, address: str | None, said: Said, channels: Sequence[Channel], shown: Sequence[Shown]
) -> Original | None:
    """`said`: what each channel is given. Returns what a look showed; None for a notice of our own, and for no reshare. Raises Unfit.

    Should it be taken down before the Post leaves, its network refuses it.
    """
    if address is None:
        return None
    if found := notice(address):
        if not board.stands(session, found):
            raise Unfit(NOT_THERE)
        _only_there(channels, NOTICEBOARD)
        return None
    original = originals.of(session, identity.id, [address]).get(address)
    if original is None:
        raise Unfit(NOT_SEEN)
    if original.gone:
        raise Unfit(Sentence(GONE, why=Sentence(read(original.trouble or "-")[0])))
    _only_there(channels, original.network)
    for parts in said.values():
        _carries(Carries(original.carries), Sentence(LABELS[original.network]), parts, shown)
    return original


def _only_there(channels: Sequence[Channel], network: str) -> None:
    if any(channel.network != network for channel in channels):
        raise Unfit(Sentence(ELSEWHERE, network=Sentence(LABELS[network])))


def _carries(carries: Carries, network: Sentence, parts: Sequence[str], shown: Sequence[Shown]) -> None:
    own_words, beside = any(parts), any(one.part == 1 for one in shown)
    if carries is Carries.NOTHING and (own_words or shown):
        raise Unfit(Sentence(NO_WORDS, network=network))
    if carries is Carries.WORDS and beside:
        raise Unfit(Sentence(NO_PICTURES, network=network))
    if len(parts) > 1 and not parts[0] and not beside:
        raise Unfit(ALONE)
