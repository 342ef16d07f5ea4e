"""README keeps up: every setting, command, address, network and state is in it, and nothing that is gone."""

import ast
import re
from functools import cache

import pytest

from pwa.rules.delivery import DeliveryState
from pwa.rules.post import PostState, Word
from pwa.settings import PREFIX, Settings
from tests.sources import ROOT, Source, sources_in

README = (ROOT / "README.md").read_text(encoding="utf-8")
ROUTE_DECORATORS = {"route", "get", "post", "put", "patch", "delete"}
CHECK = "python3 tests/check.py"


def test_every_setting_is_explained() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert {name for name in re.findall(rf"{PREFIX}[A-Z_]+", README) if not name.startswith(f"{PREFIX}TEST_")} == known


def test_every_command_is_explained() -> None:
    assert "serve" in commands()
    missing = [name for name in commands() if not re.search(rf"`onlyhuman (\w+ )*{name}\b", README)]
    assert missing == []


def test_every_address_is_explained() -> None:
    assert sorted(addresses() - mentioned()) == []


def test_no_address_is_explained_that_does_not_exist() -> None:
    assert sorted(mentioned() - addresses()) == []


def test_every_network_is_explained() -> None:
    assert "noticeboard" in networks()
    assert [name for name in networks() if f"| {name} |" not in README] == []


@pytest.mark.parametrize("state", [*PostState, *DeliveryState])
def test_every_state_is_explained(state: str) -> None:
    assert f"| {state} |" in README


@pytest.mark.parametrize("word", Word)
def test_every_word_of_the_outbox_is_explained(word: str) -> None:
    assert re.search(rf"\| [^|]*\b{word}\b[^|]*\|\n", README)


def test_the_first_two_commands_are_one_line_each_and_the_second_is_what_ci_runs() -> None:
    first, second, *_ = re.findall(r"^```sh\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    assert first.count("\n") == second.count("\n") == 1
    assert first.strip().endswith("onlyhuman serve")
    assert second.strip() == CHECK
    assert (ROOT / ".ci" / "run").read_text().rstrip().endswith(CHECK)


@pytest.mark.parametrize("page", ["README.md", "DECISIONS.md", "CHANGELOG.md"])
def test_every_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    headings = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if not target.startswith("https://"):
            assert target.removeprefix("#") in headings if target.startswith("#") else (ROOT / target).exists(), target


def test_every_command_of_ours_is_there_to_be_run() -> None:
    modules = set(re.findall(r"python -m (tests[.\w]+)", README))
    files = {one for files in re.findall(r"(tests/[\w/{},]+\.\w+)", README) for one in spelled_out(files)}
    assert "tests.screenshots" in modules
    assert [name for name in modules if not (ROOT / f"{name.replace('.', '/')}.py").exists()] == []
    assert [name for name in files if not (ROOT / name).exists()] == []


def test_readme_points_at_a_section_by_its_name() -> None:
    """A section moves, and what was above it is below."""
    assert re.findall(r"\b(?:see|said|as) (?:above|below)\b", README) == []


def spelled_out(path: str) -> list[str]:
    """What a shell makes of `a{b,c}d`."""
    before, _, rest = path.partition("{")
    choices, _, after = rest.partition("}")
    return [before + one + after for one in choices.split(",")]


def commands() -> set[str]:
    """The words given to `add_parser` in the command line."""
    [line] = [source for source in sources_in("pwa") if source.path == "pwa/__main__.py"]
    return {name for call in calls(line) if (name := first_text(call)) and attribute(call.func) == "add_parser"}


@cache
def addresses() -> set[str]:
    """Every address a route in `web/` answers, whatever its parameters are called."""
    found = set()
    for source in sources_in("pwa"):
        if source.room in {"pwa.web", "pwa"}:
            routed = (call for call in calls(source) if attribute(call.func) in ROUTE_DECORATORS)
            found |= {re.sub(r"<[^>]*>", "{}", path) for call in routed if (path := first_text(call)) and path.startswith("/")}
    return found


def mentioned() -> set[str]:
    """Every address in README's table of them."""
    table = README.partition("## Addresses")[2].partition("\n## ")[0]
    return {re.sub(r"\{[^}]*\}", "{}", path) for path in re.findall(r"`(/[^`]*)`", table)}


def networks() -> set[str]:
    """Every file of `networks/` that can publish, as people write its name."""
    found = set()
    for source in sources_in("pwa/networks"):
        if source.path != "pwa/networks/contract.py" and any(
            isinstance(node, ast.FunctionDef) and node.name == "publish" for node in source.nodes
        ):
            found.add(source.path.split("/")[-1].removesuffix(".py").replace("_", " "))
    return found


def calls(source: Source) -> list[ast.Call]:
    return [node for node in source.nodes if isinstance(node, ast.Call)]


def attribute(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else ""


def first_text(call: ast.Call) -> str | None:
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
