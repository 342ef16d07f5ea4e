"""No template says anything in one language only: every word that a person reads or hears goes through the catalogues."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.sources import ROOT

TEMPLATES = sorted((ROOT / "pwa" / "templates").rglob("*.*ml"))
MARKS = {"_", "ngettext", "pgettext", "n_", "Sentence"}
READ_ALOUD = {"aria-label", "placeholder", "title", "alt", "data-words", "value"}
INSIDE_A_TAG = {"attributes", "main_class", "door_class", "voice_of"}  # blocks and macros that are attributes and no text
OURS = re.compile(r"\bOnly Human\b")  # a name
LETTERS = re.compile(r"[^\W\d_]{2,}")
# What reads like words: begins with a capital, or has two of them side by side.
WORDS = re.compile(r"^\s*[A-Z][a-z’]+($|[ .,:!?…])|[^\W\d_]{2,}[.,:!?]? [^\W\d_]{2,}")


class Page(HTMLParser):
    """Collects what a reader sees or hears of some HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """What assistive tools say, and what stands in a text box."""
        self.silent = tag == "id"  # of a feed's entry
        given = dict(attrs)
        typed = tag == "input" and given.get("type", "text") == "text"
        self.words += [value for name, value in attrs if value and name in READ_ALOUD and (name != "value" or typed) and says(value)]

    def handle_data(self, data: str) -> None:
        """Text."""
        if says(data) and not self.silent:
            self.words.append(" ".join(data.split()))


def says(text: str) -> bool:
    return bool(LETTERS.search(OURS.sub("", text)))


def left_in_template(template: str) -> list[str]:
    """Every word of a template that no catalogue can reach."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(template)
    page = Page()
    page.feed("".join(flat(tree)))
    page.close()
    return page.words + [text for text in shown(tree) if WORDS.search(text)]


def flat(node: nodes.Node) -> Iterator[str]:
    """The HTML as it stands, with a dot for each expression."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Expr):
        yield "·"
    elif getattr(node, "name", None) not in INSIDE_A_TAG:
        for child in node.iter_child_nodes():
            yield from flat(child)


def shown(node: nodes.Node) -> Iterator[str]:
    """The strings that an expression of a template may put on the page; what only compares or names something is none of them."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in MARKS:
        return
    if isinstance(node, nodes.Compare | nodes.Extends | nodes.Include | nodes.FromImport):
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and node.value not in NO_WORDS_OF_A_TEMPLATE:
        yield node.value
    for child in node.iter_child_nodes():
        yield from shown(child)


NO_WORDS_OF_A_TEMPLATE = {"button plain", "get create"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "pwa" / "templates").as_posix())
def test_a_template_says_nothing_in_one_language(path: Path) -> None:
    assert left_in_template(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "bare",
    [
        "<p>Nothing was sent.</p>",
        "{% if kept %}Saved{% endif %}",
        '<button aria-label="Close">x</button>',
        '<input name="name" value="New phone">',
        "<p>{{ 'draft is' if count == 1 else 'drafts are' }}</p>",
        "{{ fields('Use your finger.') }}",
        "<b>{{ _('Part') }} of ten</b>",
    ],
)
def test_a_bare_word_in_a_template_is_found(bare: str) -> None:
    assert left_in_template(bare)
