"""The static tree, read and compressed once at the start, under one digest for all of it."""

import gzip
import hashlib
import json
import re
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from flask import Blueprint, Flask, Response, after_this_request, current_app, request
from werkzeug.exceptions import NotFound

from pwa.rules.words import n_
from pwa.web import catalogues, modules
from pwa.web.guards import public

blueprint = Blueprint("assets", __name__)

ROOM = Path(__file__).parents[1]
SHEETS = ("tokens", "base", "components", "pictures", "sheets", "screens", "second-look")  # joined in this order
STARTER, ICON = "js/starter.js", "icons/icon.svg"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
}
SMALLER_WHEN_COMPRESSED = {".css", ".js", ".svg", ".ico", ".txt"}
UNSENT = {  # what only says something to whoever reads our source, and what of it stays
    ".js": (
        re.compile(
            rb"""^[ \t]*//.*\n  # a remark that has a line to itself
            |^[ \t]+  # how far a line is set in
            |[ \t]+//[ ][^"'`\n]*$  # a remark behind a line: inside words there would be a quotation mark to come
            |(`(?:\\.|[^`\\])*`)  # neither: inside this nothing is one""",
            re.MULTILINE | re.VERBOSE,
        ),
        rb"\1",
    ),
    ".css": (
        re.compile(
            rb"""\s*/\*(?:(?!\*/).)*\*/(?=\s*\n)  # a remark to the end of its line
            |(?<=\n)\s+  # how far a line is set in
            |("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\burl\([^"')]*\)|/\*.*?\*/)  # none: inside these nothing is one""",
            re.DOTALL | re.VERBOSE,
        ),
        rb"\1",
    ),
}
SAID_BY_WORKER = {
    "waiting": n_("Your draft is waiting"),
    "now": n_("this minute"),
    "minute": n_("%(minutes)s min ago"),
    "hour": n_("%(hours)s h ago"),
    "day": n_("%(days)s d ago"),
    "one": n_("Kept %(age)s."),
    "several": n_("Waiting: %(count)s, the newest kept %(age)s."),
    "unsent": n_("The signal is back. Nothing was sent."),
    "unconfirmed": n_("Not confirmed yet: look what became of it."),
}
PLAIN = " /:;='()"  # of what an icon is written with, what an address in double quotes may say as it is
COMES_BY = ("Sec-Fetch-Mode", "Sec-Fetch-Site", "Service-Worker-Navigation-Preload")  # what says whether a page needs its sheet in itself
ALONE = "default-src 'none'; script-src 'self'; frame-ancestors 'none'"  # of a file opened by itself, or in a thread of its own
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class File:
    """One file as it is served."""

    body: bytes
    compressed: bytes | None
    type: str


class Inside(NamedTuple):
    """What may stand in a page itself, or an attribute of it."""

    sheet: str
    starter: str  # asks for the scripts
    icon: str  # an address


class Assets:
    """Every file by its path. What is not in here does not exist, whatever a path may look like."""

    def __init__(self, folder: Path) -> None:
        tree = {path.relative_to(folder / "static").as_posix(): as_sent(path) for path in _files(folder / "static")}
        joined = b"".join(tree.pop(f"css/{name}.css", b"") for name in SHEETS)
        tree["app.css"] = joined
        starter, icon = (tree.pop(STARTER, b"").decode(), tree.get(ICON, b"").decode())
        self.inside = Inside(joined.decode(), starter, f"data:{TYPES['.svg']},{quote(icon, safe=PLAIN)}")
        self.policy = {"sheet": _hash(self.inside.sheet), "starter": _hash(self.inside.starter)}
        tree |= {f"js/words/{language}.js": catalogues.script(language).encode() for language in catalogues.paths()}
        texts = {f"texts/{language}": path.read_bytes() for language, path in catalogues.paths().items()}  # the offline page's too
        tree = modules.joined(tree)
        kept = tree.get("js/lib/kept.js", b"").decode()
        scripts = {path.name: as_sent(path) for path in _files(folder / "service_worker")}
        scripts["kept.js"] = _as_object("kept", kept).encode()
        offline = (ROOM / "templates" / "offline" / "show.html").read_bytes()  # kept by the worker beside the tree
        self.digest = _digest(tree | {f"worker/{name}": body for name, body in scripts.items()} | {"offline": offline} | texts)
        self.files = {path: _file(path, body) for path, body in tree.items() if Path(path).suffix in TYPES}
        self.worker = _file("worker.js", self._first_line().encode() + b"".join(scripts[name] for name in _in_order(scripts)))

    def address(self, path: str) -> str:
        """Where a page finds a file."""
        return f"/static/{self.digest}/{path}"

    def _first_line(self) -> str:
        """What the worker keeps for a moment without a connection: the scripts, the sheet, and the page that names nobody."""
        kept = ["app.css", ICON, *sorted(path for path in self.files if path.endswith(".js"))]
        files = [self.address(path) for path in kept if path in self.files]
        given = {"DIGEST": self.digest, "FILES": [*files, "/offline"], "WORDS": _words()}
        return " ".join(f"const {name} = {json.dumps(value)};" for name, value in given.items()) + "\n"


