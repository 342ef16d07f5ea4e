"""What the web says, in the language of whoever reads it. What is put into a sentence stands as `%(name)s` in its English."""

from collections.abc import Sequence
from datetime import date

import flask_babel
from babel.dates import format_skeleton
from babel.lists import format_list

from pwa.rules.words import Sentence, n_, read
from pwa.web.devices import ON

__all__ = ["_", "day", "device", "direction", "language", "listed", "n_", "ngettext", "number", "say", "told"]


def _(english: str, /, **named: object) -> str:
    """A sentence of the web's own."""
    return str(flask_babel.gettext(english, **named))


def ngettext(one: str, many: str, count: int, /, **named: object) -> str:
    """The form that goes with `count`, which stands in it as `%(num)s`."""
    return str(flask_babel.ngettext(one, many, count, **named))


def say(english: str) -> str:
    """What another room said, or an English word marked with `n_`. Words that no catalogue knows stay as they are."""
    if not english:
        return ""
    if not isinstance(english, Sentence) or not english.named:
        return str(flask_babel.gettext(str(english)))
    return str(flask_babel.gettext(english.english)) % {name: _put(name, value) for name, value in english.named.items()}


def told(stored: str) -> str:
    """What `rules.words.kept` put into the store."""
    return " ".join(say(sentence) for sentence in read(stored))


def language() -> str:
    """Of this request, as `lang` says it."""
    return str(flask_babel.get_locale().language)


def direction() -> str:
    """Which way it is written: ltr or rtl."""
    return str(flask_babel.get_locale().text_direction)


def number(value: int) -> str:
    """As people write it: 5,000."""
    return str(flask_babel.format_decimal(value))


def listed(names: Sequence[str]) -> str:
    """WV11, Walsall Council and Steph."""
    return format_list(names, locale=flask_babel.get_locale()) if names else ""


def day(at: date, *, year: bool) -> str:
    """26 Nov, or with its year."""
    return str(format_skeleton("yMMMd" if year else "MMMd", at, locale=flask_babel.get_locale()))


def device(stored: str) -> str:
    """A browser as its session keeps it: Chrome on Android."""
    browser, on, system = stored.partition(ON)
    return _("%(browser)s on %(system)s", browser=browser, system=system) if on else say(stored)


def _put(name: str, value: object) -> object:
    if name == "device":
        return device(str(value))
    if isinstance(value, Sentence):
        return say(value)
    return number(value) if isinstance(value, int) else value
