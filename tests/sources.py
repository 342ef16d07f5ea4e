"""The project's own files as the tests that read code see them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent
KINDS = {".py", ".js", ".css", ".html"}


@dataclass(frozen=True)
class Source:
    """One file: where it stands, relative to the repository, and what it says."""

    path: str
    text: str

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.text))) if self.path.endswith(".py") else []

    @property
    def room(self) -> str:
        first = self.path.removeprefix("pwa/").removesuffix(".py").split("/")[0]
        return "pwa" if first == "__init__" else f"pwa.{first}"

    @property
    def imports(self) -> Iterator[tuple[int, str]]:
        """Every module this file imports, wherever in the file: (line, dotted name with the imported name behind it)."""
        package = self.path.removesuffix(".py").removesuffix("/__init__").split("/")
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                up = len(package) - node.level + (1 if self.path.endswith("__init__.py") else 0)
                base = ".".join([*package[:up], *([node.module] if node.module else [])]) if node.level else str(node.module)
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def sources_in(*folders: str) -> Iterator[Source]:
    """Every file of ours in these folders of the repository."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in KINDS:
                yield Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an expression, as far as it is one."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