def serve(app: Flask) -> None:
    """Read the tree: the installed package's own, or the one beside it in the repository."""
    shipped = ROOM / "_shipped"
    app.extensions["assets"] = assets = Assets(shipped if shipped.is_dir() else ROOM.parent)
    app.jinja_env.globals |= {"asset": assets.address, "inside": _inside}


def tree() -> Assets:
    """The running application's."""
    found: Assets = current_app.extensions["assets"]
    return found


def _inside() -> Inside | None:
    """For a page that somebody comes to from elsewhere and without our worker: asking for each would cost a round trip more."""
    after_this_request(_varies)
    mode, site, preload = (request.headers.get(name) for name in COMES_BY)
    return tree().inside if mode == "navigate" and site != "same-origin" and preload is None else None


def _varies(answer: Response) -> Response:
    answer.vary.update(COMES_BY)
    return answer


@blueprint.get("/static/<digest>/<path:path>")
@public
def show(digest: str, path: str) -> Response:
    """A file of the tree, for ever under the running digest; an older page gets today's file, for now, if there still is one."""
    assets = tree()
    if path not in assets.files:
        raise NotFound
    found = answer(assets.files[path], cache=FOREVER if digest == assets.digest else "no-cache")
    found.headers["Content-Security-Policy"] = ALONE  # shorter than a page's
    return found


def answer(file: File, *, cache: str) -> Response:
    """The file, compressed when the browser takes it so, or 304 when it has it."""
    response = Response(file.body, content_type=file.type)
    if file.compressed:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"]:
            response = Response(file.compressed, content_type=file.type, headers={"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})
    response.headers["Cache-Control"] = cache
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def as_sent(path: Path) -> bytes:
    """A file's bytes; of a script and a sheet without their remarks, and how far their lines are set in."""
    if path.suffix not in UNSENT:
        return path.read_bytes()
    remark, stays = UNSENT[path.suffix]
    return remark.sub(stays, path.read_bytes())


def _file(path: str, body: bytes) -> File:
    kind = Path(path).suffix
    return File(body, gzip.compress(body, 9, mtime=0) if kind in SMALLER_WHEN_COMPRESSED else None, TYPES[kind])


def _digest(tree: dict[str, bytes]) -> str:
    whole = hashlib.sha256()
    for path in sorted(tree):
        whole.update(f"{path}\0{len(tree[path])}\0".encode() + tree[path])
    return whole.hexdigest()[:16]


def _hash(words: str) -> str:
    """What lets words of ours stand in a page, as Content Security Policy Level 3, section 2.3.1, writes it."""
    return f"sha256-{b64encode(hashlib.sha256(words.encode()).digest()).decode()}"


def _words() -> dict[str, dict[str, str]]:
    """What the worker says itself, by language: it speaks as the page does that it keeps."""
    spoken = ["en", *catalogues.paths()]
    return {one: {name: catalogues.translations(one).gettext(english) for name, english in SAID_BY_WORKER.items()} for one in spoken}


def _as_object(name: str, module: str) -> str:
    """A module that imports nothing, for the worker, which is none: what it exports are the properties of one object."""
    exported = re.findall(r"^export (?:async )?(?:const|function) (\w+)", module, re.MULTILINE)
    return f"const {name} = (() => {{\n{re.sub(r'^export ', '', module, flags=re.MULTILINE)}\nreturn {{ {', '.join(exported)} }}\n}})()\n"


def _in_order(scripts: dict[str, bytes]) -> list[str]:
    """The events come last, after everything that they call."""
    return [*sorted((name for name in scripts if name != "worker.js"), reverse=True), "worker.js"]
