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
