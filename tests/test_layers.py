"""Who may import whom, and what may stand where: each rule is held over the whole application, and is shown to refuse."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.sources import Source, dotted, sources_in

ORDER = (
    {"pwa.clock", "pwa.settings", "pwa.logs"},
    {"pwa.rules", "pwa.secrets", "pwa.outbound", "pwa.passkeys", "pwa.pictures", "pwa.push"},
    {"pwa.store", "pwa.networks"},
    {"pwa.actions"},
    {"pwa.web", "pwa.courier", "pwa.herald"},
    {"pwa"},  # create_app wires what is below it
    {"pwa.serving", "pwa.upkeep", "pwa.record"},
    {"pwa.doctor"},
    {"pwa.__main__"},
)
WEB_LIBRARIES = {"flask", "flask_login", "werkzeug", "jinja2"}
SQL_LIBRARIES = {"sqlalchemy", "sqlmodel", "alembic", "sqlite3", "psycopg"}
OUTSIDE_WORLD = {"time", "os", "pathlib", "socket", "random", "secrets", "threading", "subprocess", "logging", "structlog"}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
READS_A_CLOCK = {"pwa/clock.py", "pwa/store/moments.py"}
LONG = 250
NEVER_EDITED = "pwa/store/migrations/versions/"  # so never split either
VAGUE = {"utils", "util", "helpers", "helper", "manager", "service", "services", "common", "misc"}

Rule = Callable[[Source], Iterator[str]]


def imports_only_to_its_left(source: Source) -> Iterator[str]:
    """clock, settings, logs -> rules and what stands alone -> store | networks -> actions -> web | courier | herald -> pwa -> __main__."""
    if not source.path.startswith("pwa/"):
        return
    for line, name in source.imports:
        if name.split(".")[0] != "pwa":
            continue
        room = room_of(name)
        if room != source.room and place(room) >= place(source.room):
            yield f"{source.path}:{line} {source.room} may not import {room}"


def rules_are_pure(source: Source) -> Iterator[str]:
    """No clock, no database, no Flask, no file and no chance: what is allowed follows from what is passed in."""
    if source.room != "pwa.rules":
        return
    for line, name in source.imports:
        if name.split(".")[0] in WEB_LIBRARIES | SQL_LIBRARIES | OUTSIDE_WORLD or (
            name.startswith("pwa.") and room_of(name) != "pwa.rules"
        ):
            yield f"{source.path}:{line} a rule may not know {name}"


def flask_stays_in_web(source: Source) -> Iterator[str]:
    return only_in({"pwa.web", "pwa"}, WEB_LIBRARIES, source)


def decoders_stay_alone(source: Source) -> Iterator[str]:
    yield from only_in({"pwa.passkeys"}, {"webauthn"}, source)
    yield from only_in({"pwa.pictures"}, {"PIL"}, source)


def sql_stays_in_the_store(source: Source) -> Iterator[str]:
    return only_in({"pwa.store"}, SQL_LIBRARIES, source)


def only_actions_write(source: Source) -> Iterator[str]:
    """A write transaction is opened by an action and by nothing else."""
    if not source.path.startswith("pwa/") or source.room == "pwa.actions":
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] == "transaction":
            yield f"{source.path}:{node.lineno} only an action opens a write transaction"


def states_change_by_a_move(source: Source) -> Iterator[str]:
    """After a row begins, its state is written only by an UPDATE of the store whose function also names the state before."""
    if not source.path.startswith("pwa/"):
        return
    moves = [node for node in source.nodes if isinstance(node, ast.FunctionDef) and names_the_state_before(node)]
    inside = {id(part) for move in moves for part in ast.walk(move)} if source.room == "pwa.store" else set()
    for node in source.nodes:
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets):
                yield f"{source.path}:{node.lineno} a state is never assigned: move it"
        elif isinstance(node, ast.Call) and id(node) not in inside and writes_a_state(node):
            yield f"{source.path}:{node.lineno} a state is moved in the store, from a state that the UPDATE names"


def the_time_comes_from_clock(source: Source) -> Iterator[str]:
    if not source.path.startswith("pwa/") or source.path in READS_A_CLOCK:
        return
    for line, name in source.imports:
        if name in CLOCKS:
            yield f"{source.path}:{line} the time comes from clock"
    for node in source.nodes:
        if isinstance(node, ast.Call) and ".".join(dotted(node.func).split(".")[-2:]) in CLOCKS:
            yield f"{source.path}:{node.lineno} the time comes from clock"


def files_stay_short(source: Source) -> Iterator[str]:
    if (length := source.text.count("\n")) > LONG and not source.path.startswith(NEVER_EDITED):
        yield f"{source.path} has {length} lines: it is two things, find the second one's name"


def names_say_something(source: Source) -> Iterator[str]:
    if vague := VAGUE & set(Path(source.path).with_suffix("").parts):
        yield f"{source.path}: {', '.join(vague)} says nothing about what is in it"


def modules_open_with_a_sentence(source: Source) -> Iterator[str]:
    if source.path.endswith(".py") and source.text.strip() and not ast.get_docstring(ast.parse(source.text)):
        yield f"{source.path} does not say what it is"


def pages_are_not_built_from_strings(source: Source) -> Iterator[str]:
    """Neither our pages nor the worker turn a string into HTML or code."""
    if not source.path.startswith(("static/", "service_worker/")):
        return
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        if word in source.text:
            yield f"{source.path} uses {word}"


# Each rule with something that it must refuse: (path, text).
RULES: list[tuple[Rule, list[tuple[str, str]]]] = [
    (
        imports_only_to_its_left,
        [
            ("pwa/rules/post.py", "from pwa.store import posts"),
            ("pwa/store/posts.py", "import pwa.networks.mastodon"),
            ("pwa/networks/mastodon.py", "from pwa import store"),
            ("pwa/actions/hold_post.py", "def f():\n    from pwa.web import posts"),
            ("pwa/actions/hold_post.py", "from ..web import posts"),
            ("pwa/web/posts.py", "from pwa import courier"),
            ("pwa/web/posts.py", "from pwa import create_app"),
            ("pwa/secrets.py", "from pwa import passkeys"),
            ("pwa/__init__.py", "from pwa import __main__"),
        ],
    ),
    (
        rules_are_pure,
        [
            ("pwa/rules/post.py", "from pwa import clock"),
            ("pwa/rules/post.py", "import time"),
            ("pwa/rules/post.py", "from sqlmodel import Session"),
        ],
    ),
    (flask_stays_in_web, [("pwa/actions/sign_in.py", "from flask_login import login_user"), ("pwa/courier.py", "import flask")]),
    (decoders_stay_alone, [("pwa/web/passkeys.py", "import webauthn"), ("pwa/web/uploads.py", "import PIL.Image")]),
    (
        sql_stays_in_the_store,
        [("pwa/actions/hold_post.py", "from sqlmodel import Session"), ("pwa/web/drafts.py", "import sqlalchemy as s")],
    ),
    (
        only_actions_write,
        [
            ("pwa/web/posts.py", "with transaction() as session:\n    pass"),
            ("pwa/courier.py", "with store.transaction.transaction():\n    pass"),
        ],
    ),
    (
        states_change_by_a_move,
        [
            ("pwa/actions/cancel_post.py", "post.state = PostState.CANCELLED"),
            ("pwa/actions/cancel_post.py", "update(Post).values(state=PostState.CANCELLED)"),
            ("pwa/store/posts.py", "def tidy(session):\n    session.exec(update(Post).values(state=PostState.CANCELLED))"),
            ("pwa/store/posts.py", "def tidy(session):\n    setattr(post, 'state', 'held')"),
        ],
    ),
    (
        the_time_comes_from_clock,
        [
            ("pwa/courier.py", "datetime.now(UTC)"),
            ("pwa/web/posts.py", "import time\ntime.time()"),
            ("pwa/web/posts.py", "from time import time"),
        ],
    ),
    (files_stay_short, [("pwa/web/posts.py", "pass\n" * (LONG + 1))]),
    (names_say_something, [("pwa/web/utils.py", ""), ("static/js/helpers/x.js", "")]),
    (modules_open_with_a_sentence, [("pwa/web/posts.py", "x = 1")]),
    (pages_are_not_built_from_strings, [("static/js/lib/swap.js", "element.innerHTML = words")]),
]


def named(rules: list[tuple[Rule, list[tuple[str, str]]]]) -> list[str]:
    return [rule.__name__ for rule, _ in rules]


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    return list(sources_in("pwa", "tests", "static", "service_worker"))


@pytest.mark.parametrize("rule", [rule for rule, _ in RULES], ids=named(RULES))
def test_the_application_keeps(rule: Rule, sources: list[Source]) -> None:
    assert [complaint for source in sources for complaint in rule(source)] == []


@pytest.mark.parametrize(("rule", "examples"), RULES, ids=named(RULES))
def test_it_would_be_noticed(rule: Rule, examples: list[tuple[str, str]]) -> None:
    assert [path for path, text in examples if not list(rule(Source(path, text)))] == []


def test_every_room_has_its_place(sources: list[Source]) -> None:
    rooms = {source.room for source in sources if source.path.startswith("pwa/") and source.path.endswith(".py")}
    assert rooms <= set().union(*ORDER), "a new room: say in ORDER, design and README where it stands"


def only_in(rooms: set[str], libraries: set[str], source: Source) -> Iterator[str]:
    if source.path.startswith("pwa/") and source.room not in rooms:
        for line, name in source.imports:
            if name.split(".")[0] in libraries:
                yield f"{source.path}:{line} {name} belongs in {', '.join(sorted(rooms))}"


def room_of(name: str) -> str:
    """The room of a dotted name; `pwa.create_app` is a name of the room `pwa` itself."""
    room = ".".join(name.split(".")[:2])
    return room if room in set().union(*ORDER) else "pwa"


def place(room: str) -> int:
    return next(number for number, rooms in enumerate(ORDER) if room in rooms)


def names_the_state_before(function: ast.FunctionDef) -> bool:
    """Whether it compares some `.state` with something: `col(Post.state) == before`."""
    compared = (node for node in ast.walk(function) if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq))
    return any(isinstance(part, ast.Attribute) and part.attr == "state" for node in compared for part in ast.walk(node.left))


def writes_a_state(call: ast.Call) -> bool:
    name = dotted(call.func).split(".")[-1]
    if name == "setattr":
        return any(isinstance(given, ast.Constant) and given.value == "state" for given in call.args)
    in_words = isinstance(call.func, ast.Attribute) and call.func.attr == "values"
    return in_words and any(keyword.arg == "state" for keyword in call.keywords)
