"""No sentence in Python or in a script of a page is left in one language: it is marked where it stands.

What reads like words and is none stands in the lists below; everything else has to be marked, or the test says where.
"""

import ast
import re
from collections.abc import Iterator

import pytest
from babel.messages.jslexer import Token, tokenize

from tests.sources import Source, dotted, sources_in

ROOMS = ("pwa/rules", "pwa/store", "pwa/networks", "pwa/actions", "pwa/web")  # the command line and the log stay English
MARKS = {"_", "n_", "ngettext", "pgettext", "Sentence"}
# A mistake of ours and not a refusal; or words for machines.
FOR_NOBODY = {"ValueError", "LookupError", "TypeError", "AssertionError", "RuntimeError", "BadCopy", "StoreUnavailable", "Unheard"}
FOR_MACHINES = {"GaugeMetricFamily", "CounterMetricFamily", "HistogramMetricFamily", "text", "compile", "CheckConstraint", "execute"}
SENTENCE = re.compile(r"^[A-Z][a-z’]+,? [a-z]|^[a-z]+( [a-z]+){2,}$|[^\W\d_]{2,}[,;:]? [^\W\d_]{2,}.*[.?!…]$|^[A-Z][a-z’]+( [a-z’]+)+$")
WORD = re.compile(r"^[A-Z][a-z’]+[.?!…]?$")
NO_WORDS = {"Accept", "Allow", "Authorization", "Cookie", "Lax", "Origin", "Vary", "Unfit", "Cc", "Cf", "Cs", "try again later"}
NOT_FOR_PAGES = {
    "pwa/store/migrate.py",
    "pwa/store/moving.py",
    "pwa/store/copies.py",
    "pwa/store/engine.py",
    "pwa/store/rumour.py",
    "pwa/actions/move_store.py",
    "pwa/actions/restore_copy.py",
    "pwa/rules/chain.py",
    "pwa/rules/listed_words.py",
    "pwa/rules/top_level_names.py",
    "pwa/rules/language.py",  # words that are looked for, not said; as in the next four
    "pwa/rules/manner_words.py",
    "pwa/rules/plain_letters.py",
    "pwa/rules/political_words.py",
    "pwa/rules/swear_words.py",
    "pwa/rules/truth.py",  # patterns; its one sentence is marked
    "pwa/rules/verdicts.py",
    "pwa/rules/shifts.py",
    "pwa/rules/signed.py",
    "pwa/store/ledger_export.py",
    "pwa/store/ledger_guards.py",
    "pwa/store/missing_words.py",
    "pwa/actions/verify_export.py",
    "pwa/actions/sign_ledger.py",
    "pwa/web/devices.py",
    "pwa/web/metrics.py",
    "static/js/lib/top-level-names.js",
}


def left_in_python(source: Source) -> Iterator[str]:
    """Every sentence that no mark stands around."""
    tree = ast.parse(source.text)
    skipped = {id(part) for node in ast.walk(tree) if excused(node) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) not in skipped:
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "0" for part in node.values)
            skipped |= {id(part) for part in node.values}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            text = node.value
        else:
            continue
        if reads_like_words(text, source):
            yield f"{source.path}:{node.lineno} {text}"


def reads_like_words(text: str, source: Source) -> bool:
    """A sentence; on its way to a page a single word too."""
    return bool(SENTENCE.search(text) or (source.room != "pwa.store" and source.room != "pwa.actions" and WORD.search(text))) and (
        text not in NO_WORDS
    )


