"""What became of one Post on several Channels, told in one breath: where it is out, who refused it, where nothing went."""

from collections.abc import Sequence

from pwa.rules.delivery import DeliveryState
from pwa.rules.post import Word
from pwa.web.delivery_views import network_label, trouble
from pwa.web.series import Series
from pwa.web.words import _, listed

OUT, ON_ITS_WAY = {Word.SENT}, {Word.GOING_OUT}


def told_together(series: Sequence[Series]) -> str:
    """Out on Mastodon and Bluesky. X said no: too long. Nothing went to Facebook. Empty while nothing differs."""
    if len({one.word for one in series}) < 2:
        return ""
    told = [_trouble(one, series) for one in series if one.word not in OUT | ON_ITS_WAY]
    nowhere = [_place(one, series) for one in series if one.word == Word.NOT_SENT and not _refused(one)]
    said = [
        _("Out on %(places)s.", places=_places(series, OUT)) if any(one.word in OUT for one in series) else "",
        *told,
        _("Nothing went to %(places)s.", places=listed(nowhere)) if nowhere else "",
        _("On its way to %(places)s.", places=_places(series, ON_ITS_WAY)) if any(one.word in ON_ITS_WAY for one in series) else "",
    ]
    return " ".join(sentence for sentence in said if sentence)


def _trouble(one: Series, series: Sequence[Series]) -> str:
    """Of one that is neither out nor on its way; empty where nothing went and nobody refused it."""
    if one.word == Word.NOT_SENT and not _refused(one):
        return ""
    said = trouble(one) or ""
    return f"{_place(one, series)}: {said}" if len(one.ways) > 1 else said


def _refused(one: Series) -> bool:
    return one.first is not None and one.first.state == DeliveryState.REFUSED


def _places(series: Sequence[Series], words: set[Word]) -> str:
    return listed([_place(one, series) for one in series if one.word in words])


def _place(one: Series, series: Sequence[Series]) -> str:
    """The network's name; with the handle where there are two of it."""
    network = one.channel.network
    alone = sum(other.channel.network == network for other in series) == 1
    return network_label(network) if alone else f"{network_label(network)} {one.channel.handle}"
