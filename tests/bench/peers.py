"""What the benches stand beside, under the same server: the least one can do and still call it an insert, or a page."""

import gzip
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from flask import Flask, Response, request
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, create_engine

WSGI = Callable[[dict[str, object], Callable[..., object]], Iterable[bytes]]


class Row(SQLModel, table=True):
    """One text."""

    __tablename__ = "peer_row"
    id: int | None = Field(default=None, primary_key=True)
    text: str


def insert() -> Flask:
    """Flask and SQLModel, one row and one durable commit a request; no session, no rule, no record."""
    engine = create_engine(f"sqlite:///{Path(os.environ['PEER_FOLDER']) / 'peer.db'}", connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _durable(connection: object, _: object) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    Row.__table__.create(engine)  # type: ignore[attr-defined]
    app = Flask(__name__)

    @app.post("/rows")
    def add() -> Response:
        with Session(engine) as session:
            session.add(Row(text=request.form["text"]))
            session.commit()
        return Response("", 303, {"Location": "/rows"})

    return app


PAGE = """<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width"><title>Floor</title>
<link rel=stylesheet href=/style.css><script type=module src=/app.js></script>
<h1>Write</h1><form><textarea name=part aria-label=Words></textarea><send-bar><button>Post</button></send-bar></form></html>"""
FLOOR = {
    "/": ("text/html; charset=utf-8", PAGE),
    "/style.css": ("text/css", "body{font:18px system-ui;margin:1rem}textarea{width:100%;height:40vh}button{width:100%;padding:1rem}"),
    "/app.js": (
        "text/javascript",
        "customElements.define('send-bar',class extends HTMLElement{connectedCallback(){this.onclick=e=>e.preventDefault()}});"
        "addEventListener('load',()=>setTimeout(()=>navigator.serviceWorker.register('/worker.js'),1000))",
    ),
    "/worker.js": (
        "text/javascript",
        "addEventListener('install',e=>e.waitUntil(caches.open('floor').then(c=>c.addAll(['/style.css','/app.js']))));"
        "addEventListener('activate',e=>e.waitUntil(Promise.all([registration.navigationPreload.enable(),clients.claim()])));"
        "addEventListener('fetch',e=>e.respondWith(e.request.mode==='navigate'?e.preloadResponse.then(r=>r??fetch(e.request))"
        ":caches.match(e.request).then(r=>r??fetch(e.request))))",
    ),
}


def floor() -> WSGI:
    """One page, one style, one module, one worker: what an element that is defined costs at the very least."""
    files = {path: (kind, gzip.compress(text.encode(), 9, mtime=0)) for path, (kind, text) in FLOOR.items()}

    def app(environ: dict[str, object], start: Callable[..., object]) -> Iterable[bytes]:
        kind, body = files.get(str(environ["PATH_INFO"]), ("", b""))
        keep = "no-store" if environ["PATH_INFO"] == "/" else "max-age=31536000, immutable"
        headers = [("Content-Type", kind), ("Content-Encoding", "gzip"), ("Content-Length", str(len(body))), ("Cache-Control", keep)]
        start("200 OK" if kind else "404 Not Found", headers if kind else [("Content-Length", "0")])
        return [body]

    return app