def excused(node: ast.AST) -> bool:
    """Marked, a docstring, or for nobody who reads a page."""
    if isinstance(node, ast.Call):
        return dotted(node.func).split(".")[-1] in MARKS | FOR_NOBODY | FOR_MACHINES
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def hides_the_mark(source: Source) -> Iterator[str]:
    """Where something else is named `_`, `_("...")` is not what it looks like. A comprehension is a place of its own."""
    own = [node for node in source.nodes if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp)]
    inside = {id(part) for comprehension in own for part in ast.walk(comprehension)}
    for scope in [*own, *(node for node in source.nodes if isinstance(node, ast.FunctionDef))]:
        parts = [part for part in ast.walk(scope) if scope in own or id(part) not in inside]
        names = [part.lineno for part in parts if isinstance(part, ast.Name) and part.id == "_" and isinstance(part.ctx, ast.Store)]
        if names and any(isinstance(part, ast.Call) and dotted(part.func) == "_" for part in ast.walk(scope)):
            yield f"{source.path}:{names[0]} calls `_` and gives the name to something else"


IN_SCRIPTS = re.compile(r"[^\W\d_]{2,}[.,:;!?]? [^\W\d_]{2,}|^[A-Z][a-z’]+[ .!?…]|^[A-Z][a-z’]+$|\} [a-z]{2,}")
NO_WORDS_OF_A_SCRIPT = {"button plain", "say bad", "take over", "Enter", "Escape"}


def left_in_script(text: str) -> Iterator[str]:
    """Every string that reads like words and does not stand in `t(` or `tn(`."""
    before: list[Token] = []
    depth: list[bool] = []  # for each open bracket, whether it is that of t or tn
    for token in tokenize(text, template_string=True):
        if token.type == "operator" and token.value in "([{":
            depth.append(token.value == "(" and bool(before) and before[-1].value in ("t", "tn"))
        elif token.type == "operator" and token.value in ")]}" and depth:
            depth.pop()
        elif token.type in ("string", "template_string"):
            words = token.value[1:-1]
            named = before[-2].value if len(before) > 1 else ""
            if named == "className":
                pass
            elif IN_SCRIPTS.search(words) and words not in NO_WORDS_OF_A_SCRIPT and not (depth and depth[-1]) and not is_code(words):
                yield f"{token.lineno} {words}"
        before.append(token)


def is_code(words: str) -> bool:
    """A selector, a type of content, or a template that only joins values and marked words."""
    return bool(re.fullmatch(r"(\$\{[^}]*\}|[^\w\s]|\s|\\n)*", words) or re.search(r"[\[\]#=]|^\.[a-z]|/json|charset", words))


@pytest.mark.parametrize("source", list(sources_in(*ROOMS)), ids=lambda source: source.path)
def test_python_says_nothing_in_one_language(source: Source) -> None:
    if source.path not in NOT_FOR_PAGES and "/migrations/" not in source.path:
        assert list(left_in_python(source)) == []
    assert list(hides_the_mark(source)) == []


@pytest.mark.parametrize("source", list(sources_in("static/js")), ids=lambda source: source.path)
def test_a_script_says_nothing_in_one_language(source: Source) -> None:
    if source.path not in NOT_FOR_PAGES:
        assert list(left_in_script(source.text)) == []


@pytest.mark.parametrize(
    "bare",
    [
        'problem = "There are no words to post yet. Nothing was sent."',
        'said = f"{name} was added."',
        'LABEL = {"left": "Leave it"}',
        'raise NotAllowed(f"The handle {handle} is taken.")',
        'word = "Held"',
    ],
)
def test_a_bare_sentence_in_python_is_found(bare: str) -> None:
    assert list(left_in_python(Source("pwa/web/posts.py", bare)))


@pytest.mark.parametrize(
    "bare",
    [
        'say("No answer yet. Asking again.")',
        "say(`${left} too many`)",
        'this.#offer(t("The part was removed."), ["Good"])',
        'saved.textContent = "Saved"',
    ],
)
def test_a_bare_sentence_in_a_script_is_found(bare: str) -> None:
    assert list(left_in_script(bare))


def test_a_hidden_mark_is_found() -> None:
    assert list(hides_the_mark(Source("pwa/web/posts.py", 'def f():\n    version, _ = save()\n    return _("Saved.")')))
