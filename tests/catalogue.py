"""The words that the code says, as gettext's tools find them. `python -m tests.catalogue` brings every catalogue up to date.

What the code says no more is dropped; what is new stands there with an empty `msgstr`, to be translated. Git merges catalogues by
keeping both sides (.gitattributes), and this command puts the result in order.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

from pwa.web import catalogues
from tests.sources import ROOT

COMMAND = "python -m tests.catalogue"
MARKS = {"_": None, "n_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "Sentence": None, "t": None, "tn": (1, 2)}
NOT_OURS = (b'"Project-Id-Version:', b'"Report-Msgid-Bugs-To:', b'"Last-Translator:', b'"Generated-By:')
METHODS = {".py": "python", ".html": "jinja2", ".xml": "jinja2", ".js": "javascript"}
OPTIONS = {"jinja2": {"newstyle_gettext": "true", "silent": "false"}}


def said() -> Catalog:
    """Everything that the code says, with the files that say it."""
    found = Catalog()
    for path in _files():
        method = METHODS[path.suffix]
        for _, message, _, context in extract_from_file(method, path, MARKS, options=OPTIONS.get(method)):
            found.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)], context=context)
    return found


def brought_up_to_date(language: str) -> bytes:
    """A catalogue as it should stand in its file."""
    known, found = catalogues.catalogue(language), said()
    found.creation_date = known.creation_date
    known.update(found, no_fuzzy_matching=True, update_header_comment=False)
    written = BytesIO()
    write_po(written, known, width=0, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return b"".join(line for line in written.getvalue().splitlines(keepends=True) if not line.startswith(NOT_OURS))


def _files() -> Iterator[Path]:
    for folder in ("pwa", "static/js"):
        yield from (path for path in sorted((ROOT / folder).rglob("*")) if path.suffix in METHODS)


if __name__ == "__main__":
    for language, path in catalogues.paths().items():
        path.write_bytes(brought_up_to_date(language))
        print(path.relative_to(ROOT))
