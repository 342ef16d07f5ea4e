"""A list is read from whatever a spreadsheet writes; each wrong line is named; and what is written back runs in no spreadsheet."""

import csv
import io

import pytest

from pwa.rules.listed import Entry, Sort
from pwa.rules.listed_csv import BYTES_AT_MOST, ENTRIES_AT_MOST, decoded, parsed, written
from pwa.rules.text import Unfit

JANE, SIAN = Entry(Sort.PERSON, "Jane Smith"), Entry(Sort.PERSON, "Siân O’Hara")
BOTH = "kind,name\nperson,Jane Smith\nperson,Siân O’Hara\n"


@pytest.mark.parametrize(
    "file",
    [
        BOTH.encode(),
        b"\xef\xbb\xbf" + BOTH.encode(),
        BOTH.encode("cp1252"),
        BOTH.encode("utf-16"),
        b"\xfe\xff" + BOTH.encode("utf-16-be"),
        BOTH.replace(",", ";").encode(),
        BOTH.replace(",", "\t").encode("utf-16"),
        b"sep=;\r\n" + BOTH.replace(",", ";").replace("\n", "\r\n").encode(),
        BOTH.replace("\n", "\r").encode(),
        b'"Kind","NAME","Network"\n"person","Jane Smith",\n"person","Si\xc3\xa2n O\xe2\x80\x99Hara",""\n',
        b"kind,name\n\nperson,  Jane   Smith \n,\nperson,Si\xc3\xa2n O\xe2\x80\x99Hara\nperson,Jane Smith\n",
        b'kind,name\nperson,"Smith, Jane"\nperson,"O\xe2\x80\x99HARA, Si\xc3\xa2n"\n'.replace(b"HARA", b"Hara"),
        b"name;kind\nSMITH Jane;person\nSi\xc3\xa2n O\xe2\x80\x99Hara;person\n",
    ],
)
def test_however_it_was_saved(file: bytes) -> None:
    found = parsed(decoded(file))
    assert (list(found.entries), list(found.problems)) == ([JANE, SIAN], [])


def test_handles_and_titles() -> None:
    lines = ("handle,@CllrJane,Twitter,", "handle,jane@Example.social,mastodon,", "person,Rose Park,,yes", "party,SNP,,no")
    assert list(parsed("\n".join(("kind,name,network,with title", *lines))).entries) == [
        Entry(Sort.HANDLE, "cllrjane", "x"),
        Entry(Sort.HANDLE, "jane@example.social", "mastodon"),
        Entry(Sort.PERSON, "Rose Park", with_title=True),
        Entry(Sort.PARTY, "SNP"),
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("member,Jane,,", "“member” is no kind"),
        ("person,,,", "name is empty"),
        ("person,!!,,", "letter or digit"),
        ("person,J\u202eane,,", "invisible characters"),
        (f"person,{'x' * 61},,", "too long"),
        ("handle,jane,mastodon,", "“jane” is no handle there"),
        ("handle,not a handle,x,", "is no handle there"),
        ("handle,jane,myspace,", "“myspace” is no network"),
        ("person,Jane,,perhaps", "neither yes nor no"),
        ("person", "fewer columns"),
        ("party,People, Places, Planet, Party,,", "A name with a comma in it needs quotes"),
        ('person,"Jane,,', "never closed"),
    ],
)
def test_a_wrong_line_is_named(line: str, says: str) -> None:
    found = parsed(f'kind,name,network,with title\nperson,"Ann\nLong",,\n\n{line}\n')
    assert [one.words for one in found.entries] == ["Ann Long"]
    [problem] = found.problems
    assert problem.startswith("Line 5: ")  # as an editor counts: a name over two lines, and an empty one, stand before it
    assert says in problem


@pytest.mark.parametrize("file", ["", "\n\n", "Jane Smith\nSi\n", "kind,kind,name\n", "kind,name,ward\n", '"'])
def test_the_columns_have_to_be_named(file: str) -> None:
    found = parsed(file)
    assert not found.entries
    assert "kind, name, network" in found.problems[0]


def test_what_is_no_list_is_refused_whole() -> None:
    long = "kind,name\n" + "".join(f"person,Jane Smith{number}\n" for number in range(ENTRIES_AT_MOST + 1))
    for wrong in (lambda: parsed(long), lambda: decoded(b"PK\x03\x04\0\0"), lambda: decoded(b"x" * (BYTES_AT_MOST + 1))):
        with pytest.raises(Unfit, match="Nothing was changed"):
            wrong()
    assert len(parsed("kind,name\n" + "person,\n" * 500).problems) == 50


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "+44 Party", "-1 Party", "@SUM(A1) Party", "\uff1dA1 Party", '=HYPERLINK("http://x.example","Party")']
)
def test_nothing_in_the_file_runs_in_a_spreadsheet(name: str) -> None:
    entries = [Entry(Sort.PARTY, name, with_title=True), Entry(Sort.HANDLE, "jane@example.social", "mastodon"), SIAN]
    file = written(entries)
    cells = [cell for row in csv.reader(io.StringIO(file)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d"))]
    assert list(parsed(file).entries) == entries
