"""What is said beside a look at one network: where a name leads, what a link counts, and what stays text."""

from collections.abc import Mapping, Sequence

from pwa.networks.bluesky import Bluesky
from pwa.networks.facebook_page import FacebookPage, card_of
from pwa.networks.mastodon import Mastodon
from pwa.networks.x import X
from pwa.rules.bluesky_text import Kind
from pwa.rules.room import Limits
from pwa.rules.shown import Stretch
from pwa.web.delivery_views import network_label
from pwa.web.words import _, listed

COUNTS_ALIKE = {X.name: 23, Mastodon.name: 23}  # every link there


def notes(
    network: str,
    stretches: Sequence[Stretch],
    known: Mapping[str, bool] | None,
    *,
    series: bool,
    limits: Limits | None,
    pictured: bool,
) -> list[str]:
    """Each of them once. `known`: whose the names are that had to be looked up; one that is missing could not be."""
    said = []
    if series and limits and not limits.series:
        said.append(_("%(network)s takes no series. Leave it out, or make it one part.", network=network_label(network)))
    mentions = [one for one in stretches if one.kind is Kind.MENTION]
    if mentions:
        said += _mentions(network, mentions, known or {})
    links = [one for one in stretches if one.kind is Kind.LINK]
    if links and network in COUNTS_ALIKE:
        said.append(_("Every link counts %(count)s, however long it is.", count=COUNTS_ALIKE[network]))
    if links and network == Bluesky.name:
        said.append(_("A link counts with all its characters."))
    if network == FacebookPage.name and (link := card_of("".join(one.text for one in stretches))):
        pictures_first = _("The pictures are shown, and so no preview of the link.")
        said.append(pictures_first if pictured else _("Below the words stands a preview of %(link)s, as Facebook makes it.", link=link))
    return said


def _mentions(network: str, mentions: Sequence[Stretch], known: Mapping[str, bool]) -> list[str]:
    if network == Bluesky.name:
        return [_mention(name, known.get(name)) for name in dict.fromkeys(one.names for one in mentions)]
    if network == Mastodon.name:
        led = {one.names: one.text for one in mentions}
        return [_("%(shown)s leads to %(name)s, if there is such an account.", shown=shown, name=name) for name, shown in led.items()]
    names = listed(list(dict.fromkeys(one.text for one in mentions)))
    return [_("%(names)s: mentioned, if somebody has that name there.", names=names)]


def _mention(name: str, somebody: bool | None) -> str:
    if somebody is None:
        return _("%(name)s could not be looked up now. If it is nobody's, it stays plain text.", name=f"@{name}")
    if somebody:
        return _("%(name)s is mentioned.", name=f"@{name}")
    return _("%(name)s stays plain text: it is nobody's handle.", name=f"@{name}")
