"""An organisation's list as a file: read from whatever a spreadsheet writes, with a sentence for each line that is wrong. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from pwa.rules import text
from pwa.rules.listed import Entry, Sort
from pwa.rules.listed_text import bare, folded
from pwa.rules.text import Unfit
from pwa.rules.words import Sentence, n_

ENTRIES_AT_MOST = 2_000
BYTES_AT_MOST = 512 * 1024
PROBLEMS_AT_MOST = 50  # that are said at once
COLUMNS = ("kind", "name", "network", "with title")
NETWORKS = {"": "", "x": "x", "twitter": "x", "bluesky": "bluesky", "mastodon": "mastodon", "noticeboard": "noticeboard"} | {
    "facebook": "facebook_page",
    "facebook_page": "facebook_page",
    "facebook page": "facebook_page",
}
_HANDLES = {
    "x": regex.compile(r"[a-z0-9_]{1,15}"),
    "bluesky": regex.compile(r"[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+"),
    "mastodon": regex.compile(r"[a-z0-9_][a-z0-9_.-]*@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+"),
    "facebook_page": regex.compile(r"[a-z0-9.]{1,80}"),
    "noticeboard": regex.compile(r"[a-z0-9-]{2,30}"),
    "": regex.compile(r"[\p{L}\p{N}_.@-]{1,120}"),
}
YES, NO = ("yes", "y", "1", "true", "ie", "x"), ("", "no", "n", "0", "false", "na")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # a spreadsheet would run it
_SEPARATORS = (",", ";", "\t")

HEAD = n_("Its first line has to name the columns: kind, name, network, with title. The last two may be left out.")
KIND = n_("“%(kind)s” is no kind. It is person, party or handle.")
NETWORK = n_("“%(network)s” is no network that is known here. It is X, Bluesky, Mastodon or Facebook, or empty for all of them.")
HANDLE = n_("“%(handle)s” is no handle there. On Mastodon it has its server, as in jane@example.social; on Bluesky a dot.")
TITLE = n_("“%(said)s” under “with title” is neither yes nor no.")
FEW = n_("There are fewer columns than in the first line.")
MANY = n_("There are more columns than in the first line. A name with a comma in it needs quotes around it.")
ENDLESS = n_("A quote is opened and never closed.")
TOO_MANY = n_("The list is longer than %(most)s lines. Nothing was changed.")
TOO_LARGE = n_("This file is too large for a list of names. Nothing was changed.")
NO_TEXT = n_("This file is no text. Save the spreadsheet as CSV and choose that. Nothing was changed.")
LINE = n_("Line %(line)s: %(problem)s")


@dataclass(frozen=True)
class Parsed:
    """What a file says: its lines, and what is wrong with those that are not among them."""

    entries: Sequence[Entry]
    problems: Sequence[Sentence] = ()


def decoded(raw: bytes) -> str:
    """The text of a file, whichever way a spreadsheet wrote it. Raises Unfit."""
    if len(raw) > BYTES_AT_MOST:
        raise Unfit(TOO_LARGE)
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return _text(raw, encoding)
    try:
        return _text(raw, "utf-8")
    except UnicodeDecodeError:
        return _text(raw, "cp1252")  # Excel's CSV on a British Windows


def parsed(said: str) -> Parsed:
    """The lines of a list. Raises Unfit when it is too large to be one."""
    if len(said.encode("utf-8", "replace")) > BYTES_AT_MOST:
        raise Unfit(TOO_LARGE)
    lines = _lines(said)
    head = next(lines, None)
    if head is None or isinstance(head[1], Sentence):
        return Parsed((), (_at(head[0] if head else 1, Sentence(HEAD)),))
    columns = [" ".join(cell.casefold().replace("_", " ").split()) for cell in head[1]]
    while columns and not columns[-1]:
        columns.pop()  # a spreadsheet's empty columns
    if not {"kind", "name"} <= set(columns) <= set(COLUMNS) or len(set(columns)) < len(columns):
        return Parsed((), (_at(head[0], Sentence(HEAD)),))
    found: dict[tuple[str, str, str], Entry] = {}
    problems: list[Sentence] = []
    for number, cells in lines:
        try:
            entry = _entry(columns, cells)
        except Unfit as why:
            problems.append(_at(number, why.sentence))
            if len(problems) == PROBLEMS_AT_MOST:
                break
            continue
        found.setdefault((entry.sort, folded(entry.words), entry.network), entry)
        if len(found) > ENTRIES_AT_MOST:
            raise Unfit(Sentence(TOO_MANY, most=ENTRIES_AT_MOST))
    return Parsed(tuple(found.values()), tuple(problems))


def written(entries: Iterable[Entry]) -> str:
    """The same list as a file that a spreadsheet opens and runs nothing of."""
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in entries:
        writer.writerow([one.sort, harmless(one.words), one.network, "yes" if one.with_title else ""])
    return file.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; `_plain` reads it back."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _text(raw: bytes, encoding: str) -> str:
    try:
        said = raw.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-8":
            raise
        raise Unfit(NO_TEXT) from None
    if "\0" in said:
        raise Unfit(NO_TEXT)
    return said


def _lines(said: str) -> Iterator[tuple[int, list[str] | Sentence]]:
    """Each line that is not empty, with the number that an editor gives it."""
    plain = said.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = plain.partition("\n")
    skipped = 0
    if regex.fullmatch(r"sep=.", first.strip('"'), regex.IGNORECASE):
        plain, skipped = rest, 1
    head = next((line for line in plain.split("\n") if line.strip()), "")
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(plain), delimiter=separator, strict=True)
    while True:
        starts = reader.line_num + 1 + skipped
        try:
            cells = next(reader, None)
        except csv.Error:
            yield starts, Sentence(ENDLESS)
            return
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield starts, cells


def _entry(columns: Sequence[str], cells: list[str] | Sentence) -> Entry:
    if isinstance(cells, Sentence):
        raise Unfit(cells)
    while len(cells) > len(columns) and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) != len(columns):
        raise Unfit(FEW if len(cells) < len(columns) else MANY)
    said = dict(zip(columns, map(_plain, cells), strict=True))
    kind, network = said["kind"].casefold(), said.get("network", "").casefold()
    if kind not in {one.value for one in Sort}:
        raise Unfit(Sentence(KIND, kind=text.shortened(said["kind"], 30)))
    if network not in NETWORKS:
        raise Unfit(Sentence(NETWORK, network=text.shortened(said["network"], 30)))
    title = said.get("with title", "").casefold()
    if title not in (*YES, *NO):
        raise Unfit(Sentence(TITLE, said=text.shortened(title, 30)))
    sort = Sort(kind)
    if sort is Sort.HANDLE:
        return Entry(sort, _handle(said["name"], NETWORKS[network]), NETWORKS[network])
    name = text.name(said["name"])
    return Entry(sort, _forwards(name) if sort is Sort.PERSON else name, with_title=title in YES)


def _handle(said: str, network: str) -> str:
    plain = bare(said)
    if not _HANDLES[network].fullmatch(plain):
        raise Unfit(Sentence(HANDLE, handle=text.shortened(said, 60)))
    return plain


def _forwards(name: str) -> str:
    """Smith, Jane or SMITH Jane, as returning officers write it, the way people say it."""
    last, comma, first = name.partition(",")
    if comma and first.strip() and "," not in first:
        return f"{first.strip()} {last.strip()}"
    words = name.split()
    loud = [word.isupper() and len(word) > 2 for word in words]
    surname = loud.count(True)
    if 0 < surname < len(words) and all(loud[:surname]):
        return " ".join([*words[surname:], *(word.title() for word in words[:surname])])
    return name


def _plain(cell: str) -> str:
    said = cell.strip()
    return said[1:] if said.startswith("'") and said[1:].startswith(_FORMULA) else said


def _at(line: int, problem: str) -> Sentence:
    return Sentence(LINE, line=line, problem=problem if isinstance(problem, Sentence) else Sentence(problem))
