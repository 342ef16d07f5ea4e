"""The catalogues of translations, read once a process. They are texts: nothing is compiled before it ships, so nothing can disagree."""

import json
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).parents[1] / "translations"
SAID_BY_SCRIPTS = "static/js/"


@cache
def paths() -> dict[str, Path]:
    """Every catalogue by its language. English has none: it stands in the code."""
    return {path.parents[1].name: path for path in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))}


@cache
def catalogue(language: str) -> Catalog:
    """As its translators wrote it."""
    with paths()[language].open("rb") as file:
        return read_po(file, locale=language)


@cache
def translations(language: str) -> NullTranslations:
    """As pages ask it."""
    if language not in paths():
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return Translations(compiled)


def script(language: str) -> str:
    """The module that tells the pages' scripts their words in this language."""
    whole = catalogue(language)
    said = {}
    for message in whole:
        if message.id and message.string and any(path.startswith(SAID_BY_SCRIPTS) for path, _ in message.locations):
            said[message.id if isinstance(message.id, str) else message.id[0]] = message.string
    words = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return f'import {{ speak }} from "../lib/server.js"\nspeak({words}, (n) => {whole.plural_expr})\n'


def said(language: str, english: str, named: Mapping[str, object]) -> str:
    """One sentence in a language, for people who read no page."""
    return translations(language).gettext(english) % named
