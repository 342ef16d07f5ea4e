"""What pages say of whose post is reshared: how often it went out before, and whether a keeper listed it."""

from datetime import datetime

from pwa.store import sources
from pwa.store.sources import Known
from pwa.web.pages import day_words
from pwa.web.words import _, ngettext


def times_words(times: int, last_at: datetime | None) -> str:
    """How often something of a source went out, and when the last time."""
    if not times or last_at is None:
        return _("Never reshared before")
    day = day_words(last_at)
    if times >= sources.COUNTED_AT_MOST:
        return _("Reshared %(times)s times or more, last on %(day)s", times=times, day=day)
    return ngettext("Reshared %(num)s time, last on %(day)s", "Reshared %(num)s times, last on %(day)s", times, day=day)


def known_words(known: Known | None) -> str:
    """In one line beside a reshare; None: nobody could see whose post it is."""
    if known is None:
        return _("Nobody could see whose post it is.")
    on_list = _("On the list of sources.") if known.listed else _("Not on the list of sources.")
    return f"{times_words(known.times, known.last_at)}. {on_list}"
